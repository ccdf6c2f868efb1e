"""The cascade as a table: a row for each dispatch and each receiver call, indented by its depth."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from signal_inspector.exporters import facts
from signal_inspector.exporters.html import timeline
from signal_inspector.exporters.html.depths import depth_class
from signal_inspector.exporters.html.elements import EMPTY, element, joined, section, shown
from signal_inspector.recording import tree
from signal_inspector.recording.recording import Recording
from signal_inspector.recording.records import Dispatch, Effects, ReceiverCall
from signal_inspector.recording.tree import Row
from signal_inspector.wording import duration, short_name

MOST_ROWS = 3_000
"""More are not read by anybody, and make browsers slow."""

_HEADS = (
    ("Signal or receiver", "name"),
    ("Time", "number"),
    ("Own", "number"),
    ("Timeline", "timeline"),
    ("Effects", "effects"),
    ("Outcome", "outcome"),
    ("Sent from, defined at", "place"),
)
_FILTER = SafeString("""<form class="filter" role="search" hidden>
<label>Filter <input type="search" name="text" autocomplete="off" spellcheck="false"></label>
<label>Own time from <input type="number" name="slower" min="0" step="any"> ms</label>
<label><input type="checkbox" name="errors"> Failed</label>
<label><input type="checkbox" name="sql"> With SQL</label>
<button type="button" name="fold">Fold all</button>
<button type="button" name="unfold">Unfold all</button>
<output></output>
</form>
""")
_FOLD = SafeString(
    '<button type="button" class="fold" aria-expanded="true" aria-label="Fold" hidden></button>'
)


def rows_of(recording: Recording) -> list[Row]:
    """Return the rows of the whole cascade, equal neighbours folded."""
    return tree.rows(recording.roots)


def row_id(number: int) -> str:
    """Return the name of a row in the page."""
    return f"row-{number}"


def part(recording: Recording, rows: list[Row]) -> SafeString:
    """Return the section of the cascade."""
    if not rows:
        return section("Cascade", element("p", "Nothing was dispatched."), id_="cascade")
    written = rows[:MOST_ROWS]
    deeper = [after.depth for after in written[1:]] + [0]
    body = joined(
        *(
            _row(number, row, recording.duration_ns, is_parent=below > row.depth)
            for number, (row, below) in enumerate(zip(written, deeper, strict=True))
        )
    )
    table = format_html(
        '<div class="wide"><table class="cascade">\n<thead><tr>{}</tr></thead>\n'
        "<tbody>\n{}</tbody>\n</table></div>\n",
        format_html_join("", '<th scope="col" class="{1}">{0}</th>', _HEADS),
        body,
    )
    return section("Cascade", joined(_FILTER, table, _left_out(rows)), id_="cascade")


def _left_out(rows: list[Row]) -> SafeString:
    if len(rows) <= MOST_ROWS:
        return EMPTY
    more = f"{len(rows) - MOST_ROWS:,} more rows are left out here: the JSON export has them all."
    return element("p", more, class_="note")


def _row(number: int, row: Row, total_ns: int, *, is_parent: bool) -> SafeString:
    node = row.node
    cells: list[str]
    marks: dict[str, str] = {}
    if isinstance(node, ReceiverCall):
        own = duration(node.self_ns) if node.dispatches else ""
        cells = [own, timeline.drawing(row, total_ns), _effects(node.effects), _outcome(node)]
        cells.append(facts.place(node.connection.path, node.connection.line))
        ran = node.outcome != "not reached"
        time = duration(node.duration_ns) if ran else ""
        marks = {"data_ns": str(node.self_ns), "data_sql": str(node.effects.query_count or "")}
        kind = "call failed" if node.outcome != "returned" else "call"
    else:
        cells = ["", timeline.drawing(row, total_ns), "", "", facts.site(node)]
        time = duration(sum(each.duration_ns for each in row.dispatches))
        kind = "dispatch"
    cells = [joined(_FOLD if is_parent else "", _name(row)), time, *cells]
    names = (name for _, name in _HEADS)
    return element(
        "tr",
        format_html_join("", '<td class="{}">{}</td>', zip(names, cells, strict=True)),
        id=row_id(number),
        class_=f"{kind} {depth_class(row.depth)}",
        data_depth=str(row.depth),
        **marks,
    )


def _name(row: Row) -> SafeString:
    """Return the name, which opens all that is known about the first of the row."""
    node = row.node
    if isinstance(node, ReceiverCall):
        title = element("b", shown(short_name(node.receiver)))
        extra = " async" if node.connection.is_async else ""
    else:
        title = format_html(
            "<b>{}</b> <span>⟨{}⟩</span>", shown(short_name(node.signal)), shown(node.sender)
        )
        extra = f" ×{len(row.dispatches):,}" if row.same else ""
        if node.method != "send" and not node.is_callback:
            extra += f" by {shown(node.method)}"
        if node.registered_by is not None:
            extra += f" registered by {shown(short_name(node.registered_by.receiver))}"
    return format_html(
        "<details><summary>{}{}</summary>\n<dl>{}</dl></details>",
        title,
        element("small", extra) if extra else "",
        format_html_join(
            "", "<dt>{}</dt><dd>{}</dd>", ((name, _text(value)) for name, value in _facts(node))
        ),
    )


def _facts(node: Dispatch | ReceiverCall) -> list[tuple[str, Any]]:
    return list(facts.facts(node).items())


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name}={_text(each)}" for name, each in value.items())
    if isinstance(value, list):
        return "\n".join(map(_text, value))
    return shown(str(value))


def _effects(effects: Effects) -> str:
    found = []
    if effects.queries:
        queries = "query" if effects.query_count == 1 else "queries"
        found.append(f"{effects.query_count:,} {queries} {duration(effects.query_ns)}")
    if effects.mails:
        found.append(f"{effects.mails:,} mail" + "s" * (effects.mails > 1))
    found += [f"task {short_name(task)}" for task in effects.tasks]
    found += [f"request to {host}" for host in effects.requests]
    found += [f"{each.method} {each.model}" for each in effects.bulk_writes]
    if effects.on_commit:
        found.append(f"{effects.on_commit:,} on commit")
    if effects.rolled_back:
        found.append(f"{effects.rolled_back:,} rolled back")
    return shown(", ".join(found))


def _outcome(call: ReceiverCall) -> str:
    if call.error is None:
        return call.outcome if call.outcome != "returned" else ""
    if call.error.inherited:
        return f"{call.outcome} from below: {shown(short_name(call.error.type))}"
    message = f": {shown(call.error.message)}" if call.error.message else ""
    return f"{call.outcome} {shown(short_name(call.error.type))}{message}"
