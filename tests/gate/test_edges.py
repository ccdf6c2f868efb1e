from hypothesis import given, strategies as st

from signal_inspector.gate.edges import edges_of, stable_names
from signal_inspector.wiring.graph import graph_of
from signal_inspector.wiring.senders import DEAD, UNKNOWN
from tests.graphs import ORDER, POST_SAVE, connection


def test_names_of_unnamed_signals_lose_their_lines():
    names = stable_names(["Signal @ shop.apps:31", "Signal @ shop.apps:9", "Signal @ unknown"])

    assert names == {
        "Signal @ shop.apps:9": "Signal @ shop.apps",
        "Signal @ shop.apps:31": "Signal @ shop.apps~2",
        "Signal @ unknown": "Signal @ unknown",
    }


def test_signals_of_one_line_keep_their_order():
    names = stable_names(["Ping @ shop:9~10", "Ping @ shop:9", "Ping @ shop:9~2"])

    assert list(names.items()) == [
        ("Ping @ shop:9", "Ping @ shop"),
        ("Ping @ shop:9~2", "Ping @ shop~2"),
        ("Ping @ shop:9~10", "Ping @ shop~3"),
    ]


@given(st.lists(st.integers(1, 99), min_size=1, unique=True), st.integers(1, 500))
def test_names_stay_when_all_lines_move(lines, distance):
    before = stable_names(f"Signal @ shop:{line}" for line in lines)
    after = stable_names(f"Signal @ shop:{line + distance}" for line in lines)

    moved = {f"Signal @ shop:{int(name.rpartition(':')[2]) + distance}": name for name in before}
    assert {moved[name]: stable for name, stable in after.items()} == before


def test_what_is_never_called_is_left_out():
    graph = graph_of(
        [
            connection("shop.receivers.gone", DEAD),
            connection("shop.receivers.lost", UNKNOWN, position=1),
            connection("collected receiver", ORDER, position=2, is_alive=False),
            connection("shop.receivers.here", ORDER, position=3),
        ]
    )

    assert [edge.text for edge in edges_of(graph)] == [
        f"orders.Order:{POST_SAVE} -> shop.receivers.here"
    ]


def test_edges_of_any_sender_say_so():
    (edge,) = edges_of(graph_of([connection("audit.receivers.note")]))

    assert edge.text == f"ANY:{POST_SAVE} -> audit.receivers.note"
    assert edge.sender is None
