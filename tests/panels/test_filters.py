import pytest
from django.http import QueryDict

from signal_inspector.panels.filters import Filter
from signal_inspector.recording.records import Effects, Queries
from tests.recordings import DJANGO, Called, Sent, build, failed, saved


def call(*, sent=None, **options):
    called = Called(**{"receiver": "shop.receivers.reserve", "own_ms": 2, **options})
    root = sent or saved("shop.Order")
    root.calls = [called]
    return build(root).receiver_calls[0]


def test_an_empty_form_lets_everything_pass():
    assert Filter.from_query(QueryDict("")) == Filter()
    assert not Filter.from_query(QueryDict("origin=project&origin=django&origin=third-party"))


def test_the_fields_of_the_form_are_read():
    query = QueryDict("text=+Order+&origin=project&origin=mars&slower=1,5&errors=1&sql=1")
    assert Filter.from_query(query) == Filter(
        "order", frozenset({"project"}), 1.5, errors=True, sql=True
    )


@pytest.mark.parametrize("slower", ["", "x", "-1", "nan", "inf", "1e400"])
def test_a_time_that_is_no_number_from_zero_limits_nothing(slower):
    assert not Filter.from_query(QueryDict(f"slower={slower}"))


@pytest.mark.parametrize(
    "text", ["reserve", "shop.order", "post_save", "out of stock", "valueerror", "receivers.res"]
)
def test_text_is_sought_in_everything_that_a_line_says(text):
    assert Filter(text=text).passes(call(error=failed("Out of stock")))


def test_text_is_sought_in_the_place_of_the_dispatch():
    assert Filter(text="tests/recordings.py").passes(call())


def test_text_that_stands_nowhere_stops_a_call():
    sent = Sent("shop.signals.done", "None", site=None)
    assert not Filter(text="invoice").passes(call(sent=sent))


@pytest.mark.parametrize(("slower", "passes"), [(2, True), (2.1, False)])
def test_own_time_counts(slower, passes):
    assert Filter(slower_ms=slower).passes(call()) is passes


def test_sql_only():
    assert not Filter(sql=True).passes(call())
    assert Filter(sql=True).passes(call(effects=Effects((Queries("default", 1, 5),))))


def test_errors_only():
    assert not Filter(errors=True).passes(call())
    assert Filter(errors=True).passes(call(error=failed()))


@pytest.mark.parametrize(
    ("options", "origin"),
    [
        ({}, "project"),
        ({"path": DJANGO}, "django"),
        ({"path": pytest.__file__}, "third-party"),
        ({"path": "", "receiver": "django.contrib.auth.models.update_last_login"}, "django"),
    ],
)
def test_a_receiver_is_told_by_whose_code_it_is(options, origin):
    for each in ("project", "third-party", "django"):
        assert Filter(origins=frozenset({each})).passes(call(**options)) is (each == origin)
