"""Addresses of sources: made from a template, safe to follow, shown by each renderer."""

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, strategies as st

from signal_inspector.naming import Place
from signal_inspector.renderers import dot, html, image, links, svg
from signal_inspector.renderers.style import Style
from signal_inspector.wiring.graph import graph_of
from signal_inspector.wiring.nodes import SignalGraph
from tests.graphs import ORDER, connection
from tests.renderers.programs import EACH_PROGRAM, drawn_by

__all__ = ["drawn_by"]

TEMPLATE = "https://git.example.com/shop/{path}?a=1&b#L{line}"
GRAPH = graph_of([connection("orders.receivers.pack", ORDER, line=7)])
CHANNEL, RECEIVER = GRAPH.channels[0].id, GRAPH.receivers[0].id
ADDRESS = "https://git.example.com/shop/orders/receivers.py?a=1&b#L7"


class TestTemplates:
    @pytest.mark.parametrize(
        "template",
        [TEMPLATE, "/source/{path}", "../{path}#{line}", "vscode://file/x/{path}:{line}"],
    )
    def test_places_of_every_kind_can_be_meant(self, template):
        links.check(template)

    @pytest.mark.parametrize(
        ("template", "message"),
        [
            ("https://host/", "names no {path}"),
            ("https://host/{line}", "names no {path}"),
            ("https://host/{path}#{lineno}", "has {lineno}; known are {path} and {line}"),
            ("{path}{}", "has {}; known are"),
            ("{path}{path.__class__}", "has {path.__class__}"),
            ("javascript:alert('{path}')", "is refused: javascript"),
            (" JavaScript:{path}", "is refused: JavaScript"),
            ("data:text/html,{path}", "is refused: data"),
        ],
    )
    def test_others_are_refused_with_the_reason(self, template, message):
        with pytest.raises(links.LinkError) as error:
            links.check(template)

        assert message in str(error.value)


class TestAddresses:
    def test_receivers_of_the_project_have_one(self):
        assert links.links(GRAPH, TEMPLATE, {}) == {RECEIVER: ADDRESS}

    def test_channels_have_that_of_their_place(self):
        found = links.links(GRAPH, "{path}:{line}", {CHANNEL: Place("orders/models.py", 3)})

        assert found == {CHANNEL: "orders/models.py:3", RECEIVER: "orders/receivers.py:7"}

    @pytest.mark.parametrize(
        "facts", [{"origin": "third-party"}, {"file": "", "line": 0}, {"file": "<string>"}]
    )
    def test_what_is_not_in_the_repository_has_none(self, facts):
        graph = graph_of([connection("orders.receivers.pack", **facts)])

        assert links.links(graph, TEMPLATE, {}) == {}

    def test_places_of_nodes_that_are_not_shown_have_none(self):
        assert links.links(SignalGraph(), TEMPLATE, {CHANNEL: Place("a.py", 1)}) == {}

    @given(st.text(min_size=1))
    def test_any_path_gives_an_address_of_plain_signs(self, file):
        graph = graph_of([connection("pack", file=file, line=7)])

        for address in links.links(graph, "https://host/{path}#{line}", {}).values():
            assert address.isascii()
            assert not set(address) & set('"<>\\^`{|} \n\t')
            assert address.startswith("https://host/")


@EACH_PROGRAM
@pytest.mark.usefixtures("drawn_by")
class TestDrawings:
    def test_nodes_of_an_svg_lead_to_their_sources(self):
        drawing = image.render(GRAPH, "svg", Style(links={RECEIVER: ADDRESS}))

        node = node_of(drawing, dot.node_names(GRAPH)[RECEIVER])
        (link,) = node.iter("{http://www.w3.org/2000/svg}a")
        assert link.get("href") == ADDRESS
        assert link.find("{http://www.w3.org/2000/svg}text") is not None

    def test_nodes_without_a_link_have_none(self):
        drawing = image.render(GRAPH, "svg", Style(links={RECEIVER: ADDRESS}))

        node = node_of(drawing, dot.node_names(GRAPH)[CHANNEL])
        assert list(node.iter("{http://www.w3.org/2000/svg}a")) == []

    def test_texts_of_linked_nodes_stay_in_the_middle(self):
        name = dot.node_names(GRAPH)[RECEIVER]
        with_link = image.render(GRAPH, "svg", Style(links={RECEIVER: ADDRESS}))

        def places(drawing):
            texts = node_of(drawing, name).iter("{http://www.w3.org/2000/svg}text")
            return [(text.get("x"), text.get("text-anchor")) for text in texts]

        assert places(with_link) == places(image.render(GRAPH, "svg"))

    def test_other_addresses_are_left_out(self):
        style = Style(links={RECEIVER: "https://elsewhere.example.com/"})
        drawing = image.render(GRAPH, "svg", style)

        assert b"elsewhere" in drawing
        assert "elsewhere" not in svg.clean(drawing, links=["https://other.example.com/"])


def node_of(drawing, name):
    (node,) = [each for each in ET.fromstring(drawing).iter() if each.get("id") == name]
    return node


class TestPages:
    def test_the_list_leads_to_sources_beside_the_drawing(self):
        page = html.render(GRAPH, "<svg></svg>\n", Style(links={RECEIVER: ADDRESS}))

        shown = ADDRESS.replace("&", "&amp;")
        assert page.count(f'<a class="source" href="{shown}"') == 1

    def test_without_links_there_are_none(self):
        assert 'class="source"' not in html.render(GRAPH, "<svg></svg>\n", Style())
