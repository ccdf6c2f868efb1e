"""Large graphs in frames: no line leaves its frame, nothing is lost, it is about square."""

import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, strategies as st

from signal_inspector.renderers import dot, image
from signal_inspector.renderers.packing import Packing, packed
from signal_inspector.wiring.graph import graph_of
from signal_inspector.wiring.nodes import Cascade, SignalGraph
from signal_inspector.wiring.senders import Sender
from tests.graphs import POST_SAVE, connection, every_kind
from tests.renderers.programs import EACH_PROGRAM, drawn_by

__all__ = ["drawn_by"]

SVG = "{http://www.w3.org/2000/svg}"
ORIGINAL = re.compile(r" \((copy \d+|sent)\)")


def shop(apps: int, receivers: int, models: int = 4) -> SignalGraph:
    """Apps whose receivers listen to models of their own app, and now and then of the next."""
    return graph_of(
        [
            connection(
                f"app{app}.receivers.number_{number}",
                Sender(f"app{of}.Model{number % models}", "model", f"app{of}"),
                position=number,
            )
            for app in range(apps)
            for number in range(receivers)
            for of in [(app + (number % 7 == 0)) % apps]
        ]
    )


def ways(graph: SignalGraph) -> set[tuple[str, str | None, str, int | None]]:
    """Who calls whom as which, by names."""
    channels = {node.id: node for node in graph.channels}
    return {
        (channels[edge.source].signal, sender, ORIGINAL.sub("", edge.target), edge.order)
        for edge in graph.connections
        for sender in channels[edge.source].sender_names or [channels[edge.source].sender]
    }


def frames(packing: Packing) -> list[frozenset[str]]:
    return [frame.nodes for column in packing.columns for frame in column]


def assert_sound(whole: SignalGraph, graph: SignalGraph, packing: Packing) -> None:
    assert ways(graph) == ways(whole)
    drawn = [node.id for node in (*graph.channels, *graph.receivers, *graph.orphans)]
    assert len(drawn) == len(set(drawn))
    framed = [node for frame in frames(packing) for node in frame]
    assert sorted(framed) == sorted(drawn)
    of = {node: number for number, frame in enumerate(frames(packing)) for node in frame}
    assert all(of[edge.source] == of[edge.target] for edge in graph.connections)
    assert all(of[edge.source] == of[edge.target] for edge in graph.cascades)


def test_no_line_leaves_its_frame_and_nothing_is_lost() -> None:
    for whole in (every_kind(), shop(6, 40), shop(1, 300, models=90), shop(2, 200, models=1)):
        assert_sound(whole, *packed(whole))


@given(st.lists(st.tuples(*[st.integers(0, 6)] * 3), max_size=80))
def test_so_it_is_with_any_wiring(triples: list[tuple[int, int, int]]) -> None:
    whole = graph_of(
        [
            connection(
                f"app{number % 3}.receivers.number_{number}",
                Sender(f"app{model % 2}.Model{model}", "model", f"app{model % 2}"),
                f"app0.signals.number_{signal}",
                position=position,
            )
            for position, (number, model, signal) in enumerate(triples)
        ]
    )

    assert_sound(whole, *packed(whole))


def test_each_frame_has_receivers_of_one_app() -> None:
    graph, packing = packed(shop(5, 30))

    apps = {node.id: node.app for node in graph.receivers}
    for column in packing.columns:
        for frame in column:
            assert {apps[node] for node in frame.nodes if node in apps} == {
                frame.label.partition(" ")[0]
            }


def test_channels_with_the_same_receivers_in_an_app_are_one_there() -> None:
    graph, _ = packed(
        graph_of(
            [
                connection("search.receivers.index", Sender(f"shop.Model{number}", "model", "shop"))
                for number in range(80)
            ]
        )
    )

    assert [(channel.senders, channel.sender) for channel in graph.channels] == [(80, None)]
    assert len(graph.connections) == 1


def test_a_dense_app_is_drawn_without_its_senders() -> None:
    graph, packing = packed(
        graph_of(
            [
                connection(
                    f"shop.receivers.number_{receiver}",
                    Sender(f"shop.Model{model}", "model", "shop"),
                    position=receiver,
                )
                for model in range(40)
                for receiver in range(40)
                if (model * receiver) % 3
            ]
        )
    )

    assert sum(channel.senders for channel in graph.channels) >= 26
    assert len(graph.connections) < 60
    assert {channel.signal for channel in graph.channels} == {POST_SAVE}
    assert len(frames(packing)) >= 1


def test_a_channel_with_very_many_receivers_is_in_pieces() -> None:
    whole = shop(1, 200, models=1)

    graph, packing = packed(whole)

    assert len(graph.channels) > 2
    assert_sound(whole, graph, packing)


def test_what_a_receiver_sent_is_repeated_beside_it() -> None:
    whole = shop(3, 8)
    sent = Cascade(whole.receivers[0].id, whole.channels[-1].id, 7)

    graph, packing = packed(replace(whole, cascades=(sent,)))

    (cascade,) = graph.cascades
    (repeat,) = packing.repeats
    assert (cascade.source, cascade.target, cascade.count) == (sent.source, repeat, 7)
    (shown,) = [node for node in graph.channels if node.id == repeat]
    assert shown.sender == whole.channels[-1].sender
    source = dot.render(graph, packing=packing)
    assert source.count('style="dashed"') == 1
    assert 'class="channel repeat"' in source


def test_signals_without_receivers_are_in_the_frame_of_their_app() -> None:
    graph, packing = packed(every_kind())

    (frame,) = [
        frame
        for column in packing.columns
        for frame in column
        if graph.orphans[0].id in frame.nodes
    ]
    assert frame.label == graph.orphans[0].app or frame.label == ""


def test_the_same_graph_gives_the_same_packing() -> None:
    assert packed(shop(4, 30)) == packed(shop(4, 30))


Box = tuple[float, float, float, float]


def drawn(whole: SignalGraph) -> tuple[float, dict[str, Box], dict[str, Box]]:
    """Return width by height of the picture, and where its frames and its nodes are."""
    graph, packing = packed(whole)
    root = ET.fromstring(image.drawing(graph, packing=packing))
    _, _, width, height = map(float, (root.get("viewBox") or "").split())
    boxes = {group.get("id", ""): box(group) for group in root.iter(f"{SVG}g")}
    frames = {name: found for name, found in boxes.items() if name.startswith("frame") and found}
    nodes = {name: found for name, found in boxes.items() if re.fullmatch(r"n\d+", name) and found}
    return width / height, frames, nodes


def box(group: ET.Element) -> Box | None:
    for shape in group.iter():
        points = shape.get("points") or shape.get("d")
        if points:
            numbers = [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", points)]
            across, down = numbers[::2], numbers[1::2]
            return min(across), min(down), max(across), max(down)
    return None


def overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@EACH_PROGRAM
@pytest.mark.usefixtures("drawn_by")
class TestPictures:
    @pytest.mark.parametrize(
        ("apps", "receivers", "models"),
        [(12, 30, 5), (3, 200, 40), (40, 8, 4), (1, 400, 100), (30, 15, 1)],
    )
    def test_frames_lie_apart_and_the_picture_is_about_square(
        self, apps: int, receivers: int, models: int
    ) -> None:
        aspect, frames, nodes = drawn(shop(apps, receivers, models))

        assert 0.5 <= aspect <= 2
        places = list(frames.values())
        assert len(places) >= apps
        assert not [
            (one, other)
            for number, one in enumerate(places)
            for other in places[:number]
            if overlap(one, other)
        ]
        assert all(any(overlap(node, frame) for frame in places) for node in nodes.values())

    def test_one_large_app_among_small_ones_does_not_stretch_it(self) -> None:
        large, small = shop(1, 400, models=100), shop(30, 6)
        renamed = [replace(node, id=f"big:{node.id}", app="big") for node in large.receivers]
        whole = SignalGraph(
            (*(replace(node, id=f"big:{node.id}") for node in large.channels), *small.channels),
            (*renamed, *small.receivers),
            (
                *(
                    replace(edge, source=f"big:{edge.source}", target=f"big:{edge.target}")
                    for edge in large.connections
                ),
                *small.connections,
            ),
        )

        aspect, frames, _ = drawn(whole)

        assert 0.5 <= aspect <= 2
        assert len(frames) > 31

    def test_columns_and_frames_are_in_the_order_of_the_apps(self) -> None:
        _, packing = packed(shop(9, 40))
        _, frames, _ = drawn(shop(9, 40))

        left = [frames[f"frame{number}_0"][0] for number in range(len(packing.columns))]
        assert left == sorted(left)
        for number, column in enumerate(packing.columns):
            tops = [frames[f"frame{number}_{row}"][1] for row in range(len(column))]
            assert tops == sorted(tops)

    def test_the_legend_is_at_the_head_of_the_first_column(self) -> None:
        graph, packing = packed(shop(9, 40))
        root = ET.fromstring(image.drawing(graph, packing=packing))

        places = {group.get("id"): box(group) for group in root.iter(f"{SVG}g")}
        legend, first = places["legend"], places["frame0_0"]
        assert legend is not None
        assert first is not None
        assert legend[3] <= first[1]
