"""What two runs of a suite said, and where they differ: pure functions."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass
class Run:
    """What one run of the tests said. ``endings`` holds each test that did not simply pass.

    ``problems`` counts what the diagnosis found in the recordings of the tests, by rule;
    ``examples`` has a sentence for each of these rules.
    """

    ran: int = 0
    endings: set[tuple[str, str]] = field(default_factory=set)
    recorded: Counter[str] = field(default_factory=Counter)
    problems: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)
    trouble: list[str] = field(default_factory=list)
    processes: int = 0
    seconds: float = 0.0


def read_report(lines: Iterable[str]) -> Run | None:
    """Add up what the processes of a run reported; None without the result of the tests."""
    run, complete = Run(), False
    for line in lines:
        report = json.loads(line)
        if "result" in report:
            complete = True
            run.ran = report["result"]["ran"]
            run.endings = {(ending, test) for ending, test in report["result"]["endings"]}
        else:
            run.processes += 1
            run.recorded.update(report["recorded"])
            run.problems.update(report["problems"])
            run.examples = report["examples"] | run.examples
            run.trouble += report["trouble"]
    return run if complete else None


def differences(plain: Run, recorded: Run) -> list[str]:
    """Return a line for each test that ended in one run as it did not in the other."""
    lines = [f"only plain: {' '.join(each)}" for each in plain.endings - recorded.endings]
    lines += [f"only recorded: {' '.join(each)}" for each in recorded.endings - plain.endings]
    if plain.ran != recorded.ran:
        lines.append(f"{plain.ran} tests ran plain, {recorded.ran} recorded")
    return sorted(lines)


def story(plain: Run, recorded: Run) -> list[str]:
    """Return what to print about both runs."""
    lines = [f"{how:8}  {told(run)}" for how, run in {"plain": plain, "recorded": recorded}.items()]
    counts = ", ".join(f"{count:,} {what}" for what, count in recorded.recorded.items())
    lines.append(f"In {recorded.processes} processes were recorded: {counts}.")
    for rule, count in sorted(recorded.problems.items()):
        lines.append(f"{rule} in {count:,} tests, as: {recorded.examples[rule]}")
    lines += [f"trouble: {each}" for each in recorded.trouble]
    found = differences(plain, recorded)
    return [*lines, *found, f"{len(found)} differences."]


def told(run: Run) -> str:
    endings = Counter(ending for ending, _ in run.endings)
    counts = "".join(f", {count} {ending}" for ending, count in sorted(endings.items()))
    return f"{run.ran} tests ran in {run.seconds:.0f} s{counts}"
