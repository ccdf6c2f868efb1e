"""The problems that a request can show, by the names of their rules."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from example_project.broken import requests
from signal_inspector.diagnosis.problem import Rule
from signal_inspector.diagnosis.rules import RULES


@dataclass(frozen=True)
class Case:
    """A problem, and the function that has it."""

    rule: Rule
    run: Callable[[], None]

    @property
    def url(self) -> str:
        return f"{reverse('problem', args=[self.rule.slug])}?broken=1"


CASES = {
    rule.slug: Case(rule, getattr(requests, rule.slug.replace("-", "_")))
    for rule in RULES.values()
    if rule.short_id.startswith("R")
}
