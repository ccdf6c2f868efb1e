"""What was found out about a project."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.real.graphs import Graphs, faults
from tests.suites.comparing import Run, differences


@dataclass
class Result:
    """``missing`` names the parts that could not run; runs and graphs are None where not asked."""

    project: str
    runs: dict[str, Run] | None = None
    graphs: Graphs | None = None
    missing: list[str] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        if self.missing:
            return 2
        return int(bool(self.trouble or (self.graphs and faults(self.graphs))))

    @property
    def trouble(self) -> list[str]:
        """Tests that did not end alike, and failures of the recorder."""
        return [*differences(**self.runs), *self.runs["recorded"].trouble] if self.runs else []


def table(results: Sequence[Result]) -> list[str]:
    """Return a line for each project, below a line of titles."""
    titles = ("", "tests", "dispatches", "calls", "connections", "receivers", "outcome")
    rows = [titles, *map(_row, results)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(titles))]
    return [
        "  ".join(
            cell.rjust(width) if 0 < place < len(titles) - 1 else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _row(result: Result) -> tuple[str, ...]:
    recorded = result.runs["recorded"] if result.runs else None
    live = result.graphs.told["live"] if result.graphs else None
    return (
        result.project,
        f"{recorded.ran:,}" if recorded else "-",
        f"{recorded.recorded['dispatches']:,}" if recorded else "-",
        f"{recorded.recorded['receiver calls']:,}" if recorded else "-",
        f"{sum(live['connections']):,}" if live else "-",
        f"{live['receivers']:,}" if live else "-",
        _outcome(result),
    )


def _outcome(result: Result) -> str:
    if result.missing:
        return f"could not run: {', '.join(result.missing)}"
    found = {
        "not alike or in trouble": len(result.trouble),
        "graphs not whole": len(faults(result.graphs)) if result.graphs else 0,
    }
    return ", ".join(f"{what}: {count}" for what, count in found.items() if count) or "well"
