"""Problems as workflow commands, which GitHub shows beside the lines that they name."""

from collections.abc import Sequence

from signal_inspector.diagnosis.problem import Problem


def render(problems: Sequence[Problem]) -> str:
    """Return a command a line: ``::error file=orders/receivers.py,line=31,title=...::...``."""
    return "".join(_command(problem) + "\n" for problem in problems)


def _command(problem: Problem) -> str:
    properties = {"file": problem.path, "line": str(problem.line or ""), "title": problem.rule}
    given = ",".join(f"{key}={_property(value)}" for key, value in properties.items() if value)
    message = "\n".join(text for text in (problem.sentence, problem.fix) if text)
    command = "notice" if problem.severity == "info" else problem.severity
    return f"::{command} {given}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
