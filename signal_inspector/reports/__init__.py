"""Problems as text, for GitHub, as JSON, JUnit XML or SARIF: pure functions over records."""

from collections.abc import Callable, Sequence
from typing import Literal

from signal_inspector.diagnosis.problem import Problem, Severity
from signal_inspector.reports import github, json, junit, sarif, text

Form = Literal["text", "github", "json", "junit", "sarif"]

RENDERERS: dict[Form, Callable[[Sequence[Problem]], str]] = {
    "text": text.render,
    "github": github.render,
    "json": json.render,
    "junit": junit.render,
    "sarif": sarif.render,
}


def render(
    problems: Sequence[Problem], form: Form, fails_at: tuple[Severity, ...] = ("error",)
) -> str:
    """Return the problems in their order, each with its rule, place, sentence and fix.

    Paths are written as they stand in the problems: have them relative to the repository. JUnit XML
    says of each problem whether it fails: those of the severities ``fails_at`` do.
    """
    if form == "junit":
        return junit.render(problems, fails_at)
    return RENDERERS[form](problems)
