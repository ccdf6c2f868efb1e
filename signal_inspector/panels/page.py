"""Everything that the templates show of a recording: numbers, problems, tables and lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from signal_inspector import conf, naming
from signal_inspector.diagnosis import recorded
from signal_inspector.diagnosis.problem import Problem, Rule
from signal_inspector.diagnosis.rules import RULES
from signal_inspector.exporters import FORMATS
from signal_inspector.panels import effects, top
from signal_inspector.panels.filters import ORIGINS, origin_of
from signal_inspector.panels.lines import Drawing
from signal_inspector.panels.outline import TOP, Item, Outline, children_of
from signal_inspector.panels.spots import Spot, spot
from signal_inspector.panels.stored import Summary
from signal_inspector.recording import tree
from signal_inspector.recording.recording import Recording
from signal_inspector.recording.records import NO_EFFECTS, Dispatch, Effects, ReceiverCall
from signal_inspector.wording import channel, duration, short_name

MOST_ROWS = 500
"""Rows of a table: some thousand cost the browser a second."""


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """A problem, and the place of its first node in the outline, None where it has none."""

    problem: Problem
    rule: Rule
    spot: Spot | None
    place: int | None


@dataclass(frozen=True, slots=True)
class TotalLine:
    """The sums of a receiver or a channel in words; ``total`` has the numbers to sort by."""

    total: tree.Total
    name: str
    time: str
    own: str
    slowest: str
    spot: Spot | None = None
    origin: str = ""
    queries: int = 0
    sql: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A recording of a request, and the settings that it is shown with."""

    request_id: str
    recording: Recording
    settings: conf.Settings
    sql_rows: Mapping[int, Sequence[int]] = field(default_factory=dict)
    """Rows of the SQL panel by the index of a receiver call."""

    def whole(self, summary: Summary) -> dict[str, Any]:
        """Return the context of the whole panel."""
        outline = Outline(self.recording)
        counted = sorted(self.recording.counted, key=lambda each: (-each.count, each.signal))
        problems = self._problems(outline)
        infos = sum(line.problem.severity == "info" for line in problems)
        return {
            **self.cascade(outline, children_of(outline, TOP)),
            "cards": top.cards(summary),
            "notes": top.notes(self.recording, summary, self.settings.editor_url),
            "problems": problems,
            "grave": len(problems) - infos,
            "infos": infos,
            "receivers": self._receivers(),
            "channels": [_total(each) for each in tree.by_channel(self.recording)],
            "nobody": [
                (short_name(each.signal), each) for each in counted if each.reason == "no receivers"
            ],
            "most_rows": MOST_ROWS,
            "formats": FORMATS,
            "origins": [(each, _origin(each)) for each in ORIGINS],
        }

    def cascade(self, outline: Outline, items: list[Item], chosen: str = "") -> dict[str, Any]:
        """Return the context of a part of the cascade; ``chosen`` is the filter's query string."""
        drawing = Drawing(
            outline,
            self.recording.duration_ns,
            self.settings.slow_ms,
            self.settings.editor_url,
            self.sql_rows,
        )
        calls = self.recording.receiver_calls
        return {
            "request_id": self.request_id,
            "lines": drawing.lines(items),
            "has_outcomes": any(call.outcome != "returned" for call in calls),
            "has_sql": any(call.effects.queries for call in calls),
            "calls": outline.calls,
            "passed": outline.passed,
            "chosen": chosen,
            "total": duration(self.recording.duration_ns),
        }

    def path(self, nodes: list[Dispatch | ReceiverCall]) -> list[str]:
        """Return the names of what led to a row, outermost first."""
        return [
            short_name(node.receiver)
            if isinstance(node, ReceiverCall)
            else channel(node.signal, node.sender)
            for node in nodes
        ]

    def _problems(self, outline: Outline) -> list[ProblemLine]:
        return [
            ProblemLine(
                each,
                RULES[each.rule],
                spot(each.path, each.line, self.settings.editor_url),
                outline.places.get(id(each.node)),
            )
            for each in recorded.find(self.recording, self.settings)
        ]

    def _receivers(self) -> list[TotalLine]:
        calls = self.recording.receiver_calls
        return [
            self._receiver(total, [calls[each].effects for each in total.places])
            for total in tree.by_receiver(self.recording)
        ]

    def _receiver(self, total: tree.Total, done: list[Effects]) -> TotalLine:
        connection = total.connection
        assert connection is not None
        # Most calls have none, and to add up empty ones takes as long.
        busy = [each for each in done if each is not NO_EFFECTS]
        count = sum(each.query_count for each in busy)
        return replace(
            _total(total),
            spot=spot(connection.path, connection.line, self.settings.editor_url),
            origin=_origin(origin_of(connection)),
            queries=count,
            sql=effects.sql(count, sum(each.query_ns for each in busy)),
        )


def _total(total: tree.Total) -> TotalLine:
    return TotalLine(
        total,
        short_name(total.name),
        duration(total.total_ns),
        duration(total.self_ns),
        duration(total.slowest_ns),
    )


def _origin(origin: naming.Origin) -> str:
    match origin:
        case "project":
            return _("project")
        case "third-party":
            return _("third-party")
        case "django":
            return "Django"
