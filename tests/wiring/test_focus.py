"""The focus keeps exactly what a brute-force walk over a graph of 300 connections keeps."""

import itertools
import random
from dataclasses import replace

from hypothesis import given, strategies as st

from signal_inspector.wiring.focus import Focus, focus
from signal_inspector.wiring.graph import graph_of
from signal_inspector.wiring.nodes import Cascade, SignalGraph
from tests.graphs import ORDER, PLACED, USER, connection
from tests.wiring.test_selection import GRAPH


def with_cascades(graph: SignalGraph, share: float = 0.05) -> SignalGraph:
    """The graph with some of the cascades that can be, the same ones each time."""
    chance = random.Random(7)
    ways = itertools.product(graph.receivers, graph.channels)
    found = [Cascade(r.id, c.id, 1) for r, c in ways if chance.random() < share]
    return replace(graph, cascades=tuple(found))


SPARSE = replace(
    with_cascades(GRAPH), connections=tuple(e for e in GRAPH.connections if e.order in {1, 2})
)
IDS = [node.id for node in (*GRAPH.channels, *GRAPH.receivers, *GRAPH.orphans)]


def brute_force(graph: SignalGraph, wanted: Focus) -> set[str]:
    """Try all ways from each start, edge by edge, as the definition reads."""
    edges = {(e.source, e.target) for e in (*graph.connections, *graph.cascades)}
    back = {(b, a) for a, b in edges}
    ways = [back] * wanted.upstream + [edges] * wanted.downstream or [edges | back]
    starts = {each for each in IDS if any(pattern in each for pattern in wanted.patterns)}
    kept = set(starts)
    for way in ways:
        distance = dict.fromkeys(starts, 0)
        for _ in IDS:  # as long as the longest way can be
            for source, target in way:
                if source in distance:
                    further = distance[source] + 1
                    distance[target] = min(distance.get(target, further), further)
        kept |= {each for each in distance if not wanted.depth or distance[each] <= wanted.depth}
    return kept


@given(
    st.builds(
        Focus,
        patterns=st.lists(st.sampled_from(IDS), min_size=1, max_size=2),
        depth=st.integers(0, 4),
        upstream=st.booleans(),
        downstream=st.booleans(),
    ),
    st.booleans(),
)
def test_the_focus_keeps_what_is_as_near_as_wanted(wanted: Focus, cascades: bool) -> None:
    graph = SPARSE if cascades else replace(SPARSE, cascades=())
    found = focus(graph, wanted)

    expected = brute_force(graph, wanted)
    kept = (*found.channels, *found.receivers, *found.orphans)
    assert {node.id for node in kept} == expected
    assert list(found.connections) == [
        e for e in graph.connections if e.source in expected and e.target in expected
    ]
    assert list(found.cascades) == [
        e for e in graph.cascades if e.source in expected and e.target in expected
    ]


def chain() -> SignalGraph:
    """Order → pack → User → greet."""
    graph = graph_of(
        [
            connection("orders.receivers.pack", ORDER, PLACED),
            connection("mails.receivers.greet", USER),
        ]
    )
    by_user, _ = graph.channels
    _, pack = graph.receivers
    return replace(graph, cascades=(Cascade(pack.id, by_user.id, 1),))


def test_upstream_leads_to_what_causes_and_downstream_to_what_is_caused() -> None:
    def names(**options: bool) -> list[str]:
        found = focus(chain(), Focus(["*orders.receivers.pack"], 0, **options))
        return [*(c.sender or "" for c in found.channels), *(r.name for r in found.receivers)]

    pack, greet = "orders.receivers.pack", "mails.receivers.greet"
    assert names(upstream=True) == ["orders.Order", pack]
    assert names(downstream=True) == ["auth.User", greet, pack]
    assert names() == ["auth.User", "orders.Order", greet, pack]
    assert focus(chain(), Focus(["pack"], 1)).receivers == (chain().receivers[1],)


def test_without_patterns_there_is_no_focus_and_without_a_match_nothing() -> None:
    assert focus(GRAPH, Focus()) == GRAPH
    assert focus(GRAPH, Focus(["no such"])) == SignalGraph()
