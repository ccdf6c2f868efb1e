"""The sections around the cascade: problems, sums, and what has no details."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from signal_inspector.diagnosis.problem import Problem
from signal_inspector.exporters import facts
from signal_inspector.exporters.html.cascade import MOST_ROWS, row_id
from signal_inspector.exporters.html.elements import EMPTY, joined, section, shown, table
from signal_inspector.recording import tree
from signal_inspector.recording.recording import Recording
from signal_inspector.recording.records import Effects
from signal_inspector.recording.tree import Row
from signal_inspector.wording import duration, short_name

_SIGNS = {"error": "✖", "warning": "▲", "info": "ℹ"}  # noqa: RUF001 - the sign for information


def problems(recording: Recording, rows: list[Row]) -> SafeString:
    """Return the problems with links to the rows that they are about."""
    found = recording.problems
    places = _places(rows)
    items = format_html_join(
        "\n",
        '<li class="{}"><p><strong><span aria-hidden="true">{}</span> {}</strong> {}{}</p>'
        '<p class="fix">{}</p><p class="place">{} {} {}</p></li>',
        (
            (
                each.severity,
                _SIGNS[each.severity],
                each.severity.capitalize(),
                shown(each.sentence),
                f" ×{each.count:,}" if each.count > 1 else "",
                shown(each.fix),
                facts.place(each.path, each.line),
                _link(each, places),
                each.rule.rpartition(".")[2],
            )
            for each in found
        ),
    )
    content = format_html("<ul>\n{}\n</ul>\n", items) if found else _paragraph("None was found.")
    return section("Problems", content, id_="problems", count=len(found))


def _places(rows: list[Row]) -> dict[int, int]:
    """Map each dispatch and receiver call of the written rows to the number of its row."""
    found: dict[int, int] = {}
    for number, row in enumerate(rows[:MOST_ROWS]):
        for node in row.dispatches or (row.node,):
            found[id(node)] = number
    return found


def _link(problem: Problem, places: dict[int, int]) -> SafeString:
    number = places.get(id(problem.node))
    if number is None:
        return EMPTY
    return format_html('<a href="#{}">Show in the cascade</a>', row_id(number))


def receivers(recording: Recording) -> SafeString:
    """Return the sums of each receiver, the one with the most own time first."""
    totals = tree.by_receiver(recording)
    if not totals:
        return EMPTY
    heads = (
        ("Receiver", ""), ("Calls", "number"), ("Own", "number"), ("Time", "number"),
        ("Slowest", "number"), ("Failed", "number"), ("Defined at", "place"),
    )  # fmt: skip
    body = (
        (
            shown(each.name),
            f"{each.count:,}",
            duration(each.self_ns),
            duration(each.total_ns),
            duration(each.slowest_ns),
            f"{each.errors:,}" if each.errors else "",
            facts.place(each.connection.path, each.connection.line) if each.connection else "",
        )
        for each in totals
    )
    return section("Receivers", table(heads, body), id_="receivers", count=len(totals))


def channels(recording: Recording) -> SafeString:
    """Return the sums of each channel, the most frequent first."""
    totals = tree.by_channel(recording)
    if not totals:
        return EMPTY
    heads = (
        ("Signal", ""), ("Sender", ""), ("Dispatches", "number"), ("Time", "number"),
        ("Slowest", "number"), ("Failed", "number"),
    )  # fmt: skip
    body = (
        (
            shown(each.name),
            shown(each.sender),
            f"{each.count:,}",
            duration(each.total_ns),
            duration(each.slowest_ns),
            f"{each.errors:,}" if each.errors else "",
        )
        for each in totals
    )
    return section("Signals", table(heads, body), id_="signals", count=len(totals))


def not_detailed(recording: Recording) -> SafeString:
    """Return what was only counted, what happened outside of receivers, and our own notes."""
    parts: list[SafeString] = []
    if recording.counted:
        heads = (("Signal", ""), ("Sender", ""), ("Dispatches", "number"), ("Why", ""))
        body = (
            (shown(each.signal), shown(each.sender), f"{each.count:,}", facts.REASONS[each.reason])
            for each in recording.counted
        )
        count = recording.summary.counted
        parts.append(section("Not detailed", table(heads, body), id_="counted", count=count))
    outside = list(_outside(recording.effects))
    for title, texts in (("Outside of receivers", outside), ("Notes", recording.notes)):
        if texts:
            items = format_html_join("\n", "<li>{}</li>", ((shown(text),) for text in texts))
            content = format_html("<ul>\n{}\n</ul>\n", items)
            parts.append(section(title, content, id_=title.partition(" ")[0].lower()))
    return joined(*parts)


def _outside(effects: Effects) -> Iterator[str]:
    for write in effects.bulk_writes:
        rows = "" if write.rows is None else f" of {write.rows:,} rows"
        missed = ", ".join(map(short_name, write.bypassed))
        bypassed = f" bypassed {missed}" if missed else ""
        site = facts.place(write.site.path, write.site.line) if write.site else ""
        times = f" ×{write.count:,}" if write.count > 1 else ""
        yield f"{write.method}{times} ⟨{write.model}⟩{rows}{bypassed} {site}".rstrip()


def _paragraph(text: str) -> SafeString:
    return format_html("<p>{}</p>\n", text)
