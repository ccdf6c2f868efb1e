"""Many requests, one after the other, in this process."""

from __future__ import annotations

import gc

from tests.load.judge import VERDICT, resident

MB = 1_000_000
MOST_GROWTH = 5 * MB


def soak(requests: int, *, by_client: bool = False) -> bool:
    """Print how much memory this process took after the first tenth; whether all is well."""
    from django.core.wsgi import get_wsgi_application
    from django.test import Client, RequestFactory

    answer, environment = get_wsgi_application(), RequestFactory().get("/").environ

    def answer_as_a_server(path: str) -> None:
        answer({**environment, "PATH_INFO": path}, lambda *_: None).close()

    get = Client().get if by_client else answer_as_a_server

    def ask(numbers: range) -> None:
        for number in numbers:
            get(f"/{'a' * (number % 2)}place/{number}/{number % 9 + 1}/")

    warm = requests // 10
    ask(range(warm))
    gc.collect()
    before = resident()
    ask(range(warm, requests))
    gc.collect()
    growth = resident() - before
    print(f"{requests} requests, {VERDICT.dispatches} dispatches, {VERDICT.wrong} wrong.")
    print(f"Memory: {before / MB:.1f} MB after {warm}, then {growth / MB:+.1f} MB.")
    for each in VERDICT.told:
        print(each)
    return VERDICT.recordings == requests and not VERDICT.wrong and growth < MOST_GROWTH
