"""Mermaid: the structure here; that Mermaid reads it so, in test_mermaid_browser.py."""

import re
from dataclasses import replace

from hypothesis import given, strategies as st

from signal_inspector.renderers import mermaid
from signal_inspector.renderers.mermaid_syntax import escaped, quoted
from signal_inspector.renderers.style import Style
from signal_inspector.wiring.collapse import collapse
from signal_inspector.wiring.graph import graph_of
from signal_inspector.wiring.nodes import Cascade, SignalGraph
from signal_inspector.wiring.senders import Sender
from tests.graphs import ORDER, POST_SAVE, USER, connection, every_kind

ENTITY = re.compile(r"#\d+;")


def lines(graph, **style):
    return [line.strip() for line in mermaid.render(graph, Style(**style)).splitlines()]


def labelled(graph, text):
    """The one line with this text."""
    (line,) = [line for line in lines(graph) if text in line]
    return line


class TestNodes:
    def test_each_kind_has_its_shape(self):
        graph = graph_of(
            [
                connection("orders.receivers.pack", ORDER, line=7),
                connection("search.receivers.reindex", ORDER, line=9, is_async=True, position=1),
            ]
        )

        assert lines(graph)[3:12] == [
            'subgraph app0["orders"]',
            "direction LR",
            'n0{{"post_save<br/>orders.Order"}}',
            'n1("pack<br/>orders/receivers.py:7")',
            "end",
            'subgraph app1["search"]',
            "direction LR",
            'n2[["reindex<br/>search/receivers.py:9<br/>async"]]',
            "end",
        ]

    def test_labels_are_as_long_as_wanted(self):
        graph = graph_of([connection("orders.receivers.pack", ORDER)])

        assert 'n1("pack")' in lines(graph, labels="name")
        assert f'n0{{{{"{POST_SAVE}<br/>orders.Order"}}}}' in lines(graph, labels="full")

    def test_what_belongs_to_no_app_stands_outside(self):
        graph = graph_of([connection("scripts.run")])

        source = mermaid.render(graph)
        assert "\n  n0{{" in source  # ANY sender of a signal that no app owns

    def test_nodes_are_framed_by_what_is_asked_for(self):
        def frames(by):
            found = lines(every_kind(), group_by=by)
            return [line.split("[")[1] for line in found if line.startswith("subgraph")]

        assert frames("app")[0] == '"accounts"]'
        assert frames("module")[0] == '"accounts.receivers"]'
        assert frames("none") == []

    def test_folded_apps_are_nodes_with_counts(self):
        graph = collapse(graph_of([connection("orders.receivers.pack", USER)]), to="app")

        found = lines(graph)
        assert 'n0["auth<br/>1 channel, 0 receivers"]' in found
        assert 'n1["orders<br/>0 channels, 1 receiver"]' in found
        assert 'n0 ==>|"1 receiver"| n1' in found

    def test_every_node_has_a_class_that_is_defined(self):
        source = mermaid.render(every_kind())

        classed = re.findall(r"^  class (\S+) (\w+)$", source, re.MULTILINE)
        names = [name for members, _ in classed for name in members.split(",")]
        assert sorted(names) == sorted(
            re.findall(r"^ +(?:subgraph )?(\w+\d)[{(\[]", source, re.MULTILINE)
        )
        assert set(re.findall(r"^  classDef (\w+)", source, re.MULTILINE)) == {
            name for _, name in classed
        }


class TestEdges:
    def test_lines_differ_by_more_than_colour(self):
        graph = graph_of(
            [
                connection("orders.receivers.pack", ORDER),
                connection("audit.receivers.note", ORDER, position=1),
                connection("audit.receivers.all", position=2),
                connection("audit.receivers.all", position=3, dispatch_uid="b"),
            ]
        )

        assert [line for line in lines(graph) if "->" in line or "==>" in line] == [
            'n1 -.->|"×2"| n4',
            'n0 -->|"1"| n2',
            'n0 ==>|"2"| n3',
        ]

    def test_observed_cascades_lead_back_to_channels(self):
        graph = graph_of([connection("orders.receivers.pack", ORDER)])
        channel, receiver = graph.channels[0].id, graph.receivers[0].id
        graph = replace(graph, cascades=(Cascade(receiver, channel, 12, in_cycle=True),))

        assert 'n1 ==>|"×12 cycle"| n0' in lines(graph)


class TestLinks:
    def test_nodes_lead_to_their_sources(self):
        graph = graph_of([connection("orders.receivers.pack", ORDER)])
        links = {graph.receivers[0].id: "https://host/a;b.py#L3"}

        assert lines(graph, links=links)[-1] == 'click n1 href "https://host/a%3Bb.py#L3"'


class TestLimits:
    def test_what_is_small_has_no_warning(self):
        assert mermaid.limits(b"flowchart LR", every_kind()) == ""

    def test_long_texts_and_many_edges_have(self):
        many = graph_of([connection(f"shop.receivers.r{n}", ORDER) for n in range(501)])

        assert mermaid.limits(b"x" * 50_001, every_kind()).startswith("15 edges in 50001 char")
        assert mermaid.limits(b"", many).startswith("501 edges")


def test_an_empty_graph_is_a_valid_document():
    assert mermaid.render(SignalGraph(), Style(title="Shop")) == (
        "flowchart LR\n  accTitle: Shop\n  accDescr: Shop: 0 signals, 0 channels, 0 receivers\n"
    )


def test_the_direction_is_that_of_the_drawing():
    assert lines(every_kind(), rankdir="TB")[0] == "flowchart TB"


@given(st.text())
def test_quoted_text_is_one_token_on_one_line(text):
    token = quoted(text, text)

    inside = ENTITY.sub("", token[1:-1]).replace("<br/>", "")
    assert token[0] == token[-1] == '"'
    assert not set(inside) & set('"&<>`;#%\n')


@given(st.text())
def test_entities_give_the_text_back(text):
    plain = ENTITY.sub(lambda entity: chr(int(entity[0][1:-1])), escaped(text))

    assert plain.replace("\u200b", "").replace("<br/>", "\n") == escaped_free(text)


def escaped_free(text):
    from signal_inspector.renderers.dot_syntax import printable

    return printable(text).replace("\u200b", "")


@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=20))
def test_hostile_names_add_no_statements(signal, sender, receiver):
    hostile = graph_of([connection(receiver, Sender(sender, "object"), signal, app="shop")])
    plain = graph_of([connection("r", Sender("s", "object"), "x", app="shop")])

    def kinds(graph):
        return [line.split(maxsplit=1)[0] for line in lines(graph, title=receiver)]

    assert len(kinds(hostile)) == len(kinds(plain))
