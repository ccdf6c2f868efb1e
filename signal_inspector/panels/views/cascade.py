"""Rows of the cascade."""

from __future__ import annotations

from django.http import Http404, QueryDict
from django.utils.translation import gettext_lazy as _

from signal_inspector.panels.filters import Filter
from signal_inspector.panels.outline import TOP, Outline, children_of, row_at
from signal_inspector.panels.page import Page
from signal_inspector.panels.views.answers import part


@part(_("Cascade"), "signal_inspector/cascade.html")
def cascade(page: Page, query: QueryDict) -> dict[str, object]:
    """Show a part of the cascade, chosen by the filter's fields and one of:

    - ``row``: the place of a row, with what led to it and what is below it;
    - ``parent`` and ``start``: the children of a row, from the one with that number on;
    - neither: the root dispatches.
    """
    outline = Outline(page.recording, Filter.from_query(query))
    if "row" in query:
        place = _number(query, "row", most=len(outline.rows) - 1)
        above = [outline.rows[each].node for each in outline.ancestors(place)]
        return {**page.cascade(outline, row_at(outline, place)), "path": page.path(above[::-1])}
    parent = _number(query, "parent", most=len(outline.rows) - 1) if "parent" in query else TOP
    items = children_of(outline, parent, _number(query, "start", most=len(outline.rows)))
    return page.cascade(outline, items, _filter_fields(query))


def _number(query: QueryDict, name: str, *, most: int) -> int:
    """Return a whole number between 0 and ``most``; 404 for anything else."""
    value = query.get(name, "0")
    if not (value.isascii() and value.isdigit() and int(value[:9]) <= most):
        raise Http404(f"{name} must be a whole number from 0 to {most}.")
    return int(value)


def _filter_fields(query: QueryDict) -> str:
    """Return the fields of the filter as a query string, for the rest of a list."""
    fields = query.copy()
    for name in ("request_id", "row", "parent", "start"):
        fields.pop(name, None)
    return fields.urlencode()
