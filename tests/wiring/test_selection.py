"""Each filter keeps exactly what a brute-force reading of its definition keeps."""

import fnmatch
import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from signal_inspector.wiring.graph import graph_of
from signal_inspector.wiring.nodes import (
    Cascade,
    Channel,
    Connects,
    Receiver,
    SignalGraph,
    Traffic,
)
from signal_inspector.wiring.selection import (
    Selection,
    keep_connections,
    matches,
    observed,
    select,
)
from signal_inspector.wiring.senders import ANY, Sender
from tests.graphs import POST_SAVE, connection

ORIGINS = ("project", "third-party", "django")


def large() -> SignalGraph:
    """A graph of 300 connections: 5 signals, 12 senders and ANY, 20 receivers, 6 apps."""
    apps = ["orders", "accounts", "audit", "search", "stock", "billing"]
    senders = [ANY, *(Sender(f"{apps[n % 6]}.Model{n}", "model", apps[n % 6]) for n in range(12))]
    signals = [f"{apps[n]}.signals.signal{n}" for n in range(4)] + [POST_SAVE]
    ways = itertools.product(signals, senders, range(20))
    connections = [
        connection(
            f"{apps[number % 6]}.receivers.receive{number}",
            sender,
            signal,
            position=position,
            origin=ORIGINS[number % 3],
        )
        for position, (signal, sender, number) in enumerate(ways)
        if (position * 7) % 13 < 3
    ]
    graph = graph_of(connections, [*signals, "orders.signals.unheard", "django.core.signals.quiet"])
    assert len(graph.connections) == 300
    return graph


GRAPH = large()
CHANNELS = {node.id: node for node in GRAPH.channels}
RECEIVERS = {node.id: node for node in GRAPH.receivers}


@pytest.mark.parametrize(
    ("wanted", "fits"),
    [
        (Selection(), lambda c, r: True),
        (
            Selection(apps=("orders", "stock")),
            lambda c, r: c.app in ("orders", "stock") or r.app in ("orders", "stock"),
        ),
        (Selection(signals=("POST_s",)), lambda c, r: c.signal == POST_SAVE),
        (Selection(signals=("*signal1",)), lambda c, r: c.signal.endswith("signal1")),
        (Selection(senders=("any",)), lambda c, r: c.sender is None),
        (
            Selection(senders=("orders.*", "audit.Model2")),
            lambda c, r: (
                c.sender is not None
                and (c.sender.startswith("orders.") or c.sender == "audit.Model2")
            ),
        ),
        (Selection(receivers=("receive1",)), lambda c, r: "receive1" in r.name),
        (
            Selection(exclude=("receive1", "channel:ANY:*")),
            lambda c, r: c.sender is not None and "receive1" not in r.name,
        ),
        (Selection(origins=("project",)), lambda c, r: r.origin == "project"),
        (
            Selection(apps=("orders",), signals=("signal",), origins=("project", "django")),
            lambda c, r: (
                "orders" in (c.app, r.app) and "signal" in c.signal and r.origin != "third-party"
            ),
        ),
        (Selection(signals=("nothing of the kind",)), lambda c, r: False),
    ],
    ids=[
        "all",
        "apps",
        "part of a signal",
        "whole signal",
        "any sender",
        "senders",
        "receivers",
        "exclude",
        "origins",
        "several",
        "nothing",
    ],
)
def test_a_filter_keeps_what_fits_and_only_the_nodes_needed(
    wanted: Selection, fits: Callable[[Channel, Receiver], bool]
) -> None:
    expected = [
        edge for edge in GRAPH.connections if fits(CHANNELS[edge.source], RECEIVERS[edge.target])
    ]

    chosen = select(GRAPH, wanted)

    assert list(chosen.connections) == expected
    assert {node.id for node in chosen.channels} == {edge.source for edge in expected}
    assert {node.id for node in chosen.receivers} == {edge.target for edge in expected}
    assert list(chosen.channels) == [n for n in GRAPH.channels if n in chosen.channels]


def part_of(names: Iterable[str]) -> st.SearchStrategy[str]:
    """Patterns that fit some of the names: a part, in either case, or all of it with a star."""
    part = st.builds(
        lambda name, start, length: name[start : start + length] or name,
        st.sampled_from(sorted(names)),
        st.integers(0, 30),
        st.integers(3, 20),
    )
    return st.one_of(part, part.map(str.upper), part.map(lambda text: f"*{text}*"))


def some(patterns: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(patterns, max_size=2).map(tuple)


@given(
    st.builds(
        Selection,
        apps=some(st.sampled_from(GRAPH.apps)),
        signals=some(part_of(GRAPH.signals)),
        senders=some(part_of(node.sender or "" for node in GRAPH.channels) | st.just("ANY")),
        receivers=some(part_of(node.name for node in GRAPH.receivers)),
        exclude=some(part_of({*CHANNELS, *RECEIVERS})),
        origins=some(st.sampled_from(ORIGINS)),
    )
)
def test_any_selection_keeps_what_each_of_its_fields_keeps(wanted: Selection) -> None:
    def fits(name: str, patterns: Sequence[str]) -> bool:
        return any(pattern.lower().strip("*") in name.lower() for pattern in patterns)

    def keeps(edge: Connects) -> bool:
        channel, receiver = CHANNELS[edge.source], RECEIVERS[edge.target]
        named = [pattern for pattern in wanted.senders if pattern != "ANY"]
        is_wanted = [
            not wanted.apps or bool({channel.app, receiver.app} & set(wanted.apps)),
            not wanted.signals or fits(channel.signal, wanted.signals),
            not wanted.senders
            or (fits(channel.sender, named) if channel.sender else "ANY" in wanted.senders),
            not wanted.receivers or fits(receiver.name, wanted.receivers),
            not fits(channel.id, wanted.exclude),
            not fits(receiver.id, wanted.exclude),
            not wanted.origins or receiver.origin in wanted.origins,
        ]
        return all(is_wanted)

    chosen = select(GRAPH, wanted)

    expected = [edge for edge in GRAPH.connections if keeps(edge)]
    assert list(chosen.connections) == expected
    assert {node.id for node in chosen.channels} == {edge.source for edge in expected}
    assert {node.id for node in chosen.receivers} == {edge.target for edge in expected}


@pytest.mark.parametrize(
    ("wanted", "orphans"),
    [
        (Selection(), ["django.core.signals.quiet", "orders.signals.unheard"]),
        (Selection(orphans=False), []),
        (Selection(signals=("unheard",)), ["orders.signals.unheard"]),
        (Selection(origins=("django",)), ["django.core.signals.quiet"]),
        (Selection(exclude=("quiet",)), ["orders.signals.unheard"]),
        (Selection(senders=("ANY",)), []),
        (Selection(receivers=("receive",)), []),
        (Selection(apps=("accounts",)), []),
    ],
)
def test_signals_without_receivers_are_filtered_too(wanted: Selection, orphans: list[str]) -> None:
    assert [node.signal for node in select(GRAPH, wanted).orphans] == orphans


def test_connections_are_kept_by_any_rule() -> None:
    def is_first(edge: Connects) -> bool:
        return edge.order == 1

    kept = keep_connections(GRAPH, is_first)

    assert {edge.order for edge in kept.connections} == {1}
    assert len(kept.channels) == len(GRAPH.channels)


def test_what_was_observed_and_what_was_not_can_be_chosen() -> None:
    traffic = [Traffic(3), Traffic(), None]
    edges = [
        replace(edge, traffic=traffic[number % 3]) for number, edge in enumerate(GRAPH.connections)
    ]
    first, second = GRAPH.orphans
    orphans = (replace(first, traffic=Traffic(1)), replace(second, traffic=Traffic()))
    graph = replace(GRAPH, connections=tuple(edges), orphans=orphans)

    for at_all, number, orphan in ((True, 0, first), (False, 1, second)):
        found = observed(graph, at_all=at_all)
        assert list(found.connections) == edges[number::3]
        assert {node.id for node in found.receivers} == {e.target for e in edges[number::3]}
        assert [node.id for node in found.orphans] == [orphan.id]


def test_cascades_stay_where_both_ends_do() -> None:
    edge = GRAPH.connections[0]
    cascades = tuple(Cascade(r.id, c.id, 1) for r in GRAPH.receivers for c in GRAPH.channels)
    graph = replace(GRAPH, cascades=cascades)

    kept = keep_connections(graph, edge.__eq__)

    assert len(cascades) > 1
    assert kept.cascades == (Cascade(edge.target, edge.source, 1),)


def test_any_means_any_sender_and_is_no_part_of_a_name() -> None:
    company = Sender("shop.Company", "model", "shop")
    graph = graph_of([connection("shop.receivers.a", company), connection("shop.receivers.b")])

    def senders(*patterns: str) -> list[str | None]:
        return [node.sender for node in select(graph, Selection(senders=patterns)).channels]

    assert senders("ANY") == [None]
    assert senders("comp") == ["shop.Company"]
    assert senders("an") == ["shop.Company"]
    assert senders("any", "shop.*") == [None, "shop.Company"]
    assert senders("*") == [None, "shop.Company"]


@given(st.text(), st.text())
def test_a_pattern_without_a_star_is_a_part_of_the_name(name: str, pattern: str) -> None:
    expected = fnmatch.fnmatchcase if "*" in pattern else lambda text, part: part in text
    assert matches(name, [pattern]) == expected(name.lower(), pattern.lower())
