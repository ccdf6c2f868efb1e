"""What a line of the cascade opens to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from signal_inspector.panels import effects
from signal_inspector.panels.spots import Spot, spot
from signal_inspector.recording.records import Dispatch, Error, Frame, ReceiverCall
from signal_inspector.wording import duration, short_name

MOST_SQL_ROWS = 20


@dataclass(frozen=True, slots=True)
class Fact:
    """A value with its label. ``steps`` are places, each with the function that it lies in;
    ``sql_rows`` numbers of rows of the SQL panel, of which there may be ``more``.
    """

    label: str
    value: str = ""
    steps: tuple[tuple[Spot | None, str], ...] = ()
    sql_rows: tuple[int, ...] = ()
    more: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """One of the dispatches that a folded line stands for."""

    label: str
    began: str
    time: str
    site: Spot | None
    receivers: str


def of_dispatch(dispatch: Dispatch, editor_url: str) -> list[Fact]:
    """Return what there is to know about a dispatch."""
    facts = of_channel(dispatch)
    if dispatch.site:
        label = _("Registered at") if dispatch.is_callback else _("Sent at")
        facts.append(Fact(label, steps=_steps((dispatch.site,), editor_url)))
    arguments = ", ".join(f"{name}={value}" for name, value in dispatch.arguments.items())
    if arguments:
        facts.append(Fact(_("Arguments"), arguments))
    if dispatch.registered_by:
        facts.append(Fact(_("Registered by"), dispatch.registered_by.receiver))
    facts.append(_began(dispatch.start_ns))
    if dispatch.thread:
        facts.append(Fact(_("Thread"), dispatch.thread))
    return facts


def of_channel(dispatch: Dispatch) -> list[Fact]:
    """Return what the dispatches of a folded line have in common."""
    if dispatch.is_callback:
        return [Fact(_("Callback"), dispatch.signal), Fact(_("Database"), dispatch.sender)]
    return [
        Fact(_("Signal"), dispatch.signal),
        Fact(_("Sender"), dispatch.sender),
        Fact(_("Method"), f"{dispatch.method}()"),
    ]


def of_call(call: ReceiverCall, editor_url: str, sql_rows: Sequence[int] = ()) -> list[Fact]:
    """Return what there is to know about a receiver call."""
    connection = call.connection
    sender = connection.sender
    where = spot(connection.path, connection.line, editor_url)
    facts = [
        Fact(_("Receiver"), call.receiver, ((where, ""),) if where else ()),
        Fact(_("Connected to"), _("any sender") if sender is None else sender),
        Fact(_("Reference"), _("weak") if connection.weak else _("strong")),
    ]
    if connection.dispatch_uid is not None:
        facts.append(Fact("dispatch_uid", connection.dispatch_uid))
    if call.outcome != "not reached":
        facts.append(_began(call.start_ns))
    facts += [Fact(label, value) for label, value in effects.details(call.effects)]
    if sql_rows:
        more = len(sql_rows) - MOST_SQL_ROWS
        facts.append(
            Fact(
                _("In the SQL panel"),
                sql_rows=tuple(sql_rows[:MOST_SQL_ROWS]),
                more=_("and %(count)d more") % {"count": more} if more > 0 else "",
            )
        )
    if call.error:
        facts += _of_error(call.error, editor_url)
    return facts


def examples(dispatches: tuple[Dispatch, ...], editor_url: str) -> list[Example]:
    """Return the first, the slowest and the last of the dispatches of a folded line, in order."""
    last = len(dispatches) - 1
    slowest = max(range(len(dispatches)), key=lambda number: dispatches[number].duration_ns)
    labels = {0: _("first"), last: _("last"), slowest: _("slowest")}
    return [_example(label, dispatches[each], editor_url) for each, label in sorted(labels.items())]


def _example(label: str, dispatch: Dispatch, editor_url: str) -> Example:
    return Example(
        label,
        duration(dispatch.start_ns),
        duration(dispatch.duration_ns),
        place(dispatch.site, editor_url),
        ", ".join(
            f"{short_name(call.receiver)} {duration(call.duration_ns)}"
            for call in dispatch.receiver_calls
        ),
    )


def place(frame: Frame | None, editor_url: str) -> Spot | None:
    """Return the place of a frame, if there is one."""
    return spot(frame.path, frame.line, editor_url) if frame else None


def _of_error(error: Error, editor_url: str) -> list[Fact]:
    said = f"{error.type}: {error.message}" if error.message else error.type
    facts = [Fact(_("Exception"), said)]
    if error.frames:
        facts.append(Fact(_("Traceback"), steps=_steps(error.frames, editor_url)))
    return facts


def _steps(frames: tuple[Frame, ...], editor_url: str) -> tuple[tuple[Spot | None, str], ...]:
    return tuple((place(frame, editor_url), frame.function) for frame in frames)


def _began(start_ns: int) -> Fact:
    return Fact(_("Began"), _("%(time)s after the start") % {"time": duration(start_ns)})
