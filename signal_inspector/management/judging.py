"""What ``signalgraph`` does with agreements: write the lock file, compare, hold up the rules."""

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from django.core.management.base import CommandError

from signal_inspector import conf
from signal_inspector.diagnosis.problem import Problem
from signal_inspector.gate import rules
from signal_inspector.gate.differences import compare
from signal_inspector.gate.lock import Lock, LockError, dumps, loads, lock_of
from signal_inspector.management.graph_options import GraphOptions
from signal_inspector.management.graph_options.option import usage_error
from signal_inspector.management.output import write_file
from signal_inspector.recording.recording import Recording
from signal_inspector.renderers.style import counted
from signal_inspector.wiring.nodes import SignalGraph
from signal_inspector.wiring.selection import Selection, select
from signal_inspector.wording import one_line

_AS_WRITTEN = "Give the options that it was written with, or write it anew by --write-baseline."


def refuse_views(wanted: GraphOptions) -> None:
    """Raise CommandError, with exit code 2, for options that only a graph to look at has."""
    given = {
        "--focus": bool(wanted.shaping.focus.patterns),
        "--only-observed and --only-unobserved": wanted.overlaying.observed is not None,
        "--diff": wanted.overlaying.diff is not None,
    }
    for option, is_given in given.items():
        if is_given:
            raise usage_error(f"{option} cannot be combined with the options of the gate.")


def write_baseline(whole: SignalGraph, selection: Selection, name: str) -> str:
    """Write a lock file, unless it is there already with the same content; return what was done.

    Raises CommandError, with exit code 2, rather than overwrite a file of another kind.
    """
    lock = lock_of(_selected(whole, selection), selection)
    content, path = dumps(lock), Path(name)
    if path.suffix != ".json":
        raise usage_error(f"{name} cannot be a lock file: its name must end in '.json'.")
    # Not path.is_file(): it raises for names that the file system refuses.
    before = (os.path.isfile(path) and _content(path)) or b""  # noqa: PTH113
    if before == content:
        return f"{name} is as it was: {_size(lock)}."
    if before.strip() and not _is_ours(before, name):
        raise usage_error(f"{name} is there, and no lock file. Remove it, or name another file.")
    write_file(name, content)
    return f"{name} was written: {_size(lock)}."


def compared(whole: SignalGraph, selection: Selection, name: str) -> tuple[list[Problem], str]:
    """Return how the wiring differs from a lock file, and in a sentence what was compared.

    Raises CommandError, with exit code 2, if the file cannot be used or is about something else.
    """
    content = _content(Path(name))
    if content is None:
        raise usage_error(f"There is no file {name}. Write it by --write-baseline.")
    try:
        locked = loads(content, name)
    except LockError as error:
        raise usage_error(str(error)) from None
    graph = _selected(whole, selection)
    now = lock_of(graph, selection)
    if now.selection != locked.selection:
        raise usage_error(
            f"{name} is about {_described(locked)}, and this check is about {_described(now)}. "
            f"{_AS_WRITTEN}"
        )
    problems = compare(locked, graph, content, name)
    change = f", {now.size - locked.size:+d}" if now.size != locked.size else ""
    return problems, f"{name}: {_size(locked)}{change}."


def held_up(whole: SignalGraph, recordings: Sequence[Recording]) -> tuple[list[Problem], str]:
    """Return what breaks the rules of the setting, and in a sentence what was held up.

    Raises CommandError, with exit code 2, for mistakes in the setting.
    """
    wanted, mistakes = rules.read(conf.current().rules)
    if mistakes:
        raise usage_error("\n".join(f"{each.message} {each.hint}" for each in mistakes))
    if not wanted:
        return [], "No rules."
    exceptions = sum(len(rule.exceptions) for rule in wanted)
    summary = f"{counted(len(wanted), 'rule')}, {counted(exceptions, 'exception')}"
    waiting = [] if recordings else rules.waiting(wanted)
    if waiting:
        names = ", ".join(repr(rule.name) for rule in waiting)
        summary += f"; not held up without --observed: {names}"
    return rules.evaluate(wanted, whole, recordings), f"{summary}."


def _selected(whole: SignalGraph, selection: Selection) -> SignalGraph:
    """Raises CommandError for a selection that a lock file cannot tell of."""
    chosen = Selection(
        apps=selection.apps,
        signals=selection.signals,
        senders=selection.senders,
        receivers=selection.receivers,
        exclude=selection.exclude,
        origins=selection.origins,
    )
    if replace(selection, orphans=chosen.orphans) != chosen:
        raise usage_error(
            "A lock file is about app labels, --origin, --signal, --sender, --receiver and "
            "--exclude. Leave away what else selects or shapes the graph."
        )
    return select(whole, chosen)


def _content(path: Path) -> bytes | None:
    """Return what a file holds, None where there is none."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.", returncode=2) from None


def _is_ours(content: bytes, name: str) -> bool:
    """Whether a file may be overwritten: a lock file, of any version or broken by a merge."""
    try:
        loads(content, name)
    except LockError:
        return b'"version"' in content and b'"channels"' in content
    return True


def _size(lock: Lock) -> str:
    return f"{counted(len(lock.channels), 'channel')}, {counted(lock.size, 'connection')}"


def _described(lock: Lock) -> str:
    chosen = [f"{key} {', '.join(values)}" for key, values in lock.selection.items()]
    return f"{one_line('; '.join(chosen)):.500}" or "everything"
