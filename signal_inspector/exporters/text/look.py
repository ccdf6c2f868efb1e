"""The lines of a cascade as text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from signal_inspector import naming
from signal_inspector.exporters.facts import REASONS
from signal_inspector.recording import paths, tree
from signal_inspector.recording.recording import Recording
from signal_inspector.recording.records import (
    BulkWrite,
    Counted,
    Dispatch,
    Effects,
    Frame,
    ReceiverCall,
)
from signal_inspector.wording import one_line, short_name

from .glyphs import Glyphs
from .wording import milliseconds, plural

Role = Literal["heading", "signal", "receiver", "place", "time", "problem"]
Paint = Callable[[str, Role], str]
"""Gives a text its colour, or back as it is."""

_MOST_COUNTED = 12
_MOST_NAMED = 6


@dataclass(frozen=True, slots=True)
class Look:
    """How a recording is put into lines."""

    glyphs: Glyphs
    paint: Paint

    def _plural(self, count: int, singular: str, more: str | None = None) -> str:
        return plural(count, singular, more, thousands=self.glyphs.thousands)

    def _time(self, ns: int) -> str:
        return milliseconds(ns, self.glyphs.micro)

    def heading(self, recording: Recording) -> str:
        summary = recording.summary
        facts = [
            self._plural(summary.dispatches, "dispatch", "dispatches"),
            self._plural(summary.receiver_calls, "receiver call"),
            self._time(summary.receivers_ns),
        ]
        if summary.queries:
            queries = self._plural(summary.queries, "query", "queries")
            facts.append(f"{queries} {self._time(summary.queries_ns)}")
        if summary.errors:
            facts.append(self.paint(self._plural(summary.errors, "exception"), "problem"))
        if summary.depth > 1:
            facts.append(f"{summary.depth} deep")
        title = self.paint(one_line(recording.name), "heading") + "   " if recording.name else ""
        return title + f" {self.glyphs.dot} ".join(facts)

    def cascade(self, recording: Recording, fold_from: int) -> Iterator[str]:
        rows = tree.rows(recording.roots, fold_from)
        open_at = _has_later_sibling(rows)
        stems: list[str] = []
        for row, more in zip(rows, open_at, strict=True):
            del stems[row.depth :]
            node = row.node
            text = self._dispatch(row, node) if isinstance(node, Dispatch) else self._call(node)
            yield "".join(stems) + (self.glyphs.branch if more else self.glyphs.last) + text
            stems.append(self.glyphs.line if more else " " * len(self.glyphs.line))
            if (
                isinstance(node, ReceiverCall)
                and node.error is not None
                and not node.error.inherited
            ):
                yield "".join(stems) + self._error(node)
            if isinstance(node, ReceiverCall):
                for write in node.effects.bulk_writes:
                    if write.bypassed:
                        yield "".join(stems) + self._bypassed(write)

    def _dispatch(self, row: tree.Row, dispatch: Dispatch) -> str:
        name = self.paint(short_name(dispatch.signal), "signal")
        parts = [f"{name} {self.glyphs.sender.format(dispatch.sender)}"]
        if row.same:
            parts.append(f"{self.glyphs.times}{len(row.dispatches)}")
        if dispatch.method != "send" and not dispatch.is_callback:
            parts.append(f"by {dispatch.method}")
        parts.append(
            self.paint(self._time(sum(each.duration_ns for each in row.dispatches)), "time")
        )
        if dispatch.registered_by is not None:
            receiver = short_name(dispatch.registered_by.receiver)
            parts.append(f"registered by {receiver}")
        if dispatch.site is not None:
            parts.append(self.paint(f"{self.glyphs.sent_from} {_place(dispatch.site)}", "place"))
        return "  ".join(parts)

    def _call(self, call: ReceiverCall) -> str:
        connection = call.connection
        name = self.paint(short_name(connection.receiver), "receiver")
        if connection.is_async:
            name += " (async)"
        if call.outcome == "not reached":
            not_reached = self.paint("not reached", "problem")
            return f"{name}  {not_reached}  {self._receiver_place(call)}".rstrip()
        times = self._time(call.duration_ns)
        if call.dispatches:
            times += f", own {self._time(call.self_ns)}"
        parts = [name, self.paint(times, "time"), self._effects(call), self._receiver_place(call)]
        if call.outcome != "returned":
            inherited = " from below" if call.error is not None and call.error.inherited else ""
            parts.append(self.paint(call.outcome + inherited, "problem"))
        return "  ".join(part for part in parts if part)

    def _effects(self, call: ReceiverCall) -> str:
        return ", ".join(self._effect_texts(call.effects))

    def _effect_texts(self, effects: Effects) -> Iterator[str]:
        if effects.queries:
            count = self._plural(effects.query_count, "query", "queries")
            yield f"{count} {self._time(effects.query_ns)}"
        if effects.mails:
            yield self._plural(effects.mails, "mail")
        yield from (f"request to {host}" for host in effects.requests)
        yield from (f"task {task}" for task in effects.tasks)
        if effects.on_commit:
            yield self._plural(effects.on_commit, "commit callback")
        if effects.rolled_back:
            yield f"{effects.rolled_back} of it rolled back"

    def _bypassed(self, write: BulkWrite) -> str:
        rows = "" if write.rows is None else f" of {self._plural(write.rows, 'row')}"
        missed = ", ".join(map(short_name, write.bypassed))
        model = self.glyphs.sender.format(write.model)
        times = f" {self.glyphs.times}{write.count}" if write.count > 1 else ""
        text = self.paint(f"! {write.method}{times} {model}{rows} bypassed {missed}", "problem")
        if write.site is not None:
            text += "  " + self.paint(f"{self.glyphs.sent_from} {_place(write.site)}", "place")
        return text

    def _receiver_place(self, call: ReceiverCall) -> str:
        connection = call.connection
        if not connection.path:
            return ""
        return self.paint(f"{naming.short_path(connection.path)}:{connection.line}", "place")

    def merged(self, node: paths.Merged) -> str:
        """The line of a node of the merged cascade."""
        if node.dispatch is not None:
            name = self.paint(short_name(node.dispatch.signal), "signal")
            name += " " + self.glyphs.sender.format(node.dispatch.sender)
        else:
            assert node.call is not None
            name = self.paint(short_name(node.call.receiver), "receiver")
        place = "" if node.call is None else self._receiver_place(node.call)
        time = self.paint(self._time(node.total_ns), "time")
        return "  ".join(filter(None, (name, f"{self.glyphs.times}{node.count}", time, place)))

    def _error(self, call: ReceiverCall) -> str:
        error = call.error
        assert error is not None
        where = f" at {_place(error.frames[-1])}" if error.frames else ""
        message = f": {error.message}" if error.message else ""
        return self.paint(f"! {error.type}{one_line(message)}{where}", "problem")

    def remarks(self, recording: Recording) -> Iterator[str]:
        yield from (self._bypassed(each) for each in recording.effects.bulk_writes if each.bypassed)
        if not recording.dispatches and not recording.counted:
            yield "Nothing was dispatched."
        unheard = [each for each in recording.counted if each.reason == "no receivers"]
        if unheard:
            names = list(dict.fromkeys(short_name(each.signal) for each in unheard))
            more = [f"{len(names) - _MOST_NAMED} more"] if len(names) > _MOST_NAMED else []
            sent = ", ".join([*names[:_MOST_NAMED], *more])
            yield f"{self._dispatches(unheard)} had no receivers: {sent}"
        left_out = [each for each in recording.counted if each.reason != "no receivers"]
        if left_out:
            yield f"Not detailed: {self._dispatches(left_out)}"
            for each in left_out[:_MOST_COUNTED]:
                yield "  " + self._counted(each)
            if len(left_out) > _MOST_COUNTED:
                yield f"  and {len(left_out) - _MOST_COUNTED} more channels"
        for note in recording.notes:
            yield self.paint(f"Note: {note}", "problem")

    def _dispatches(self, counted: list[Counted]) -> str:
        return self._plural(sum(each.count for each in counted), "dispatch", "dispatches")

    def _counted(self, each: Counted) -> str:
        name = short_name(each.signal)
        times = f"{self.glyphs.times}{each.count}"
        return f"{name} {self.glyphs.sender.format(each.sender)}  {times}  {REASONS[each.reason]}"


def _has_later_sibling(rows: list[tree.Row]) -> list[bool]:
    """For each row whether another of its depth follows under the same parent."""
    found = [False] * len(rows)
    seen: list[bool] = []
    for index in range(len(rows) - 1, -1, -1):
        depth = rows[index].depth
        seen.extend([False] * (depth + 1 - len(seen)))
        found[index] = seen[depth]
        seen[depth] = True
        del seen[depth + 1 :]
    return found


def _place(frame: Frame) -> str:
    return f"{naming.short_path(frame.path)}:{frame.line}"
