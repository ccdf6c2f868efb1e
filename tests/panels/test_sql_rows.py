import re

import pytest
from debug_toolbar.store import get_store
from django.db import connection

from signal_inspector.panels import facts, sql_rows, stored
from signal_inspector.panels.views import PANEL_ID
from signal_inspector.recording.records import Effects, Queries
from tests.panels import site
from tests.panels.conftest import request_id_of
from tests.recordings import MS, Called, build, saved

CASCADE = "/__debug__/signal_inspector/cascade/"


def queries(count):
    return Effects((Queries("default", count, count),))


def ask(sender, **kwargs):
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.execute("SELECT 2")


def rows(recording, *ends_ms):
    """Return rows by the name of the receiver; the recording began at 5 ms."""
    ends = [int((5 + each) * MS) for each in ends_ms]
    calls = recording.receiver_calls
    found = sql_rows.rows_of(recording, ends, 5 * MS)
    return {calls[index].receiver: numbers for index, numbers in found.items()}


def test_a_query_belongs_to_the_innermost_receiver_that_was_running():
    inner = saved("shop.B", Called("inner", own_ms=4, effects=queries(1)))
    # From 1 ms to 7: three of its own, four of what it sent.
    outer = Called("outer", [inner], own_ms=3, effects=queries(2))
    recording = build(saved("shop.A", outer))
    assert rows(recording, 0.5, 2, 3, 5, 9) == {"outer": [2, 3], "inner": [4]}


def test_a_query_of_one_of_two_at_the_same_time_belongs_to_nobody():
    calls = [Called(name, own_ms=4, effects=queries(2)) for name in ("a", "b")]
    recording = build(saved("shop.A", *calls))
    one, other = recording.receiver_calls
    other.start_ns = one.start_ns + 2 * MS
    assert rows(recording, 2, 4) == {"a": [1]}


def test_more_rows_than_queries_are_a_mistake():
    recording = build(saved("shop.A", Called("a", own_ms=4, effects=queries(1))))
    assert rows(recording, 2, 3) == {}


def test_receivers_without_queries_have_no_rows():
    recording = build(saved("shop.A", Called("a", own_ms=4)))
    assert rows(recording, 2) == {}


def test_of_many_rows_the_first_are_shown():
    (call,) = build(saved("shop.A", Called("a"))).receiver_calls
    (fact,) = [each for each in facts.of_call(call, "", range(1, 31)) if each.sql_rows]
    assert fact.sql_rows == tuple(range(1, 21))
    assert fact.more == "and 10 more"
    (fact,) = [each for each in facts.of_call(call, "", [7]) if each.sql_rows]
    assert (fact.sql_rows, fact.more) == ((7,), "")


@pytest.mark.django_db
@pytest.mark.urls("tests.panels.site")
def test_a_receiver_names_its_rows_in_the_sql_panel(client, connect, open_panel):
    connect(site.visited, ask)
    request_id = request_id_of(client.get("/html/", {"times": 2}))
    stats = get_store().panel(request_id, PANEL_ID)
    calls = stored.unpack(stats).receiver_calls
    named = {calls[index].receiver: found for index, found in stored.sql_rows(stats).items()}
    assert named == {"tests.panels.test_sql_rows.ask": [3, 4]}
    assert [found for _, found in sorted(stored.sql_rows(stats).items())] == [[1, 2], [3, 4]]
    for content in (
        open_panel(request_id)["content"],
        client.get(CASCADE, {"request_id": request_id}).json()["content"],
    ):
        assert re.findall(r'data-sql-row="(\d)"', content) == ["1", "2", "3", "4"]
    sql = get_store().panel(request_id, "SQLPanel")["queries"]
    assert [each["sql"] for each in sql] == ["SELECT 1", "SELECT 2"] * 2


@pytest.mark.django_db
@pytest.mark.urls("tests.panels.site")
def test_without_the_sql_panel_there_are_no_rows(client, connect, settings):
    panels = settings.DEBUG_TOOLBAR_CONFIG
    disabled = {"debug_toolbar.panels.sql.SQLPanel"}
    settings.DEBUG_TOOLBAR_CONFIG = {**panels, "DISABLE_PANELS": disabled}
    connect(site.visited, ask)
    request_id = request_id_of(client.get("/html/"))
    stats = get_store().panel(request_id, PANEL_ID)
    assert stored.sql_rows(stats) == {}
    assert stats["summary"]["queries"] == 2
