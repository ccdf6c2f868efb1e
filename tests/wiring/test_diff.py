"""Two graphs as one: every connection of both is in it, and each difference is told."""

import itertools
from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given, strategies as st

from signal_inspector.wiring.diff import changes, compare
from signal_inspector.wiring.graph import graph_of
from signal_inspector.wiring.nodes import Change, SignalGraph, Traffic
from tests.graphs import ORDER, PLACED, POST_SAVE, USER, connection, every_kind


def calling(receivers: Sequence[str]) -> SignalGraph:
    """A graph of one channel that calls these receivers in this order."""
    return graph_of(
        [
            connection(f"orders.receivers.{name}", ORDER, position=position)
            for position, name in enumerate(receivers)
        ]
    )


def marks(graph: SignalGraph) -> dict[str, Change]:
    return {
        edge.target.rpartition(".")[2]: edge.change
        for edge in graph.connections
        if edge.change is not None
    }


def rises(numbers: Sequence[int]) -> bool:
    return all(one < other for one, other in itertools.pairwise(numbers))


ORDERS = st.lists(st.sampled_from("abcdefg"), unique=True)


@given(ORDERS, ORDERS)
def test_each_call_is_added_removed_moved_or_the_same(old: list[str], new: list[str]) -> None:
    both = compare(calling(old), calling(new))

    found = marks(both)
    assert {name for name, change in found.items() if change == "added"} == set(new) - set(old)
    assert {name for name, change in found.items() if change == "removed"} == set(old) - set(new)
    common = [old.index(name) for name in new if name in old]
    most = max(
        length
        for length in range(len(common) + 1)
        if any(rises(some) for some in itertools.combinations(common, length))
    )
    moved = [name for name, change in found.items() if change == "reordered"]
    assert len(moved) == len(common) - most
    assert rises([old.index(name) for name in new if name in old and name not in moved])


@given(ORDERS)
def test_a_graph_does_not_differ_from_itself(names: list[str]) -> None:
    assert compare(calling(names), calling(names)) == calling(names)
    assert compare(every_kind(), every_kind()) == every_kind()
    assert changes(every_kind()) == {}


def test_nodes_are_marked_as_their_connections_are() -> None:
    old = graph_of([connection("a.b.kept", ORDER), connection("a.b.gone", USER)])
    new = graph_of([connection("a.b.kept", ORDER), connection("a.b.come", ORDER, PLACED)])

    both = compare(old, new)

    assert {node.sender or "": node.change for node in both.channels if node.change} == {
        "auth.User": "removed",
        "orders.Order": "added",
    }
    assert {node.name: node.change for node in both.receivers} == {
        "a.b.come": "added",
        "a.b.gone": "removed",
        "a.b.kept": None,
    }
    assert list(both.receivers) == sorted(both.receivers, key=lambda node: node.id)
    assert changes(both) == {"added": 1, "removed": 1}


def test_what_is_connected_in_another_way_is_changed() -> None:
    old = graph_of(
        [
            connection("a.b.twice", ORDER, position=0),
            connection("a.b.named", ORDER, position=1),
            connection("a.b.held", ORDER, position=2),
        ]
    )
    new = graph_of(
        [
            connection("a.b.twice", ORDER, position=0),
            connection("a.b.twice", ORDER, position=1, dispatch_uid="again"),
            connection("a.b.named", ORDER, position=2, dispatch_uid="name"),
            connection("a.b.held", ORDER, position=3, is_weak=False),
        ]
    )

    assert marks(compare(old, new)) == {"twice": "changed", "named": "changed", "held": "changed"}


def test_lines_and_files_make_no_difference() -> None:
    old = graph_of([connection("a.b.pack", ORDER, line=3)])
    new = graph_of([connection("a.b.pack", ORDER, line=9, file="a/moved.py")])

    assert compare(old, new) == new


def test_what_is_gone_stands_where_it_was_and_has_no_traffic() -> None:
    old = calling("abc")
    edges = tuple(replace(edge, traffic=Traffic(3)) for edge in old.connections)

    both = compare(replace(old, connections=edges), calling("ac"))

    assert [edge.target[-1] for edge in both.connections] == ["a", "c", "b"]
    assert both.connections[2].traffic is None


def test_a_signal_that_lost_or_found_its_receivers_is_no_new_signal() -> None:
    heard = graph_of([connection("a.b.pack", ORDER, PLACED)], [POST_SAVE])
    unheard = graph_of([connection("a.b.pack", ORDER)], [PLACED])

    assert [(o.signal, o.change) for o in compare(heard, unheard).orphans] == [(PLACED, None)]
    assert [(o.signal, o.change) for o in compare(unheard, heard).orphans] == [(POST_SAVE, None)]
    quiet = graph_of([], [PLACED])
    assert [o.change for o in compare(quiet, SignalGraph()).orphans] == ["removed"]
    assert [o.change for o in compare(SignalGraph(), quiet).orphans] == ["added"]
