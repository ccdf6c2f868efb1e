"""Problems for people: a paragraph each."""

from collections.abc import Sequence

from signal_inspector.diagnosis.problem import Problem


def render(problems: Sequence[Problem]) -> str:
    """Return the paragraphs, and nothing where there are no problems."""
    return "".join(_paragraph(problem) for problem in problems)


def _paragraph(problem: Problem) -> str:
    times = f"  ×{problem.count}" if problem.count > 1 else ""
    lines = [f"{problem.severity}  {problem.rule}  {place(problem)}".rstrip() + times]
    lines += [f"  {line}" for text in (problem.sentence, problem.fix) for line in _lines(text)]
    return "\n".join(lines) + "\n\n"


def place(problem: Problem) -> str:
    """Return ``orders/receivers.py:31``, the line only where it is known."""
    return f"{problem.path}:{problem.line}" if problem.line else problem.path


def _lines(text: str) -> list[str]:
    return text.splitlines()
