import pytest
from debug_toolbar.store import get_store

from signal_inspector.panels import compare, stored
from signal_inspector.panels.views import PANEL_ID
from tests.recordings import Called, build, failed, saved

pytestmark = pytest.mark.urls("tests.panels.site")

PATH = "/__debug__/signal_inspector/compare/"
NBSP = "\N{NO-BREAK SPACE}"


@pytest.fixture
def request_at(store):
    """Put a recording into the store that began at a time of a day, and return its request's id."""

    def request_at(time, *roots):
        recording = build(*roots)
        recording.name, recording.started = f"GET /{time}/", f"2026-01-01T{time}.000+00:00"
        return store(recording)

    return request_at


def test_a_line_tells_what_was_and_what_became_of_it():
    one = Called("x.y.a", own_ms=2)
    three = Called("x.y.a", own_ms=30, error=failed(), outcome="swallowed")
    before, after = build(saved("shop.A", one)), build(*[saved("shop.A", three)] * 3)
    (line,), same = compare.lines(before, after, "")
    assert (line.word, line.sign, line.name) == ("more", "▲", "a")
    assert line.channel == "post_save ⟨shop.A⟩"
    assert line.calls == ("1", "3")
    assert line.own == (f"2.00{NBSP}ms", f"90.0{NBSP}ms")
    assert line.queries == ("0", "0")
    assert line.errors == ("0", "3")
    assert line.spot.text == "tests/recordings.py:7"
    assert same == 0


def test_a_receiver_that_was_not_called_has_no_time():
    (line,), _ = compare.lines(build(), build(saved("shop.A", Called("x.y.a"))), "")
    assert line.own == ("–", f"1.00{NBSP}ms")  # noqa: RUF001


def test_what_is_the_same_is_only_counted():
    recording = build(saved("shop.A", Called("x.y.a"), Called("x.y.b")))
    assert compare.lines(recording, recording, "") == ([], 2)


@pytest.mark.parametrize(
    ("started", "label"),
    [
        ("2026-01-01T10:11:12.000+00:00", "GET / · 10:11:12"),
        ("2026-01-01T10:11:12", "GET / · "),
        ("no time", "GET / · "),
    ],
)
def test_requests_are_called_by_path_and_time(started, label):
    assert compare.request("x", {"name": "GET /", "started": started}).label == label


@pytest.mark.parametrize("stats", [{}, {"v": 1, "error": "x"}, {"name": 1, "started": 2}])
def test_requests_without_a_recording_are_left_out(stats):
    assert compare.request("x", stats) is None


def test_the_other_requests_are_offered_the_newest_first(client, request_at):
    request_at("09:00:00")
    this = request_at("08:00:00")
    request_at("10:00:00")
    get_store().save_panel("broken", PANEL_ID, stored.failure("no recording"))
    content = client.get(PATH, {"request_id": this}).json()["content"]
    assert content.index("GET /10:00:00/") < content.index("GET /09:00:00/")
    assert "GET /08:00:00/" not in content
    assert content.count("<li>") == 2


def test_without_another_request_that_is_said(client, request_at):
    content = client.get(PATH, {"request_id": request_at("09:00:00")}).json()["content"]
    assert "stored no other request yet" in content


def test_a_chosen_request_is_compared_with(client, request_at):
    other = request_at("09:00:00", saved("shop.A", Called("x.y.a"), Called("x.y.gone")))
    this = request_at("10:00:00", saved("shop.A", Called("x.y.a"), Called("x.y.new")))
    content = client.get(PATH, {"request_id": this, "other": other}).json()["content"]
    assert content.index("<b>new</b>") < content.index("<b>gone</b>")
    assert "<b>a</b>" not in content
    assert "1 receiver did the same in both." in content
    assert content.count('aria-current="true"') == 1


def test_the_newest_of_the_same_method_and_path_is_chosen_at_first(client, request_at, store):
    request_at("09:00:00", saved("shop.A", Called("x.y.other")))
    for name in ("older", "newer"):
        recording = build(saved("shop.A", Called(f"x.y.{name}")))
        recording.started = f"2026-01-01T0{len(name)}:00:{name == 'newer':02}.000+00:00"
        store(recording)
    content = client.get(PATH, {"request_id": store(build())}).json()["content"]
    assert "<b>newer</b>" in content
    assert "<b>older</b>" not in content
    assert content.count('aria-current="true"') == 1


def test_requests_that_did_the_same(client, request_at):
    one, other = request_at("09:00:00"), request_at("10:00:00")
    content = client.get(PATH, {"request_id": one, "other": other}).json()["content"]
    assert "as often and about as fast" in content


@pytest.mark.parametrize("other", ["gone", "../x", "<script>"])
def test_a_request_that_is_gone_says_so(client, request_at, other):
    this = request_at("09:00:00")
    content = client.get(PATH, {"request_id": this, "other": other}).json()["content"]
    assert "that request is not stored any more" in content
    assert "<script>" not in content
