"""What stands on a line of the cascade."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _, pgettext

from signal_inspector.panels import bars, effects, facts
from signal_inspector.panels.bars import Bar
from signal_inspector.panels.facts import Example, Fact
from signal_inspector.panels.filters import origin_of
from signal_inspector.panels.outline import LEVELS, Item, Outline
from signal_inspector.panels.spots import Spot, spot
from signal_inspector.recording.records import Dispatch, ReceiverCall
from signal_inspector.recording.tree import Row
from signal_inspector.wording import duration, short_name


@dataclass(frozen=True, slots=True)
class Outcome:
    """``tone`` is ``own`` (it failed), ``passed on`` (what it caused failed) or ``idle``."""

    text: str
    tone: str


@dataclass(frozen=True, slots=True)
class Line:
    """A dispatch or a receiver call, ready to be shown. ``order`` is 0 for an only receiver."""

    item: Item
    kind: str
    name: str
    dotted: str
    sender: str = ""
    order: int = 0
    count: int = 1
    chips: tuple[str, ...] = ()
    spot: Spot | None = None
    bars: tuple[Bar, ...] = ()
    time: str = ""
    own: str = ""
    sql: str = ""
    is_slow: bool = False
    is_foreign: bool = False
    outcome: Outcome | None = None
    error: str = ""
    indent: str = ""
    """For where the style sheet does not reach."""
    facts: list[Fact] = field(default_factory=list)
    examples: list[Example] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Drawing:
    """How to draw: the length of the timeline, what counts as slow, where files are opened."""

    outline: Outline
    total_ns: int
    slow_ms: float
    editor_url: str
    sql_rows: Mapping[int, Sequence[int]] = field(default_factory=dict)

    def lines(self, items: Iterable[Item]) -> list[Line | Item]:
        """Return the lines in order, with the items that are no rows between them."""
        return [self.line(each) if each.kind == "row" else each for each in items]

    def line(self, item: Item) -> Line:
        """Return the line of a row."""
        row = self.outline.rows[item.place]
        if isinstance(row.node, ReceiverCall):
            return self._call(item, row, row.node)
        return self._dispatch(item, row, row.node)

    def _dispatch(self, item: Item, row: Row, dispatch: Dispatch) -> Line:
        spans = [(each.start_ns, each.duration_ns) for each in row.dispatches]
        is_folded = bool(row.same)
        return Line(
            item,
            "dispatch",
            short_name(dispatch.signal),
            dispatch.signal,
            sender=dispatch.sender,
            count=len(spans),
            chips=_chips(dispatch),
            spot=facts.place(dispatch.site, self.editor_url),
            bars=bars.of_spans(spans, self.total_ns),
            time=duration(sum(length for _start, length in spans)),
            is_foreign=all(
                origin_of(call.connection) != "project" for call in dispatch.receiver_calls
            ),
            outcome=self._outcome_below(item.place),
            indent=_indent(row),
            facts=facts.of_channel(dispatch)
            if is_folded
            else facts.of_dispatch(dispatch, self.editor_url),
            examples=facts.examples(row.dispatches, self.editor_url) if is_folded else [],
        )

    def _call(self, item: Item, row: Row, call: ReceiverCall) -> Line:
        ran = call.outcome != "not reached"
        siblings = call.dispatch.receiver_calls
        connection, error = call.connection, call.error
        return Line(
            item,
            "call",
            short_name(call.receiver),
            call.receiver,
            order=siblings.index(call) + 1 if len(siblings) > 1 else 0,
            chips=_words(call),
            spot=spot(connection.path, connection.line, self.editor_url),
            bars=bars.of_call(call, self.total_ns) if ran else (),
            time=duration(call.duration_ns) if ran else "",
            own=duration(call.self_ns) if ran else "",
            sql=effects.sql(call.effects.query_count, call.effects.query_ns),
            is_slow=ran and call.self_ns >= self.slow_ms * 1e6,
            is_foreign=origin_of(connection) != "project",
            outcome=_outcome(call) or self._outcome_below(item.place),
            error=f"{short_name(error.type)}: {error.message}" if error else "",
            indent=_indent(row),
            facts=facts.of_call(call, self.editor_url, self.sql_rows.get(call.index, ())),
        )

    def _outcome_below(self, place: int) -> Outcome | None:
        if place in self.outline.troubled:
            return Outcome(_("error below"), "passed on")
        return None


def _outcome(call: ReceiverCall) -> Outcome | None:
    """Return what to say about the end of a call, None when it just returned."""
    error = {"error": short_name(call.error.type) if call.error else ""}
    inherited = call.error is not None and call.error.inherited
    tone = "passed on" if inherited else "own"
    match call.outcome:
        case "returned":
            return None
        case "raised":
            said = _("passed on %(error)s") if inherited else _("raised %(error)s")
            return Outcome(said % error, tone)
        case "swallowed":
            return Outcome(_("%(error)s swallowed") % error, tone)
        case "not reached":
            return Outcome(_("not reached"), "idle")
        case "cancelled":
            return Outcome(_("cancelled"), "idle")
        case "unfinished":
            return Outcome(_("unfinished"), "idle")


def _chips(dispatch: Dispatch) -> tuple[str, ...]:
    """Return the arguments that tell most at a glance."""
    arguments = dispatch.arguments
    found = [name for name in ("created", "raw", "reverse") if arguments.get(name) is True]
    if arguments.get("action"):
        found.append(str(arguments["action"]))
    if dispatch.registered_by:
        receiver = short_name(dispatch.registered_by.receiver)
        found.append(_("registered by %(receiver)s") % {"receiver": receiver})
    return tuple(found)


def _words(call: ReceiverCall) -> tuple[str, ...]:
    """Return what tells a receiver call from a plain one."""
    is_async = (pgettext("receiver", "async"),) if call.connection.is_async else ()
    return is_async + effects.chips(call.effects)


def _indent(row: Row) -> str:
    return "\N{EM SPACE}" * (row.depth % LEVELS)
