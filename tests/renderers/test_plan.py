"""By its size a graph is drawn in full, merged, app by app, or as apps; and as is asked for."""

from dataclasses import replace

import pytest

from signal_inspector.renderers import dot, plan as planning
from signal_inspector.renderers.plan import Strategy, TooManyEdgesError, plan
from signal_inspector.renderers.style import Style, summary
from signal_inspector.wiring.collapse import collapse
from signal_inspector.wiring.graph import graph_of
from signal_inspector.wiring.nodes import Cascade, SignalGraph
from signal_inspector.wiring.senders import Sender
from tests.graphs import connection, every_kind

STYLE = Style(title="shop")


def alike(senders: int, receivers: int = 1) -> SignalGraph:
    """Models that all have the same receivers."""
    return graph_of(
        [
            connection(
                f"shop.receivers.number_{receiver}",
                Sender(f"shop.Model{sender}", "model", "shop"),
                position=receiver,
            )
            for sender in range(senders)
            for receiver in range(receivers)
        ]
    )


def different(receivers: int) -> SignalGraph:
    """Models that each have a receiver of their own, in five apps."""
    return graph_of(
        [
            connection(
                f"app{number % 5}.receivers.number_{number}",
                Sender(f"app{number % 5}.Model{number}", "model", f"app{number % 5}"),
            )
            for number in range(receivers)
        ]
    )


def with_cascade(graph: SignalGraph) -> SignalGraph:
    cascade = Cascade(graph.receivers[0].id, graph.channels[1].id, 1)
    return replace(graph, cascades=(cascade,))


@pytest.mark.parametrize(
    ("graph", "max_edges", "strategy"),
    [
        (different(100), 300, "full"),
        (different(101), 300, "packed"),
        (alike(100, receivers=3), 300, "full"),
        (alike(100, receivers=4), 399, "merged"),
        (with_cascade(different(101)), 300, "full"),
        (with_cascade(different(300)), 300, "packed"),
        (different(301), 0, "full"),
        (alike(301), 300, "merged"),
        (alike(301, receivers=2), 300, "merged"),
        (alike(2, receivers=301), 300, "packed"),
        (SignalGraph(), 300, "full"),
    ],
)
def test_the_size_decides(graph: SignalGraph, max_edges: int, strategy: Strategy) -> None:
    assert plan(graph, STYLE, max_edges=max_edges).strategy == strategy


def test_a_graph_that_is_too_large_to_find_ones_way_in_is_drawn_as_apps(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(planning, "MAX_PACKED", 400)

    assert plan(different(400), STYLE).strategy == "packed"
    drawn = plan(different(401), STYLE)
    assert drawn.strategy == "apps"
    assert [node.app for node in drawn.graph.folded] == [f"app{number}" for number in range(5)]


def test_of_very_many_lines_between_apps_the_strongest_are_drawn() -> None:
    graph = graph_of(
        [
            connection(
                f"app{target}.receivers.number_{number}",
                Sender(f"app{source}.Model", "model", f"app{source}"),
                position=number,
            )
            for source in range(20)
            for target in range(20)
            for number in range(1 + (source == target))
        ]
    )

    drawn = plan(graph, STYLE, strategy="apps", max_edges=50)

    assert len(drawn.graph.links) == 50
    own = {(link.source, link.target) for link in drawn.graph.links if link.receivers == 2}
    assert len(own) == 20
    assert "strongest 50 of 400 lines" in drawn.reason


def test_a_graph_of_apps_stays_one() -> None:
    graph = collapse(different(20), "app")

    assert plan(graph, STYLE, max_edges=2).strategy == "full"


@pytest.mark.parametrize("strategy", ["full", "merged", "packed", "apps"])
def test_what_is_asked_for_is_done(strategy: Strategy) -> None:
    assert plan(every_kind(), STYLE, strategy=strategy).strategy == strategy


@pytest.mark.parametrize("strategy", ["full", "merged"])
def test_more_lines_than_are_allowed_are_refused_with_the_ways_out(strategy: Strategy) -> None:
    with pytest.raises(TooManyEdgesError) as error:
        plan(different(301), STYLE, strategy=strategy)

    for way in ("301 lines", "300", "app labels", "--focus", "--collapse", "--max-edges 0"):
        assert way in str(error.value)
    assert plan(different(301), STYLE, strategy=strategy, max_edges=0).strategy == strategy


def test_there_is_a_reason_for_what_is_not_drawn_in_full() -> None:
    assert plan(different(3), STYLE).reason == ""
    reason = plan(different(301), STYLE).reason
    for part in ("301 lines", "more than 300", "app by app", "--strategy full --max-edges 0"):
        assert part in reason
    assert plan(different(3), STYLE, strategy="packed").reason == (
        "3 lines: drawn app by app, channels repeated in each app that listens to them."
    )
    reason = plan(different(101), STYLE).reason
    assert reason.startswith("101 nodes below each other are more than 100: drawn app by app")


@pytest.mark.parametrize("strategy", ["full", "merged", "packed", "apps"])
def test_the_title_tells_the_size_of_the_whole(strategy: Strategy) -> None:
    graph = alike(40)

    drawn = plan(graph, STYLE, strategy=strategy)

    assert dot.title(drawn.graph, drawn.style) == f"shop: {summary(graph)}"


@pytest.mark.parametrize("strategy", ["merged", "packed"])
def test_apps_are_drawn_as_they_are_for_nothing_in_them_can_be_merged_or_packed(
    strategy: Strategy,
) -> None:
    apps = collapse(different(10), "app")

    drawn = plan(apps, STYLE, strategy=strategy)

    assert (drawn.graph, drawn.strategy, drawn.packing, drawn.reason) == (apps, "full", None, "")
