"""The two kinds of pages: the front page, and one page for each scenario."""

import inspect

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from example_project.broken.cases import CASES
from example_project.scenarios import SCENARIOS


def front_page(request: HttpRequest) -> HttpResponse:
    context = {
        "scenarios": SCENARIOS.values(),
        "cases": CASES.values() if "broken" in request.GET else [],
    }
    return render(request, "example_project/front.html", context)


def scenario_page(request: HttpRequest, outcome: str = "") -> HttpResponse:
    """The page of the scenario whose view serves the request, with the outcome once it ran."""
    match = request.resolver_match
    assert match is not None
    assert match.url_name is not None
    context = {
        "scenario": SCENARIOS[match.url_name],
        "source": inspect.getsource(match.func),
        "outcome": outcome,
    }
    return render(request, "example_project/scenario.html", context)
