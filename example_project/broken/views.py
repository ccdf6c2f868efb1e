"""One page for each problem; only for those who ask for it by `?broken=1`."""

import inspect

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from example_project.broken.cases import CASES


def problem_page(request: HttpRequest, slug: str) -> HttpResponse:
    case = CASES.get(slug)
    if case is None or "broken" not in request.GET:
        raise Http404
    if request.method == "POST":
        case.run()
    context = {
        "case": case,
        "source": inspect.getsource(case.run),
        "is_done": request.method == "POST",
    }
    return render(request, "example_project/problem.html", context)
