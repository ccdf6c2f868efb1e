"""Markdown: what stands in it, and that every dialect's reader sees the names as they are."""

from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from signal_inspector.renderers import markdown
from signal_inspector.renderers.dot_syntax import printable
from signal_inspector.renderers.markdown_syntax import code, escaped, linked
from signal_inspector.renderers.style import Style
from signal_inspector.wiring.collapse import collapse
from signal_inspector.wiring.diff import compare
from signal_inspector.wiring.graph import graph_of
from signal_inspector.wiring.nodes import SignalGraph, Traffic
from signal_inspector.wiring.senders import Sender
from tests.graphs import ORDER, PLACED, POST_SAVE, USER, connection, every_kind

markdown_it = pytest.importorskip("markdown_it", reason="markdown-it-py is not installed")
HOSTILE = st.text(max_size=20) | st.text(alphabet="`*_[](){}<>&#+-.!|\\\n\t >1a~=:'\"", max_size=16)


def rendered(graph, **style):
    return markdown.render(graph, Style(**style))


def texts(source):
    """The texts that a reader sees: of each paragraph, heading and list item, code spans too."""
    return [
        "".join(child.content for child in token.children)
        for token in markdown_it.MarkdownIt("commonmark").parse(source)
        if token.type == "inline"
    ]


def plain(text):
    return " ".join(printable(text).split()) or "␣"


def test_what_was_added_and_removed_since_another_graph_is_said():
    gone = connection("orders.receivers.pack", ORDER, line=7)
    kept = connection("orders.receivers.greet", ORDER, line=5, position=1)
    new = connection("orders.receivers.thank", USER, line=3, position=2)

    document = rendered(compare(graph_of([gone, kept]), graph_of([kept, new])))

    assert "  - 1: `orders.receivers.pack`, removed (`orders/receivers.py:7`)\n" in document
    assert "- `orders.receivers.pack`, removed\n  - `post_save` of `orders.Order`, rem" in document
    assert "  - 1: `orders.receivers.greet` (`orders/receivers.py:5`)\n" in document
    assert "- `post_save` of `auth.User`, added\n" in document
    assert "- `orders.receivers.thank`, added\n  - `post_save` of `auth.User`, added" in document


def test_what_was_removed_is_no_connection_across_a_border():
    gone = connection("audit.receivers.note", ORDER)
    document = rendered(compare(graph_of([gone]), graph_of([connection("orders.x", ORDER)])))

    assert "is heard by" not in document


def test_an_app_says_what_it_sends_what_it_hears_and_who_is_across():
    graph = graph_of(
        [
            connection("orders.receivers.pack", ORDER, line=7),
            connection("audit.receivers.note", ORDER, line=9, position=1, is_weak=False),
            connection("search.receivers.reindex", ORDER, line=3, is_async=True, position=2),
            connection("orders.receivers.greet", USER, line=5, position=3),
        ]
    )

    document = rendered(graph, title="shop")

    assert document.startswith(
        "# Signals of shop\n\n1 signal, 2 channels, 4 receivers.\n\n## audit\n"
    )
    assert (
        "## orders\n"
        "\n"
        "### Sends\n"
        "\n"
        "- `post_save` of `orders.Order`\n"
        "  - 1: `orders.receivers.pack` (`orders/receivers.py:7`)\n"
        "  - 2: `audit.receivers.note`, strong (`audit/receivers.py:9`) in audit\n"
        "  - `search.receivers.reindex`, async (`search/receivers.py:3`) in search\n"
        "\n"
        "### Listens to\n"
        "\n"
        "- `orders.receivers.greet`\n"
        "  - `post_save` of `auth.User`\n"
        "- `orders.receivers.pack`\n"
        "  - `post_save` of `orders.Order`\n"
        "\n"
        "### Across its border\n"
        "\n"
        "- listens to **auth**: 1 connection\n"
        "- is heard by **audit**: 1 connection\n"
        "- is heard by **search**: 1 connection\n"
    ) in document


def test_any_sender_and_unusual_senders_are_told():
    abstract = Sender("orders.Base", "abstract", "orders")
    graph = graph_of(
        [connection("audit.receivers.a"), connection("audit.receivers.b", abstract, position=1)]
    )

    document = rendered(graph)

    assert "- `post_save` of any sender\n" in document
    assert "- `post_save` of `orders.Base` (abstract)\n" in document
    assert "## No app\n" in document


def test_signals_without_receivers_are_told():
    graph = graph_of([], ["orders.signals.order_cancelled"])

    assert "- `order_cancelled`, which nobody receives\n" in rendered(graph)


def test_labels_are_as_long_as_wanted():
    graph = graph_of([connection("orders.receivers.pack", ORDER)])

    assert f"- `{POST_SAVE}` of" in rendered(graph, labels="full")
    assert "  - 1: `orders.receivers.pack`\n" in rendered(graph, labels="name")


def test_what_was_observed_is_told():
    graph = graph_of([connection("orders.receivers.pack", ORDER)])
    edge = replace(graph.connections[0], traffic=Traffic(12))

    document = rendered(replace(graph, connections=(edge,)))
    assert "`orders.receivers.pack`, 12 calls (" in document


def test_folded_apps_have_their_neighbours():
    graph = collapse(graph_of([connection("orders.receivers.pack", USER)]), to="app")

    document = rendered(graph)

    assert (
        "## auth\n\n### Across its border\n\n- is heard by **orders**: 1 connection\n" in document
    )


def test_nodes_lead_to_their_sources():
    graph = graph_of([connection("orders.receivers.pack", ORDER)])
    links = {graph.receivers[0].id: "https://host/(a).py#L3"}

    document = rendered(graph, links=links)

    assert "[`orders.receivers.pack`](<https://host/(a).py#L3>)" in document
    tokens = markdown_it.MarkdownIt("commonmark").parse(document)
    addresses = [
        child.attrs["href"]
        for token in tokens
        for child in token.children or ()
        if child.type == "link_open"
    ]
    assert addresses == ["https://host/(a).py#L3"] * 2


def test_an_empty_graph_is_a_valid_document():
    assert rendered(SignalGraph()) == "# Signals\n\n0 signals, 0 channels, 0 receivers.\n"


def test_every_kind_is_there():
    graph = every_kind()

    document = rendered(graph)

    assert {f"## {app}" for app in graph.apps} <= set(document.splitlines())
    assert all(f"`{node.name}`" in document for node in graph.receivers)
    assert "also for ANY" in document
    assert "×2 duplicate" in document


def test_calls_keep_their_order():
    graph = graph_of(
        [
            connection("shop.receivers.z", ORDER, PLACED, position=0),
            connection("shop.receivers.a", ORDER, PLACED, position=1),
        ]
    )

    document = rendered(graph)
    assert document.index("1: `shop.receivers.z`") < document.index("2: `shop.receivers.a`")


@given(HOSTILE)
def test_code_comes_out_as_it_went_in(text):
    (token,) = [each for each in parsed(f"x {code(text)} y") if each.type == "inline"]

    kinds = [child.type for child in token.children]
    assert kinds == ["text", "code_inline", "text"]
    assert token.children[1].content == plain(text)


@given(HOSTILE)
def test_words_come_out_as_they_went_in(text):
    (token,) = [each for each in parsed(f"x {escaped(text)} y") if each.type == "inline"]

    assert {child.type for child in token.children} <= {"text", "text_special"}
    assert "".join(child.content for child in token.children) == f"x {plain(text)} y"


@given(HOSTILE)
def test_words_are_words_at_the_start_of_a_line_too(text):
    tokens = parsed(escaped(text))

    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]


def parsed(source):
    return markdown_it.MarkdownIt("commonmark").parse(source)


@given(HOSTILE, HOSTILE.filter(bool), HOSTILE, HOSTILE)
def test_hostile_names_are_seen_as_they_are(signal, sender, receiver, app):
    graph = graph_of(
        [connection(receiver, Sender(sender, "object"), signal, module="", app=app, line=0)]
    )

    found = texts(rendered(graph, title=app, labels="full"))

    if app:
        assert f"Signals of {plain(app)}" in found
        assert plain(app) in found
    assert f"{plain(signal)} of {plain(sender)}" in found
    assert any(each.startswith(f"1: {plain(receiver)}") for each in found)


def test_numbers_stay_where_calls_before_and_between_are_left_out():
    names = ["login", "pack", "count", "greet"]
    whole = graph_of([connection(f"orders.receivers.{name}", ORDER) for name in names])
    graph = replace(whole, connections=whole.connections[1::2])

    found = texts(rendered(graph, labels="name"))

    assert found.index("2: orders.receivers.pack") == found.index("post_save of orders.Order") + 1
    assert "4: orders.receivers.greet" in found


def test_a_link_without_an_address_is_none():
    assert linked("`a`", "") == "`a`"
