"""DOT: deterministic, accepted by Graphviz, and every name comes out as it went in."""

import itertools
import re
import subprocess
from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given, settings, strategies as st

from benchmarks import shapes
from signal_inspector.renderers import dot, image, svg
from signal_inspector.renderers.dot_syntax import printable, quoted
from signal_inspector.renderers.style import Style
from signal_inspector.wiring.collapse import collapse
from signal_inspector.wiring.graph import graph_of
from signal_inspector.wiring.nodes import SignalGraph
from signal_inspector.wiring.senders import Sender
from tests.graphs import ORDER, POST_SAVE, connection, every_kind
from tests.renderers.programs import EACH_PROGRAM

SVG = "{http://www.w3.org/2000/svg}"
SPECIAL = "<>&\"'\\{}[]|;:%$#/*\n\t NEGTHLabn0"
NAMES = st.one_of(
    st.text(min_size=1, max_size=30), st.text(alphabet=SPECIAL, min_size=1, max_size=20)
)


def drawn(program: str, source: str, output: str = "svg") -> bytes:
    done = subprocess.run(
        [program, f"-T{output}"], input=source.encode(), capture_output=True, check=False
    )
    return done.stdout


def titles(document: bytes) -> list[str]:
    """Return the tooltips, with plain spaces."""
    root = ET.fromstring(svg.clean(document))
    found = [element.text or "" for element in root.iter(f"{SVG}title")]
    return [plain(text) for text in found]


def plain(text: str) -> str:
    """Return a text as it is shown: Graphviz makes no-break spaces of neighbouring ones."""
    return printable(text).replace("\xa0", " ")


def statement(source: str, node: str) -> str:
    (line,) = [line for line in source.splitlines() if line.strip().startswith(f"{node} [")]
    return line


def edge(source: str, number: int) -> str:
    (line,) = [line for line in source.splitlines() if f'[id="e{number}"' in line]
    return line


@EACH_PROGRAM
@settings(max_examples=60, deadline=None)
@given(signal=NAMES, sender=NAMES, receiver=NAMES)
@example(signal="end", sender="<b>x</b>", receiver="\\N")
@example(signal="digraph", sender="&lt;", receiver="&#60;script&#62;")
@example(signal="<>", sender="]]>", receiver="a\\")
@example(signal="\ud800\x00\x1b", sender="日本", receiver="🐍 × –")  # noqa: RUF001 - hostile names
def test_hostile_names_come_out_as_they_went_in(
    program: str, signal: str, sender: str, receiver: str
) -> None:
    graph = graph_of([connection(receiver, Sender(sender, "object"), signal, file="", line=0)])

    document = drawn(program, dot.render(graph, Style(title=receiver)))

    svg.clean(document, ids=dot.node_names(graph).values())
    tooltips = titles(document)
    assert plain(receiver) in tooltips
    assert plain(f"{signal}, sender {sender}") in tooltips


@EACH_PROGRAM
def test_every_kind_is_drawn(program: str) -> None:
    graph = every_kind()

    document = drawn(program, dot.render(graph))

    svg.clean(document, ids=dot.node_names(graph).values())
    svg.clean(document, ids=[f"e{number}" for number in range(len(graph.connections))])


def test_the_source_is_accepted_in_canonical_form() -> None:
    pytest.importorskip("graphviz")
    from tests.renderers.programs import find

    program = find("dot")
    if program is None:
        pytest.skip("no dot")

    assert drawn(program, dot.render(every_kind()), "canon").startswith(b"digraph signals")


@pytest.mark.parametrize("rankdir", ["LR", "TB", "BT", "RL"])
@pytest.mark.parametrize("labels", ["short", "full", "name"])
def test_the_same_graph_gives_the_same_source(rankdir: str, labels: str) -> None:
    style = Style(rankdir=rankdir, labels=labels)  # type: ignore[arg-type]

    assert dot.render(every_kind(), style) == dot.render(every_kind(), style)
    assert f'rankdir="{rankdir}"' in dot.render(every_kind(), style)


def test_ids_are_unique() -> None:
    source = dot.render(every_kind())

    ids = [part.split('"')[1] for part in source.split(" id=")[1:]] + [
        part.split('"')[1] for part in source.split("[id=")[1:]
    ]
    assert len(ids) == len(set(ids))
    assert len(ids) > len(every_kind().receivers)


class TestNodes:
    @pytest.mark.parametrize(
        ("receiver", "expected"),
        [
            ("orders.receivers.reserve_stock", ['shape="box"', 'style="filled,rounded"']),
            ("search.receivers.reindex", ['peripheries="2"', "· async"]),
            ("reversion.hooks.version", ['class="receiver foreign"', 'fillcolor="#e5e7eb"']),
            ("collected receiver", ['style="dotted,rounded"', "<I>collected receiver</I>"]),
        ],
    )
    def test_receivers_show_what_they_are(self, receiver: str, expected: list[str]) -> None:
        name = dot.node_names(every_kind())[f"receiver:{receiver}"]

        line = statement(dot.render(every_kind()), name)

        assert all(part in line for part in expected)

    @pytest.mark.parametrize(
        ("channel", "expected"),
        [
            (f"orders.Order:{POST_SAVE}", ['style="filled"', "<B>post_save</B>", "orders.Order"]),
            (f"ANY:{POST_SAVE}", ['style="filled,dashed"', ">ANY<"]),
            (f"orders.Base:{POST_SAVE}", ["orders.Base (abstract)"]),
            (f"orders.BigOrder:{POST_SAVE}", ["orders.BigOrder (proxy)"]),
            (f"shop.nope:{POST_SAVE}", ["shop.nope (unresolved)", 'style="dotted"']),
            (f"collected sender:{POST_SAVE}", ['style="dotted"', "<I>post_save</I>"]),
        ],
    )
    def test_channels_show_what_they_are(self, channel: str, expected: list[str]) -> None:
        line = statement(
            dot.render(every_kind()), dot.node_names(every_kind())[f"channel:{channel}"]
        )

        assert 'shape="hexagon"' in line
        assert all(part in line for part in expected)

    def test_signals_without_receivers_say_so(self) -> None:
        name = dot.node_names(every_kind())["signal:orders.signals.order_cancelled"]

        assert "no receivers" in statement(dot.render(every_kind()), name)

    @pytest.mark.parametrize(
        ("labels", "channel", "receiver"),
        [
            ("short", "<<B>post_save</B>", "<pack<BR/><FONT"),
            ("full", f"<<B>{POST_SAVE}</B>", "<orders.receivers.pack<BR/><FONT"),
            ("name", "<<B>post_save</B>", "<pack>"),
        ],
    )
    def test_labels_are_as_long_as_wanted(self, labels: str, channel: str, receiver: str) -> None:
        graph = graph_of([connection("orders.receivers.pack", ORDER)])

        source = dot.render(graph, Style(labels=labels))  # type: ignore[arg-type]

        assert f"label={channel}" in statement(source, "n0")
        assert f"label={receiver}" in statement(source, "n1")


class TestEdges:
    def test_calls_are_numbered_where_there_are_several(self) -> None:
        graph = graph_of(
            [
                connection("orders.receivers.pack", ORDER, position=0),
                connection("orders.receivers.send", ORDER, position=1),
                connection("orders.receivers.alone", position=2),
            ]
        )
        source = dot.render(graph)

        labels = [edge(source, number).split('label="')[1].split('"')[0] for number in range(3)]
        assert labels == ["", "1", "2"]

    def test_lines_differ_by_more_than_colour(self) -> None:
        graph = graph_of(
            [
                connection("orders.receivers.pack", position=0),
                connection("orders.receivers.pack", ORDER, position=1),
                connection("orders.receivers.twice", ORDER, position=2),
                connection("orders.receivers.twice", ORDER, position=3, dispatch_uid="b"),
                connection("audit.receivers.note", ORDER, position=4),
            ]
        )
        source = dot.render(graph)

        assert 'style="dashed"' in edge(source, 0)
        assert "also ANY" in edge(source, 1)
        assert "#c2410c:transparent:#c2410c" in edge(source, 2)
        assert "×2" in edge(source, 2)
        assert "dispatch_uid b" in edge(source, 2)
        assert 'penwidth="1.8"' in edge(source, 3)
        assert 'class="connects crossing"' in edge(source, 3)

    def test_one_line_under_two_names_is_called_a_duplicate(self) -> None:
        place = {"file": "shop/receivers.py", "line": 3}
        graph = graph_of(
            [
                connection("shop.receivers.note", ORDER, **place),
                connection("receivers.note", ORDER, position=1, **place),
            ]
        )

        assert 'label="1 duplicate"' in edge(dot.render(graph), 0)

    def test_strong_references_are_told(self) -> None:
        graph = graph_of([connection("orders.receivers.pack", is_weak=False)])

        assert "strong reference" in edge(dot.render(graph), 0)


class TestClusters:
    def test_each_app_has_one(self) -> None:
        source = dot.render(every_kind())

        for number, app in enumerate(every_kind().apps):
            assert f'graph [id="app{number}"' in source
            assert f'label="{app}"' in source

    def test_an_app_without_code_of_the_project_has_a_dashed_frame(self) -> None:
        source = dot.render(every_kind())

        frames = {
            line.split('label="')[1].split('"')[0]: "dashed" in line
            for line in source.splitlines()
            if 'class="app' in line
        }
        assert frames["auth"]
        assert frames["reversion"]
        assert not frames["orders"]


class TestFramesThatLeadBack:
    """Ranks of their own contradict each other, and no program of Graphviz refuses them."""

    @EACH_PROGRAM
    def test_their_nodes_do_not_lie_upon_each_other(self, program: str) -> None:
        source = dot.render(shapes.crossing(80, apps=4))

        done = subprocess.run(
            [program, "-Tplain"], input=source.encode(), capture_output=True, check=False
        )

        assert b"Error" not in done.stderr
        found = re.findall(
            r"^node (n\d+) (\S+) (\S+) (\S+) (\S+)", done.stdout.decode(), re.MULTILINE
        )
        places = {name: [*map(float, numbers)] for name, *numbers in found}
        assert len(places) > 20
        upon = [
            (one, other)
            for (one, (x, y, width, height)), (other, (x2, y2, width2, height2)) in (
                itertools.combinations(places.items(), 2)
            )
            if abs(x - x2) < (width + width2) / 2 and abs(y - y2) < (height + height2) / 2
        ]
        assert upon == []

    @pytest.mark.parametrize(
        ("ends", "is_shared"),
        [
            ([("orders", "audit"), ("audit", "search"), ("orders", "search")], False),
            ([("orders", "orders")], False),
            ([("orders", "audit"), ("audit", "orders")], True),
            ([("orders", "audit"), ("audit", "search"), ("search", "orders")], True),
        ],
    )
    def test_only_they_share_ranks(self, ends: list[tuple[str, str]], is_shared: bool) -> None:
        graph = graph_of(
            [
                connection(f"{target}.receivers.note", Sender(f"{source}.Model", "model", source))
                for source, target in ends
            ]
        )

        assert ("newrank" in dot.render(graph)) is is_shared
        assert "newrank" not in dot.render(graph, Style(group_by="none"))


class TestLegend:
    def test_it_explains_what_is_there_and_nothing_else(self) -> None:
        graph = graph_of([connection("orders.receivers.pack", ORDER)])

        source = dot.render(graph)

        assert "signal, one sender" in source
        assert "any sender" not in source
        assert "async" not in source
        assert "twice" not in source

    def test_it_explains_everything_that_is_there(self) -> None:
        source = dot.render(every_kind())

        for text in (
            *("signal, one sender", "signal, any sender", "sender not found", "no receivers"),
            *("receiver", "async receiver", "collected receiver", "receiver, not the project's"),
            *("calls, in numbered order", "calls, whoever sends", "runs the same code twice"),
            *("connected for ANY sender, too", "another app"),
        ):
            assert text in source

    @EACH_PROGRAM
    @pytest.mark.parametrize("graph", [every_kind(), collapse(every_kind(), "app")])
    def test_it_is_read_from_the_top_and_its_rows_are_level(
        self, graph: SignalGraph, program: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("GRAPHVIZ_DOT", program)
        root = ET.fromstring(image.drawing(graph))
        parts = {group.get("id", ""): group for group in root.iter(f"{SVG}g")}

        texts = [
            parts[f"r{number}"].find(f"{SVG}text")
            for number in range(len(parts))
            if f"r{number}" in parts
        ]
        heights = [float(text.get("y", "")) for text in texts if text is not None]
        assert heights == sorted(heights)
        for line in [f"line{number}" for number in range(len(parts)) if f"line{number}" in parts]:
            for path in parts[line].iter(f"{SVG}path"):
                ends = [float(each) for each in re.findall(r",(-?[\d.]+)", path.get("d", ""))]
                assert max(ends) - min(ends) < 3

    def test_it_can_be_left_out(self) -> None:
        assert "legend" not in dot.render(every_kind(), Style(legend=False)).lower()

    def test_an_empty_graph_has_none(self) -> None:
        assert "legend" not in dot.render(SignalGraph()).lower()


@EACH_PROGRAM
def test_an_empty_graph_is_a_valid_document(program: str) -> None:
    document = drawn(program, dot.render(SignalGraph()))

    assert "0 signals, 0 channels, 0 receivers" in titles(document)


def test_the_title_comes_before_the_counts() -> None:
    assert 'label="Shop: 0 signals' in dot.render(SignalGraph(), Style(title="Shop"))


@pytest.mark.parametrize(
    ("theme", "background"),
    [("auto", "transparent"), ("light", "#ffffff"), ("dark", "#0b1120"), ("mono", "#ffffff")],
)
def test_each_theme_has_its_background(theme: str, background: str) -> None:
    source = dot.render(every_kind(), Style(theme=theme))  # type: ignore[arg-type]

    assert f'bgcolor="{background}"' in source


def test_mono_uses_black_and_white_only() -> None:
    source = dot.render(every_kind(), Style(theme="mono"))

    colors = {part[:6] for part in source.split('"#')[1:]} | {
        part[:6] for part in source.split(":#")[1:]
    }
    assert colors == {"000000", "ffffff"}


@given(st.text())
def test_quoted_text_is_one_token(text: str) -> None:
    token = quoted(text)

    inside = token[1:-1]
    assert token[0] == token[-1] == '"'
    assert '"' not in inside
    assert "\n" not in inside
    backslashes = [len(list(run)) for char, run in itertools.groupby(inside) if char == "\\"]
    assert not inside.endswith("\\") or backslashes[-1] % 2 == 0
