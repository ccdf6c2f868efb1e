"""What recordings saw, in each of our own formats."""

import json as standard_json
import re
from dataclasses import replace

import pytest

from signal_inspector.renderers import dot, json, svg, text
from signal_inspector.renderers.style import Style
from signal_inspector.wiring.collapse import collapse
from signal_inspector.wiring.nodes import SignalGraph, Traffic
from tests.graphs import POST_SAVE, every_kind
from tests.observed import observed
from tests.renderers.programs import EACH_PROGRAM
from tests.renderers.test_dot import drawn, statement

ORDERS, USERS = f"channel:orders.Order:{POST_SAVE}", f"channel:auth.User:{POST_SAVE}"
RESERVE = "receiver:orders.receivers.reserve_stock"

TEXT = """\
auth.User · post_save                                      1 receiver   1 dispatch · 2.00 ms
  1  accounts.receivers.create_profile  accounts/receivers.py:479   1 call · 2.00 ms   cycle

orders.Order · post_save                                   3 receivers   2 dispatches · 16.0 ms · raised ValueError
  1  orders.receivers.reserve_stock     orders/receivers.py:410   2 calls · 4.00 ms   cycle
  2  orders.receivers.mark_paid         orders/receivers.py:438   never observed
  3  audit.receivers.note               audit/receivers.py:439   1 call · 12.0 ms · raised ValueError

orders.Order · order_placed                                1 receiver   3 dispatches
  1  mails.receivers.thank              mails/receivers.py:36

signals without receivers
     orders.signals.order_cancelled   2 dispatches

observed cascades
     accounts.receivers.create_profile led to orders.Order · post_save   ×1   cycle
     orders.receivers.reserve_stock led to auth.User · post_save   ×1   cycle

3 signals, 3 channels, 5 receivers, 5 apps
"""  # noqa: E501 - as it is printed


class TestText:
    def test_traffic_stands_behind_what_it_belongs_to(self) -> None:
        assert text.render(observed()) == TEXT

    def test_apps_say_who_listens_to_them(self) -> None:
        document = text.render(collapse(observed(), "app"))

        assert document.splitlines() == [
            "accounts                                                   0 channels, 1 receiver",
            "",
            "audit                                                      0 channels, 1 receiver",
            "",
            "auth                                                       1 channel, 0 receivers",
            "     heard by accounts   1 receiver   1 call · 2.00 ms   cycle",
            "",
            "mails                                                      0 channels, 1 receiver",
            "",
            "orders                                                     2 channels, 2 receivers",
            "     heard by audit   1 receiver   1 call · 12.0 ms · raised ValueError",
            "     heard by mails   1 receiver",
            "     heard by orders   2 receivers   2 calls · 4.00 ms   cycle",
            "",
            "observed cascades",
            "     accounts led to orders   ×1   cycle",
            "     orders led to auth   ×1   cycle",
            "",
            "5 apps, 3 channels, 5 receivers",
        ]

    def test_a_signal_of_several_senders_counts_them(self) -> None:
        document = text.render(collapse(every_kind(), "signal"))

        assert "7 senders · post_save" in document
        assert "  –  audit.receivers.note               audit/receivers.py:439" in document  # noqa: RUF001


class TestJson:
    def test_the_schema_names_what_was_observed(self) -> None:
        document = standard_json.loads(json.render(observed()))

        nodes = {node["id"]: node.get("observed") for node in document["nodes"]}
        assert nodes[ORDERS] == {
            "calls": 2,
            "total_ms": 16.0,
            "errors": 1,
            "error_types": ["ValueError"],
        }
        nothing = {"calls": 0, "total_ms": 0.0, "errors": 0, "error_types": []}
        assert nodes["receiver:orders.receivers.mark_paid"] == nothing
        assert nodes["receiver:mails.receivers.thank"] is None
        assert nodes["signal:orders.signals.order_cancelled"]["calls"] == 2

    def test_cascades_and_cycles_are_edges_with_flags(self) -> None:
        edges = standard_json.loads(json.render(observed()))["edges"]

        assert [edge for edge in edges if edge["kind"] == "cascade"] == [
            {
                "source": "receiver:accounts.receivers.create_profile",
                "target": ORDERS,
                "kind": "cascade",
                "count": 1,
                "flags": ["cycle"],
            },
            {
                "source": RESERVE,
                "target": USERS,
                "kind": "cascade",
                "count": 1,
                "flags": ["cycle"],
            },
        ]
        assert {edge["target"] for edge in edges if "cycle" in edge["flags"]} == {
            ORDERS,
            USERS,
            RESERVE,
            "receiver:accounts.receivers.create_profile",
        }

    def test_apps_are_nodes_and_links_between_them_edges(self) -> None:
        document = standard_json.loads(json.render(collapse(observed(), "app")))

        assert document["nodes"][0] == {
            "id": "app:accounts",
            "kind": "app",
            "label": "accounts",
            "app": "accounts",
            "origin": "project",
            "channels": 0,
            "receivers": 1,
        }
        assert document["edges"][1] == {
            "source": "app:orders",
            "target": "app:audit",
            "kind": "connects",
            "count": 1,
            "receivers": 1,
            "flags": [],
            "observed": {
                "calls": 1,
                "total_ms": 12.0,
                "errors": 1,
                "error_types": ["ValueError"],
            },
        }

    def test_several_senders_are_counted(self) -> None:
        document = standard_json.loads(json.render(collapse(every_kind(), "signal")))

        (folded,) = [node for node in document["nodes"] if node.get("sender_kind") == "several"]
        assert (folded["senders"], folded["sender"]) == (7, None)


def lines(graph: SignalGraph, end: str) -> list[str]:
    """Return the statements of edges to a node."""
    name = dot.node_names(graph)[end]
    return [line for line in dot.render(graph).splitlines() if f"-> {name} [" in line]


class TestDot:
    def test_a_line_that_was_never_gone_is_dotted_and_its_receiver_dashed(self) -> None:
        graph = observed()
        paid = "receiver:orders.receivers.mark_paid"

        (line,) = lines(graph, paid)
        node = statement(dot.render(graph), dot.node_names(graph)[paid])

        assert 'style="dotted"' in line
        assert 'label="2\\nnever observed"' in line
        assert 'style="filled,rounded,dashed"' in node
        assert "· never observed" in node

    def test_what_is_not_known_looks_as_without_a_recording(self) -> None:
        (line,) = lines(observed(), "receiver:mails.receivers.thank")

        assert 'label=""' in line
        assert "dotted" not in line

    def test_an_error_is_told_in_words_by_the_colour_and_by_the_end_of_the_line(self) -> None:
        (line,) = lines(observed(), "receiver:audit.receivers.note")

        assert 'label="3\\n1 call · 12.0 ms · raised ValueError"' in line
        assert 'color="#c2410c"' in line
        assert 'arrowhead="tee"' in line

    def test_a_cascade_is_bold_with_an_open_head_and_says_if_it_is_part_of_a_cycle(self) -> None:
        *_, cascade = lines(observed(), USERS)

        assert 'id="c1"' in cascade
        assert 'class="cascade cycle"' in cascade
        assert 'label="×1 cycle"' in cascade
        assert 'arrowhead="vee"' in cascade

    @pytest.mark.parametrize(("calls", "width"), [(1, "1.1"), (100, "3.0"), (10**6, "4.0")])
    def test_lines_are_as_thick_as_often_they_were_gone(self, calls: int, width: str) -> None:
        graph = every_kind()
        edge = replace(graph.connections[-1], traffic=Traffic(calls))
        graph = replace(graph, connections=(*graph.connections[:-1], edge))

        (line,) = lines(graph, edge.target)[-1:]

        assert f'penwidth="{width}"' in line

    def test_the_legend_explains_what_is_there_and_nothing_else(self) -> None:
        def explained(graph: SignalGraph) -> set[str]:
            found = re.findall(
                r'\[id="[lr]\d+".* label=(?:"|<<TABLE.* WIDTH="\d+">)([^"<]+)', dot.render(graph)
            )
            return set(found)

        new = {
            "never observed",
            "an error began there",
            "called in a cycle",
            "sent, in a cycle",
            "receiver, never observed",
        }
        assert new <= explained(observed())
        assert not new & explained(every_kind())
        assert {"app", "calls, another app"} <= explained(collapse(every_kind(), "app"))

    @EACH_PROGRAM
    @pytest.mark.parametrize("theme", ["light", "dark", "mono"])
    def test_it_can_be_drawn(self, program: str, theme: str) -> None:
        for graph in (
            observed(),
            collapse(observed(), "app"),
            collapse(every_kind(), "signal"),
        ):
            source = dot.render(graph, Style(theme=theme))  # type: ignore[arg-type]

            cascades = [f"c{number}" for number in range(len(graph.cascades))]
            svg.clean(drawn(program, source), ids=[*dot.node_names(graph).values(), *cascades])
