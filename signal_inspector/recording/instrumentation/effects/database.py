"""SQL, transactions, and the callbacks that wait for their commit."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from threading import get_ident
from typing import Any
from zlib import crc32

from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

from signal_inspector.naming import receiver_name
from signal_inspector.naming.raw import class_name
from signal_inspector.recording.clock import Clock
from signal_inspector.recording.instrumentation import labels
from signal_inspector.recording.instrumentation.failures import failure
from signal_inspector.recording.instrumentation.plans import here
from signal_inspector.recording.instrumentation.swapping import Target
from signal_inspector.recording.records import ON_COMMIT, Connection
from signal_inspector.recording.strands import TIMED, Effect, End, Method, Plan, current

from .facts import Begun, Told, begun, strand_for_effects, target

LONGEST_STATEMENT = 300
_BEGINNING, _END = 120, 168  # of a long one: its end tells more
MOST_WAITING = 1_000

_BROKEN = 3
"""The status of such a transaction, PQTRANS_INERROR, for psycopg and psycopg2."""

_CALLBACK = Method("on_commit", robust=False, awaited=False)
_numbers = count(1)
_waiting: dict[tuple[int, int], int] = {}
"""Numbers of the callbacks that wait, by the ids of connection and callback.

The connection holds a waiting callback, so its id is its own until it runs or is rolled back; the
entry of one that was rolled back is overwritten or pushed out.
"""


def targets() -> Iterator[Target]:
    """Functions of the database layer. Those of one name are tried in every version of Django."""
    for name in ("_execute_with_wrappers", "callproc"):
        yield from target(vars(CursorWrapper).get(name), Told(after=_write_sql))
    callback = Told(
        enter=_enter_on_commit,
        begin_callback=_begin_callback,
        end_callback=_end_callback,
        fail_callback=_fail_callback,
    )
    base = vars(BaseDatabaseWrapper)
    yield from target(base.get("on_commit"), callback)
    yield from target(base.get("run_and_clear_commit_hooks"), callback._replace(enter=None))
    for name in ("_rollback", "_savepoint_rollback"):
        yield from target(base.get(name), Told(enter=_enter_rollback))
    yield from target(base.get("_commit"), Told(enter=_enter_commit))
    atomic = vars(transaction.Atomic)
    yield from target(atomic.get("__enter__"), Told(enter=_begun_block, returned=_write_atomic))
    leave = Told(enter=_begun_block, returned=_write_end, failed=_write_end)
    yield from target(atomic.get("__exit__"), leave)
    savepoints = vars(transaction)  # those that blocks set of their own are told of by these
    create = savepoints.get("savepoint_create") or savepoints.get("savepoint")
    yield from target(create, Told(enter=_begun_savepoint, returned=_write_savepoint))
    yield from target(savepoints.get("savepoint_commit"), Told(enter=_enter_release))


def _write_sql(began: int, cursor: Any, sql: Any) -> None:
    """A statement has been executed, or has failed.

    Flat, and without an ``Effect``, because statements are many.
    """
    strand = current.get()
    if strand is None:
        return
    try:
        if strand.ident != get_ident():
            strand = here(strand)
        recorder = strand.recorder
        if recorder.effects_left > 0:
            recorder.effects_left -= 1
            text = sql if type(sql) is str and len(sql) <= LONGEST_STATEMENT else text_of(sql)
            strand.buf.append([began, Clock.now(), cursor.db.alias, text])
    except RecursionError:
        strand.recorder.lost += 1
    except Exception as error:  # noqa: BLE001 - the statement has been executed all the same
        strand.recorder.note(error)


def text_of(sql: Any) -> str:
    """What is told of a statement: its text, or its type where it is none.

    Of a long one the beginning and the end are told, and between them a checksum of the whole, so
    that different statements are never taken for one.
    """
    if type(sql) is not str:
        return f"<{class_name(type(sql))}>"
    if len(sql) <= LONGEST_STATEMENT:
        return sql
    checksum = crc32(sql.encode(errors="backslashreplace"))
    return f"{sql[:_BEGINNING]} …{checksum:08x}… {sql[-_END:]}"


def _begun_block(block: Any, *_: Any) -> Begun | None:
    return begun(block.using or DEFAULT_DB_ALIAS)


def _write_atomic(started: Begun, _: Any) -> None:
    """The innermost savepoint is that of the block; the outermost block has none."""
    savepoints = transaction.get_connection(started.what).savepoint_ids
    started.write("atomic", (started.what, savepoints[-1] if savepoints else None))


def _write_end(started: Begun, _: Any) -> None:
    started.write("end", started.what)


def _begun_savepoint(using: Any) -> Begun | None:
    return begun(using or DEFAULT_DB_ALIAS)


def _write_savepoint(started: Begun, savepoint: Any) -> None:
    started.write("savepoint", (started.what, savepoint))


def _enter_release(savepoint: Any, using: Any) -> Begun | None:
    return _mark("release", (using or DEFAULT_DB_ALIAS, savepoint))


def _enter_rollback(connection: Any, savepoint: Any = None) -> Begun | None:
    return _mark("rollback", (connection.alias, savepoint))


def _enter_commit(connection: Any, *_: Any) -> Begun | None:
    """PostgreSQL answers the commit of a transaction that an error broke by a rollback."""
    info = getattr(connection.connection, "info", None)
    if getattr(info, "transaction_status", None) == _BROKEN:
        return _mark("rollback", (connection.alias, None))
    return None


def _enter_on_commit(connection: Any, func: Any, *_: Any) -> Begun | None:
    if not connection.in_atomic_block:
        return None  # it runs at once, which is told of on its own
    number = next(_numbers)
    started = _mark("on_commit", number)
    if started is not None:
        while len(_waiting) >= MOST_WAITING:
            _waiting.pop(next(iter(_waiting)), None)
        _waiting[id(connection), id(func)] = number
    return None


def _mark(kind: Any, what: Any) -> Begun | None:
    """Write a fact that takes no time."""
    started = begun(what)
    if started is not None:
        started.write(kind, what)
    return started


def _begin_callback(connection: Any, func: Any) -> Begun | None:
    """A commit callback is called: a dispatch of its own, with one receiver."""
    number = _waiting.pop((id(connection), id(func)), 0)
    strand = strand_for_effects()
    if strand is None:
        return None
    label = labels.of_receiver(func)
    plan = Plan(_CALLBACK, ON_COMMIT, labels.of_sender(connection.alias), TIMED)
    time = Clock.now()
    connected = Connection(receiver_name(func), label.path, label.line, weak=False)
    strand.buf += (plan, time, Effect("run", time, 0, number), connected, time)
    return Begun(strand, time, None)


def _end_callback(started: Begun, _: None) -> None:
    time = Clock.now()
    started.strand.buf += (time, End(time))


def _fail_callback(started: Begun, error: BaseException) -> None:
    told = failure(error, ends=True)
    started.strand.buf += (told, End(told.time))
