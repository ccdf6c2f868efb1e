from collections import defaultdict
from typing import Any

from django.contrib.auth.models import Group, User
from django.dispatch import Signal

from signal_inspector.wiring.connections import Connection, read_connections
from signal_inspector.wiring.graph import build_graph, graph_of
from signal_inspector.wiring.nodes import SignalGraph
from signal_inspector.wiring.senders import DEAD, UNKNOWN, Sender
from tests.graphs import ORDER, PLACED, POST_SAVE, USER, connection, every_kind

RESERVE = "orders.receivers.reserve_stock"
MARK = "orders.receivers.mark_paid"


def reachable(graph: SignalGraph, node: str) -> set[str]:
    targets = defaultdict(set)
    for edge in graph.connections:
        targets[edge.source].add(edge.target)
    found: set[str] = set()
    pending = [node]
    while pending:
        for target in targets[pending.pop()] - found:
            found.add(target)
            pending.append(target)
    return found


def calls(graph: SignalGraph, channel: str) -> list[tuple[int | None, str]]:
    edges = [edge for edge in graph.connections if edge.source == channel]
    return [(edge.order, edge.target.rpartition(".")[2]) for edge in edges]


def test_two_models_on_one_signal_make_no_false_path() -> None:
    signal = Signal()

    def of_user(**kwargs: Any) -> None: ...

    def of_group(**kwargs: Any) -> None: ...

    signal.connect(of_user, sender=User)
    signal.connect(of_group, sender=Group)

    graph = graph_of(read_connections({POST_SAVE: signal}))

    user, group = f"channel:auth.User:{POST_SAVE}", f"channel:auth.Group:{POST_SAVE}"
    assert {name.rpartition(".")[2] for name in reachable(graph, user)} == {"of_user"}
    assert {name.rpartition(".")[2] for name in reachable(graph, group)} == {"of_group"}


def test_ids_are_readable() -> None:
    graph = graph_of([connection(RESERVE, ORDER), connection(RESERVE)], [POST_SAVE, PLACED])

    assert [node.id for node in graph.channels] == [
        f"channel:ANY:{POST_SAVE}",
        f"channel:orders.Order:{POST_SAVE}",
    ]
    assert [node.id for node in graph.receivers] == [f"receiver:{RESERVE}"]
    assert [node.id for node in graph.orphans] == [f"signal:{PLACED}"]


def test_different_things_of_one_name_have_different_ids() -> None:
    basket = Sender("<shop.Basket object>", "object")
    lambda_, module = "shop.receivers.<lambda>", "shop.receivers"
    graph = graph_of(
        [
            connection(lambda_, basket, module=module, line=9, sender_key=1, position=1),
            connection(lambda_, basket, module=module, line=3, sender_key=2, position=0),
        ]
    )

    channel, receiver = f"channel:<shop.Basket object>:{POST_SAVE}", f"receiver:{lambda_}"
    assert [(edge.source, edge.target) for edge in graph.connections] == [
        (channel, receiver),
        (f"{channel}~2", f"{receiver}~2"),
    ]
    assert [node.line for node in graph.receivers] == [3, 9]


def test_collected_receivers_are_a_node_a_channel() -> None:
    gone = {"module": "", "app": None, "file": "", "line": 0, "is_alive": False}
    graph = graph_of(
        [
            connection("collected receiver", ORDER, position=0, **gone),
            connection("collected receiver", ORDER, position=1, **gone),
            connection("collected receiver", USER, position=2, **gone),
        ]
    )

    assert [(node.app, node.origin) for node in graph.receivers] == [
        ("auth", "django"),
        ("orders", "project"),
    ]
    assert {edge.flags for edge in graph.connections} == {()}


def test_calls_are_numbered_and_async_receivers_come_last_without_a_number() -> None:
    graph = graph_of(
        [
            connection("orders.receivers.first", ORDER, position=0, is_async=True),
            connection(MARK, ORDER, position=4),
            connection(RESERVE, ORDER, position=1),
            connection(MARK, ORDER, position=2, dispatch_uid="again"),
            connection("orders.receivers.other", USER, position=3),
        ]
    )

    assert calls(graph, f"channel:orders.Order:{POST_SAVE}") == [
        (1, "reserve_stock"),
        (2, "mark_paid"),
        (None, "first"),
    ]
    assert calls(graph, f"channel:auth.User:{POST_SAVE}") == [(1, "other")]


class TestFlags:
    def test_a_receiver_that_is_connected_twice_is_a_duplicate(self) -> None:
        graph = graph_of(
            [
                connection(MARK, ORDER, position=0, dispatch_uid="b"),
                connection(MARK, ORDER, position=1, dispatch_uid="a", is_weak=False),
            ]
        )

        (edge,) = graph.connections
        assert (edge.count, edge.flags, edge.dispatch_uids) == (2, ("duplicate",), ("a", "b"))
        assert not edge.is_weak

    def test_methods_are_duplicates_of_one_object_only(self) -> None:
        def methods(*objects: int) -> list[Connection]:
            return [
                connection(MARK, ORDER, position=number, receiver_key=(each, 7))
                for number, each in enumerate(objects)
            ]

        (of_several,) = graph_of(methods(1, 2, 3)).connections
        (of_one,) = graph_of(methods(1, 2, 1)).connections
        assert (of_several.count, of_several.flags) == (3, ())
        assert (of_one.count, of_one.flags) == (3, ("duplicate",))

    def test_one_line_under_two_module_names_is_a_duplicate(self) -> None:
        place = {"file": "shop/receivers.py", "line": 3}
        graph = graph_of(
            [
                connection("shop.receivers.note", ORDER, **place),
                connection("receivers.note", ORDER, position=1, **place),
            ]
        )

        assert [edge.flags for edge in graph.connections] == [("duplicate",), ("duplicate",)]

    def test_receivers_without_source_are_no_duplicates_of_each_other(self) -> None:
        nowhere = {"file": "", "line": 0}
        graph = graph_of(
            [
                connection("shop.fast.note", ORDER, **nowhere),
                connection("shop.fast.other", ORDER, position=1, **nowhere),
            ]
        )

        assert [edge.flags for edge in graph.connections] == [(), ()]

    def test_a_sender_and_any_overlap(self) -> None:
        graph = graph_of(
            [
                connection(MARK, ORDER, position=0),
                connection(MARK, position=1),
                connection(MARK, signal=PLACED),
            ]
        )

        flags = {edge.source: edge.flags for edge in graph.connections}
        assert flags[f"channel:orders.Order:{POST_SAVE}"] == ("overlap",)
        assert flags[f"channel:ANY:{POST_SAVE}"] == ()
        assert flags[f"channel:ANY:{PLACED}"] == ()


def test_a_channel_belongs_to_the_app_of_its_sender_or_of_its_signal() -> None:
    login = "django.contrib.auth.signals.user_logged_in"
    graph = graph_of(
        [
            connection(MARK, ORDER),
            connection(MARK, signal=login),
            connection(MARK, signal="Signal @ django.contrib.auth.views:12"),
            connection(MARK),
            connection(MARK, DEAD),
            connection(MARK, UNKNOWN),
        ]
    )

    apps = {node.id.split(":", 1)[1]: node.app for node in graph.channels}
    assert apps == {
        f"orders.Order:{POST_SAVE}": "orders",
        f"ANY:{login}": "auth",
        "ANY:Signal @ django.contrib.auth.views:12": "auth",
        f"ANY:{POST_SAVE}": None,
        f"collected sender:{POST_SAVE}": None,
        f"unknown sender:{POST_SAVE}": None,
    }
    assert graph.apps == ("auth", "orders")


def test_orphans_are_the_signals_without_connections() -> None:
    graph = every_kind()

    assert [node.signal for node in graph.orphans] == ["orders.signals.order_cancelled"]
    assert graph.signals == (POST_SAVE, "orders.signals.order_cancelled", PLACED)


def test_an_empty_graph_is_empty() -> None:
    assert graph_of([]) == SignalGraph()
    assert SignalGraph().apps == ()


def test_the_order_of_reading_does_not_matter() -> None:
    ends = [(MARK, ORDER), (RESERVE, USER), (MARK, USER)]
    connections = [
        connection(receiver, sender, position=position)
        for position, (receiver, sender) in enumerate(ends)
    ]

    assert graph_of(connections) == graph_of(connections[::-1])


def test_the_graph_of_this_process_holds_what_is_connected() -> None:
    graph = build_graph()

    names = {node.name for node in graph.receivers}
    assert "django.contrib.auth.models.update_last_login" in names
    assert not any(node.file.startswith("/") for node in graph.receivers)
