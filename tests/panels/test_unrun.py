import pytest
from django.core.signals import request_finished
from django.db.models.signals import post_save

from signal_inspector.overlay.unrun import REASONS, Unrun
from signal_inspector.panels import unrun
from tests.panels import site
from tests.recordings import Called, Sent, build, saved

PATH = "/__debug__/signal_inspector/did-not-run/"


def note(sender, **kwargs):
    """Receive nothing: nobody sends for what it is connected to."""


@pytest.fixture
def connected():
    """`note` connected for the senders of a test."""
    for_order = object.__new__(type("Basket", (), {"__hash__": object.__hash__}))
    post_save.connect(note, sender=for_order)
    yield
    post_save.disconnect(note, sender=for_order)


@pytest.mark.usefixtures("connected")
def test_receivers_that_are_connected_now_are_told_of_with_their_place():
    missed, others = unrun.lines(build(saved("orders.Order", Called("x.y.a"))), "vscode://{path}")
    (line,) = [each for each in others if each.name == "note"]
    assert line.reason == "other sender"
    assert line.sentence == "The signal was sent for orders.Order."
    assert line.spot.text.startswith("tests/panels/test_unrun.py:")
    assert "vscode:///" in line.spot.html
    assert not [each for each in missed if each.name == "note"]


def test_the_toolbars_own_receivers_are_left_out():
    recording = build(saved("orders.Order", Called("x.y.a")))
    recording.dispatches[0].signal = "django.core.signals.setting_changed"
    missed, others = unrun.lines(recording, "")
    dotted = [each.dotted for each in (*missed, *others)]
    assert dotted
    assert not [name for name in dotted if name.startswith("debug_toolbar.")]


def test_nothing_is_connected_imported_or_kept_by_looking():
    before = list(post_save.receivers), list(request_finished.receivers)
    unrun.lines(build(saved("orders.Order", Called("x.y.a"))), "")
    assert (list(post_save.receivers), list(request_finished.receivers)) == before


@pytest.mark.parametrize("reason", REASONS)
def test_each_reason_has_its_words(reason):
    each = Unrun(reason, "x.y.a", "", ("orders.Order",), ("auth.User",), 3, "bulk_create")
    line = unrun._line(each, "")
    assert line.reason
    assert "%" not in line.sentence
    assert line.sentence.endswith((".", "?"))


@pytest.mark.parametrize(
    ("each", "sentence"),
    [
        (
            Unrun("bypassed", "a", "", (), ("shop.Order",), 1, "update"),
            "update() wrote 1 row of shop.Order and sent no signal.",
        ),
        (
            Unrun("bypassed", "a", "", (), ("shop.Order",), 0, "update"),
            "update() wrote rows of shop.Order and sent no signals.",
        ),
        (
            Unrun("disconnected", "a", "s", (), ("shop.Order",), 2, is_weak=True),
            (
                "It ran for shop.Order first. Then it was disconnected, or collected: it is held"
                " weakly."
            ),
        ),
        (
            Unrun("not reached", "a", "s", (), ("shop.Order",), 1, "x.y.stumble"),
            "stumble failed before it. With send_robust() each receiver runs.",
        ),
    ],
)
def test_sentences_fit_what_happened(each, sentence):
    assert unrun._line(each, "").sentence == sentence


def test_of_many_senders_the_first_are_named():
    names = tuple(f"shop.M{number}" for number in range(9))
    each = Unrun("other sender", "a", "s", names[:5], names)
    line = unrun._line(each, "")
    assert line.connected_to == "shop.M0, shop.M1, shop.M2, shop.M3, shop.M4"
    assert line.sentence == (
        "The signal was sent for shop.M0, shop.M1, shop.M2, shop.M3 and 5 more."
    )


@pytest.mark.urls("tests.panels.site")
def test_the_part_shows_both_tables(client, store, connect):
    connect(site.visited, note)
    recording = build(Sent("tests.panels.site.visited", "page", [Called("x.y.a")]))
    response = client.get(PATH, {"request_id": store(recording)})
    content = response.json()["content"]
    assert "<b>note</b>" in content
    assert "connected later" in content
    assert "sigi-others" not in content


@pytest.mark.urls("tests.panels.site")
def test_a_failure_is_told_in_the_part_and_the_log(client, store, monkeypatch, caplog):
    def broken():
        raise LookupError("no <signals>")

    monkeypatch.setattr(unrun, "find_signals", broken)
    response = client.get(PATH, {"request_id": store(build())})
    assert response.status_code == 200
    assert "LookupError: no &lt;signals&gt;" in response.json()["content"]
    assert "failed" in caplog.text
