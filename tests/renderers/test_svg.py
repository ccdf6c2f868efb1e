"""What Graphviz drew becomes harmless, and light and dark."""

import re
import subprocess
from html import escape
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, strategies as st

from signal_inspector.renderers import dot, svg
from signal_inspector.renderers.style import DARK, LIGHT, Style
from tests.graphs import every_kind
from tests.renderers.programs import EACH_PROGRAM

SVG = "{http://www.w3.org/2000/svg}"
ALLOWED = {"svg", "g", "path", "polygon", "ellipse", "polyline", "text", "title", "a", "style"}


def document(inside: str) -> str:
    return (
        '<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x.dtd">'
        '<svg width="9pt" height="9pt" viewBox="0 0 9 9" xmlns="http://www.w3.org/2000/svg" '
        f'xmlns:xlink="http://www.w3.org/1999/xlink">{inside}</svg>'
    )


def cleaned(inside: str, **options: str) -> str:
    return svg.clean(document(inside), **options)


def drawing(program: str, style: Style = dot.PLAIN) -> bytes:
    source = dot.render(every_kind(), style).encode()
    done = subprocess.run([program, "-Tsvg"], input=source, capture_output=True, check=False)
    return done.stdout


class TestParse:
    @pytest.mark.parametrize(
        "text",
        [
            "",
            "Error: dot crashed",
            "<html></html>",
            "<svg></svg>",
            document("<g>"),
            document("")[:-6],
            '<!DOCTYPE svg [<!ENTITY a "aaaa">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
            document("<text>&nbsp;</text>"),
        ],
    )
    def test_what_is_no_complete_svg_is_refused(self, text: str) -> None:
        with pytest.raises(svg.SvgError):
            svg.clean(text)
        with pytest.raises(svg.SvgError):
            svg.clean(text.encode())

    def test_missing_nodes_are_counted(self) -> None:
        drawing = document('<g class="node" id="n0"/>')

        svg.clean(drawing, ids=["n0"])
        with pytest.raises(svg.SvgError, match="lacks 2 nodes"):
            svg.clean(drawing, ids=["n0", "n1", "n2"], prefix="first-")


class TestClean:
    @pytest.mark.parametrize(
        "inside",
        [
            "<script>alert(1)</script>",
            "<SCRIPT>alert(1)</SCRIPT>",
            '<image href="x.png"/>',
            "<foreignObject><p>alert</p></foreignObject>",
            '<use href="#n0"/>',
            "<style>@import 'evil.css';</style>",
            '<script xmlns="http://www.w3.org/1999/xhtml">alert(1)</script>',
            "<animate attributeName='x'/>",
            "<?xml-stylesheet href='evil.css'?>",
            "<!-- evil -->",
            '<path d="M1,2"><script>alert(1)</script><text>evil</text></path>',
            "<g><g><script>alert(1)</script></g></g>",
        ],
    )
    def test_other_elements_are_left_out_with_what_they_hold(self, inside: str) -> None:
        result = cleaned(f'<g class="node">{inside}<text>kept</text></g>')

        assert "kept" in result
        assert "evil" not in result
        assert "alert" not in result
        assert not {"script", "image", "use", "animate", "p"} & set(re.findall(r"<(\w+)", result))

    def test_a_text_ends_where_an_element_is_in_it(self) -> None:
        assert "<text>kept</text>" in cleaned("<text>kept<a>evil<g/></a>evil</text>")

    @pytest.mark.parametrize(
        "attribute",
        [
            'onload="alert(1)"',
            'onclick="alert(1)"',
            'style="background: url(evil)"',
            'fill="url(http://evil)"',
            'fill="url(#evil)"',
            'stroke="expression(evil)"',
            'transform="evil;&quot;"',
            'class="a&quot;evil"',
            'font-family="evil"',
            'xml:base="evil"',
            'href="evil"',
        ],
    )
    def test_other_attributes_and_values_are_left_out(self, attribute: str) -> None:
        result = cleaned(f'<g class="node"><text x="1" {attribute}>kept</text></g>')

        assert "kept" in result
        assert "evil" not in result
        assert "alert" not in result

    @pytest.mark.parametrize(
        "target",
        [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "data:text/html,evil",
            "//evil.example",
            "https://evil.example",
            " javascript:alert(1)",
            "evil",
        ],
    )
    def test_links_to_elsewhere_give_way_to_their_content(self, target: str) -> None:
        result = cleaned(f'<g class="node"><a xlink:href="{target}"><text>kept</text></a></g>')

        assert "<a" not in result
        assert "evil" not in result
        assert "alert" not in result
        assert "kept" in result

    @pytest.mark.parametrize("target", ["#n1", "/source/orders/models.py"])
    def test_links_on_this_site_stay(self, target: str) -> None:
        result = cleaned(f'<g class="node"><a xlink:href="{target}"><text>kept</text></a></g>')

        assert f'href="{target}"' in result

    def test_tooltips_become_titles_and_node_names_go(self) -> None:
        result = cleaned(
            '<g class="node" id="n0"><title>n0</title>'
            '<g id="a_n0"><a xlink:title="a &lt;b&gt;"><text>b</text></a></g></g>'
        )

        assert "<title>a &lt;b&gt;</title>" in result
        assert "n0</title>" not in result
        assert "a_n0" not in result

    def test_the_title_names_the_image(self) -> None:
        title = '<g><a xlink:title="Shop: 1 signal"/></g>'

        result = cleaned(f'<g class="graph">{title}</g>')

        assert 'role="img" aria-label="Shop: 1 signal"' in result
        assert 'aria-label="Signals"' in cleaned("")

    def test_ids_get_a_prefix(self) -> None:
        assert 'id="first-n0"' in cleaned('<g class="node" id="n0"/>', prefix="first-")

    @pytest.mark.parametrize("name", ["n0&#45;&gt;n1", "n0:p&#45;&gt;n1:w"])
    def test_edges_name_their_ends(self, name: str) -> None:
        edge = f'<g class="edge" id="e0"><title>{name}</title></g>'

        assert 'data-from="a-n0" data-to="a-n1"' in cleaned(edge, prefix="a-")

    @pytest.mark.parametrize("name", ["n0", "", "n0&#45;&gt;&quot; onload=&quot;alert(1)"])
    def test_other_names_of_edges_are_left_out(self, name: str) -> None:
        result = cleaned(f'<g class="edge"><title>{name}</title></g>')

        assert "data-" not in result
        assert "alert" not in result

    def test_a_style_sheet_comes_first(self) -> None:
        result = cleaned('<g class="node"/>', style="text{fill:red}")

        assert result.index("<style>text{fill:red}</style>") < result.index("<g")

    def test_lines_of_a_node_move_to_its_middle(self) -> None:
        result = cleaned(
            '<g class="node"><polygon points="10,0 30,0 30,-8.5 10,-8.5"/>'
            '<text x="1" text-anchor="start">a</text></g>'
            '<g class="edge"><text x="1" text-anchor="start">b</text></g>'
        )

        assert '<text x="20.00" text-anchor="middle">a<' in result
        assert '<text x="1" text-anchor="start">b<' in result

    @given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])))
    def test_text_comes_back_as_it_was(self, text: str) -> None:
        copy = ET.fromstring(cleaned(f'<g class="node"><text>{escape(text)}</text></g>'))

        assert ["".join(found.itertext()) for found in copy.iter(f"{SVG}text")] == [text]


@EACH_PROGRAM
class TestRealDrawings:
    def test_nothing_but_allowed_elements_is_in_them(self, program: str) -> None:
        finished = svg.finished(drawing(program), "auto")

        names = {element.tag.removeprefix(SVG) for element in ET.fromstring(finished).iter()}
        assert names <= ALLOWED
        assert not re.search(r"\s(on\w+|style)=|<!|<\?", finished)

    def test_ids_are_unique(self, program: str) -> None:
        root = ET.fromstring(svg.finished(drawing(program), "auto"))

        ids = [element.get("id") for element in root.iter() if element.get("id")]
        assert len(ids) == len(set(ids))
        assert set(dot.node_names(every_kind()).values()) <= set(ids)

    def test_every_colour_has_a_dark_twin(self, program: str) -> None:
        root = ET.fromstring(svg.finished(drawing(program), "auto"))

        colors = {
            (attribute, value)
            for element in root.iter()
            for attribute in ("fill", "stroke")
            if (value := element.get(attribute)) not in (None, "none")
        }
        missing = [pair for pair in colors if f'[{pair[0]}="{pair[1]}"]' not in svg.dark_style()]
        assert missing == []

    def test_every_edge_joins_nodes_of_the_drawing(self, program: str) -> None:
        root = ET.fromstring(svg.finished(drawing(program), "auto"))

        ids = {element.get("id") for element in root.iter()}
        classes = [(element, element.get("class", "").split()) for element in root.iter()]
        edges = [e for e, words in classes if "edge" in words and "sample" not in words]
        assert len(edges) == len(every_kind().connections)
        assert {edge.get(end) for edge in edges for end in ("data-from", "data-to")} <= ids

    def test_nodes_and_edges_have_titles(self, program: str) -> None:
        root = ET.fromstring(svg.finished(drawing(program), "auto"))

        for group in root.iter(f"{SVG}g"):
            title = group.find(f"{SVG}title")
            assert title is not None, group.attrib
            assert title.text

    @pytest.mark.parametrize(
        ("theme", "styled"), [("auto", True), ("light", False), ("dark", False)]
    )
    def test_only_auto_has_a_style(self, program: str, theme: str, styled: bool) -> None:
        style = Style(theme=theme)  # type: ignore[arg-type]

        finished = svg.finished(drawing(program, style), style.theme)

        assert ("prefers-color-scheme: dark" in finished) is styled

    def test_the_background_is_that_of_the_style_in_auto(self, program: str) -> None:
        root = ET.fromstring(svg.finished(drawing(program), "auto"))

        (graph,) = [group for group in root if group.get("id") == "signals"]
        assert {element.get("fill") for element in graph if element.tag == f"{SVG}polygon"} <= {
            "none"
        }


def test_the_dark_style_names_each_colour_once() -> None:
    rules = svg.dark_style().splitlines()[1:-1]

    assert len(rules) == len(set(rules)) == 26
    assert f'[fill="{LIGHT.channel}"]{{fill:{DARK.channel}}}' in svg.dark_style()
