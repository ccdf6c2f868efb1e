"""Channels that call the same receivers become one, and nothing else changes."""

from dataclasses import replace

from hypothesis import given, strategies as st

from signal_inspector.wiring.diff import compare
from signal_inspector.wiring.graph import graph_of
from signal_inspector.wiring.merging import merged
from signal_inspector.wiring.nodes import Cascade, Channel, SignalGraph, Traffic
from signal_inspector.wiring.senders import ANY, Sender
from tests.graphs import PLACED, connection, every_kind

MODELS = [Sender(f"shop.Model{number}", "model", "shop") for number in range(5)]


def of_models(*receivers: str) -> SignalGraph:
    return graph_of(
        [
            connection(f"shop.receivers.{name}", model, position=position)
            for model in MODELS
            for position, name in enumerate(receivers)
        ]
    )


def test_channels_with_the_same_receivers_are_one_with_all_their_senders() -> None:
    graph = merged(of_models("index", "note"))

    (channel,) = graph.channels
    assert (channel.sender, channel.sender_kind, channel.senders) == (None, "several", 5)
    assert channel.sender_names == tuple(model.name for model in MODELS)
    assert [(edge.order, edge.count) for edge in graph.connections] == [(1, 1), (2, 1)]
    assert {edge.source for edge in graph.connections} == {channel.id}


def test_another_order_is_another_channel() -> None:
    graph = merged(
        graph_of(
            [
                connection("shop.receivers.index", MODELS[0], position=0),
                connection("shop.receivers.note", MODELS[0], position=1),
                connection("shop.receivers.note", MODELS[1], position=2),
                connection("shop.receivers.index", MODELS[1], position=3),
            ]
        )
    )

    assert [channel.senders for channel in graph.channels] == [1, 1]


def test_signals_and_unusual_senders_stay_apart() -> None:
    proxies = [Sender(f"shop.Proxy{number}", "proxy", "shop") for number in range(2)]
    graph = graph_of(
        [
            connection("shop.receivers.index", sender, signal)
            for sender in [ANY, *proxies, *MODELS[:2]]
            for signal in ("shop.signals.sold", PLACED)
        ]
    )

    channels = merged(graph).channels

    assert sorted((each.sender_kind or "", each.senders) for each in channels) == [
        ("any", 1),
        ("any", 1),
        *[("proxy", 1)] * 4,
        ("several", 2),
        ("several", 2),
    ]


def test_apps_stay_apart_unless_asked() -> None:
    senders = [Sender("shop.Order", "model", "shop"), Sender("auth.User", "model", "auth")]
    graph = graph_of([connection("shop.receivers.index", sender) for sender in senders])

    assert len(merged(graph).channels) == 2
    (channel,) = merged(graph, across_apps=True).channels
    assert channel.app is None


def test_traffic_and_uids_and_cascades_are_added_up() -> None:
    graph = graph_of(
        [
            connection("shop.receivers.index", model, dispatch_uid=f"uid{number}")
            for number, model in enumerate(MODELS[:2])
        ]
    )
    first, second = graph.channels
    graph = replace(
        graph,
        channels=tuple(replace(each, traffic=Traffic(2, 30)) for each in graph.channels),
        connections=tuple(replace(each, traffic=Traffic(3, 5)) for each in graph.connections),
        cascades=(Cascade("r", first.id, 1), Cascade("r", second.id, 4, in_cycle=True)),
    )

    result = merged(graph)

    assert result.channels[0].traffic == Traffic(4, 60)
    assert result.connections[0].traffic == Traffic(6, 10)
    assert result.connections[0].dispatch_uids == ("uid0", "uid1")
    assert result.cascades == (Cascade("r", result.channels[0].id, 5, in_cycle=True),)


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3)), max_size=30))
def test_who_calls_whom_is_the_same(pairs: list[tuple[int, int]]) -> None:
    graph = graph_of(
        [
            connection(f"shop.receivers.number_{receiver}", MODELS[model], position=position)
            for position, (model, receiver) in enumerate(pairs)
        ]
    )

    def ways(graph: SignalGraph) -> list[tuple[str, str, int | None, int]]:
        names = {node.id: senders(node) for node in graph.channels}
        return sorted(
            (sender, edge.target, edge.order, edge.count)
            for edge in graph.connections
            for sender in names[edge.source]
        )

    assert ways(merged(graph)) == ways(graph)


def senders(channel: Channel) -> tuple[str, ...]:
    return channel.sender_names or (channel.sender or "",)


def test_a_graph_without_equals_is_as_it_was() -> None:
    graph = merged(every_kind())

    assert set(graph.channels) == set(every_kind().channels)
    assert set(graph.connections) == set(every_kind().connections)
    assert graph.receivers == every_kind().receivers
    assert graph.orphans == every_kind().orphans


def test_what_differs_from_another_graph_is_not_merged_with_what_does_not() -> None:
    fewer = graph_of([connection("shop.receivers.index", model) for model in MODELS[:2]])
    more = graph_of([connection("shop.receivers.index", model) for model in MODELS])

    channels = merged(compare(fewer, more)).channels

    assert [(channel.senders, channel.change) for channel in channels] == [(2, None), (3, "added")]
