"""Budgets: how much a recording may hold, set by tests and by ``manage.py signaltrace``."""

from __future__ import annotations

from signal_inspector.recording.recording import Recording


def exceeded(
    recording: Recording,
    *,
    max_depth: int | None = None,
    max_dispatches: int | None = None,
    max_ms: float | None = None,
) -> list[str]:
    """Return a sentence for each budget that is exceeded; None stands for no budget.

    Depth 1 is a dispatch that no receiver sent. Dispatches count that had receivers, those beyond
    the limits of the recording too; ``max_ms`` is the time in receivers, overlaps once.
    """
    summary = recording.summary
    beyond = sum(each.count for each in recording.counted if each.reason in {"limit", "depth"})
    dispatches, depth = summary.dispatches + beyond, summary.depth
    too_deep = any(each.reason == "depth" for each in recording.counted)
    found = []
    if max_depth is not None and (depth > max_depth or too_deep):
        more = "more than " if too_deep else ""
        found.append(f"The cascade is {more}{depth} deep; the budget is {max_depth}.")
    if max_dispatches is not None and dispatches > max_dispatches:
        found.append(f"There were {dispatches} dispatches; the budget is {max_dispatches}.")
    if max_ms is not None and summary.receivers_ns > max_ms * 1e6:
        took = summary.receivers_ns / 1e6
        found.append(f"Receivers took {took:.1f} ms; the budget is {max_ms:g} ms.")
    return found
