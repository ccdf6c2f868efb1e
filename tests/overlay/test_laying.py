from dataclasses import replace

from signal_inspector.overlay import Laid, Step, Unknown, lay
from signal_inspector.recording.recording import Recording
from signal_inspector.recording.records import ON_COMMIT, Counted
from signal_inspector.wiring.graph import graph_of
from signal_inspector.wiring.nodes import Cascade, SignalGraph, Traffic
from signal_inspector.wiring.senders import Sender
from tests.graphs import ORDER, PLACED, POST_SAVE, USER, connection
from tests.recordings import MS, Called, Sent, build, failed, saved

RESERVE = "orders.receivers.reserve_stock"
NOTE = "audit.receivers.note"
PROFILE = "accounts.receivers.create_profile"
MAIL = "mails.receivers.thank"
ENTRY = Sender("audit.Entry", "model", "audit")

BY_ORDER = f"channel:orders.Order:{POST_SAVE}"
BY_USER = f"channel:auth.User:{POST_SAVE}"
BY_ENTRY = f"channel:audit.Entry:{POST_SAVE}"
BY_ANY = f"channel:ANY:{POST_SAVE}"
ON_PLACED = f"channel:orders.Order:{PLACED}"


def wiring() -> SignalGraph:
    return graph_of(
        [
            connection(RESERVE, ORDER, position=0),
            connection(NOTE, ORDER, position=1),
            connection(PROFILE, USER, position=2),
            connection(MAIL, ORDER, PLACED, position=0),
        ],
        [POST_SAVE, PLACED, "orders.signals.cancelled"],
    )


def called(name: str, *sends: Sent, to: str = "orders.Order", **more: object) -> Called:
    return Called(name, sends, connected_to=to, **more)  # type: ignore[arg-type]


def edges(laid: Laid) -> dict[tuple[str, str], Traffic | None]:
    return {
        (edge.source, edge.target.removeprefix("receiver:")): edge.traffic
        for edge in laid.graph.connections
    }


def cascades(laid: Laid) -> list[tuple[str, str, int]]:
    return [
        (edge.source.removeprefix("receiver:"), edge.target, edge.count)
        for edge in laid.graph.cascades
    ]


def test_calls_times_and_errors_are_summed_up_over_recordings() -> None:
    first = build(saved("orders.Order", called(RESERVE), called(NOTE, own_ms=2)))
    second = build(
        saved("orders.Order", called(RESERVE, own_ms=3, outcome="raised", error=failed()))
    )

    laid = lay(wiring(), [first, second])

    assert edges(laid) == {
        (BY_ORDER, RESERVE): Traffic(2, 4 * MS, 1, ("ValueError",)),
        (BY_ORDER, NOTE): Traffic(1, 2 * MS),
        (BY_USER, PROFILE): Traffic(),
        (ON_PLACED, MAIL): Traffic(),
    }
    nodes = {node.id: node.traffic for node in (*laid.graph.channels, *laid.graph.receivers)}
    assert nodes[BY_ORDER] == Traffic(2, 6 * MS, 1, ("ValueError",))
    assert nodes[BY_USER] == Traffic()
    assert nodes[f"receiver:{RESERVE}"] == Traffic(2, 4 * MS, 1, ("ValueError",))
    assert nodes[f"receiver:{PROFILE}"] == Traffic()


def test_nothing_but_the_traffic_changes() -> None:
    graph = wiring()

    laid = lay(graph, [build(saved("orders.Order", called(RESERVE, saved("orders.Order"))))]).graph

    bare = replace(
        laid,
        channels=tuple(replace(node, traffic=None) for node in laid.channels),
        receivers=tuple(replace(node, traffic=None) for node in laid.receivers),
        orphans=tuple(replace(node, traffic=None) for node in laid.orphans),
        connections=tuple(replace(edge, traffic=None, in_cycle=False) for edge in laid.connections),
        cascades=(),
    )
    assert bare == graph
    assert graph == wiring()


def test_what_receivers_sent_becomes_an_edge_to_each_channel_that_it_reached() -> None:
    placed = Sent(PLACED, "orders.Order", [called(MAIL)])
    recording = build(
        saved("orders.Order", called(RESERVE, placed, placed), called(NOTE)),
        saved("orders.Order", called(RESERVE, saved("auth.User", called(PROFILE, to="auth.User")))),
    )

    laid = lay(wiring(), [recording])

    assert cascades(laid) == [(RESERVE, BY_USER, 1), (RESERVE, ON_PLACED, 2)]
    assert laid.cycles == ()


def test_a_dispatch_reaches_the_channel_of_its_sender_and_that_of_any() -> None:
    graph = graph_of([connection(RESERVE, ORDER), connection(NOTE, position=1)])
    note = Called(NOTE, connected_to=None)
    recording = build(
        saved("orders.Order", called(RESERVE, saved("auth.User", note)), note),
    )

    laid = lay(graph, [recording])

    assert {node.id: node.traffic.calls for node in laid.graph.channels if node.traffic} == {
        BY_ANY: 2,
        BY_ORDER: 1,
    }
    assert cascades(laid) == [(RESERVE, BY_ANY, 1)]


def test_errors_count_where_they_began() -> None:
    inner = saved("auth.User", called(PROFILE, to="auth.User", outcome="raised", error=failed()))
    outer = called(RESERVE, inner, outcome="raised", error=failed(inherited=True))

    laid = lay(wiring(), [build(saved("orders.Order", outer))])

    assert {ends[1]: traffic.errors for ends, traffic in edges(laid).items() if traffic} == {
        RESERVE: 0,
        NOTE: 0,
        PROFILE: 1,
        MAIL: 0,
    }


def test_calls_that_were_not_reached_do_not_count() -> None:
    laid = lay(wiring(), [build(saved("orders.Order", called(NOTE, outcome="not reached")))])

    assert edges(laid)[BY_ORDER, NOTE] == Traffic()


def test_cycles_are_told_and_marked() -> None:
    graph = graph_of(
        [connection(RESERVE, ORDER), connection(PROFILE, USER), connection(NOTE, USER)]
    )
    again = saved("orders.Order", called(RESERVE))
    recording = build(
        saved(
            "orders.Order",
            called(
                RESERVE,
                saved(
                    "auth.User",
                    called(PROFILE, again, to="auth.User"),
                    called(NOTE, to="auth.User"),
                ),
            ),
        )
    )

    laid = lay(graph, [recording])

    assert laid.cycles == (
        (
            Step(BY_USER, f"receiver:{PROFILE}", BY_ORDER),
            Step(BY_ORDER, f"receiver:{RESERVE}", BY_USER),
        ),
    )
    assert laid.graph.cascades == (
        Cascade(f"receiver:{PROFILE}", BY_ORDER, 1, in_cycle=True),
        Cascade(f"receiver:{RESERVE}", BY_USER, 1, in_cycle=True),
    )
    assert {e.target.rpartition(".")[2] for e in laid.graph.connections if e.in_cycle} == {
        "create_profile",
        "reserve_stock",
    }


def test_a_receiver_of_two_channels_makes_no_cycle_of_ways_that_nothing_went() -> None:
    graph = graph_of([connection(NOTE, ORDER), connection(NOTE, USER)])
    recording = build(
        saved("orders.Order", called(NOTE, saved("auth.User", called(NOTE, to="auth.User"))))
    )

    laid = lay(graph, [recording])

    assert cascades(laid) == [(NOTE, BY_USER, 1)]
    assert laid.cycles == ()
    assert not any(edge.in_cycle for edge in laid.graph.connections)


def test_what_a_commit_callback_sent_was_caused_by_who_registered_it() -> None:
    recording = build(
        saved("orders.Order", called(RESERVE)),
        Sent(ON_COMMIT, "default", [Called("orders.thank", [Sent(PLACED, "orders.Order")])]),
    )
    recording.dispatches[1].registered_by = recording.dispatches[0].receiver_calls[0]

    laid = lay(wiring(), [recording])

    assert cascades(laid) == [(RESERVE, ON_PLACED, 1)]
    assert laid.unknown == ()


def test_what_is_not_in_the_graph_is_named() -> None:
    recording = build(
        saved("orders.Order", called("orders.views.late"), called("orders.views.late")),
        Sent("shop.signals.paid", "shop.Bill", [Called("shop.receivers.book")]),
        counted=[Counted("shop.signals.paid", "shop.Bill", "limit", 7, receiver_calls=7)],
    )

    laid = lay(wiring(), [recording])

    assert laid.unknown == (
        Unknown(POST_SAVE, "orders.Order", "orders.views.late", 2),
        Unknown("shop.signals.paid", "shop.Bill", None, 7),
        Unknown("shop.signals.paid", "shop.Bill", "shop.receivers.book", 1),
    )


def test_what_was_only_counted_is_not_said_to_be_never_observed() -> None:
    recording = build(
        saved("orders.Order", called(NOTE)),
        counted=[
            Counted(POST_SAVE, "orders.Order", "limit", 5, 10, 3 * MS, 2),
            Counted(POST_SAVE, "auth.User", "no receivers", 4),
        ],
    )

    laid = lay(wiring(), [recording])

    assert laid.undetailed == 5
    assert edges(laid) == {
        (BY_ORDER, RESERVE): None,
        (BY_ORDER, NOTE): Traffic(1, MS),
        (BY_USER, PROFILE): Traffic(),
        (ON_PLACED, MAIL): Traffic(),
    }
    channels = {node.id: node.traffic for node in laid.graph.channels}
    assert channels[BY_ORDER] == Traffic(6, 4 * MS, 2)
    assert channels[BY_USER] == Traffic(4)
    assert {node.name: node.traffic for node in laid.graph.receivers}[RESERVE] is None


def test_signals_without_receivers_show_how_often_they_were_sent() -> None:
    recording = build(counted=[Counted("orders.signals.cancelled", "None", "no receivers", 3)])

    (orphan,) = lay(wiring(), [recording]).graph.orphans

    assert orphan.traffic == Traffic(3)


def test_receivers_of_one_name_are_told_apart_by_their_place() -> None:
    graph = graph_of(
        [
            connection("orders.receivers.<lambda>", ORDER, line=3, position=0),
            connection("orders.receivers.<lambda>", ORDER, line=9, position=1),
        ]
    )
    path = "orders/receivers.py"
    recording = build(saved("orders.Order", called("orders.receivers.<lambda>", path=path, line=9)))

    laid = lay(graph, [recording])

    lines = {node.id: node.line for node in laid.graph.receivers}
    assert {lines[e.target]: e.traffic.calls for e in laid.graph.connections if e.traffic} == {
        3: 0,
        9: 1,
    }


def test_a_receiver_whose_line_has_moved_is_still_found() -> None:
    laid = lay(wiring(), [build(saved("orders.Order", called(NOTE, path="old.py", line=999)))])

    assert edges(laid)[BY_ORDER, NOTE] == Traffic(1, MS)


def test_a_call_whose_connection_was_not_found_is_looked_for_by_the_sender_of_the_dispatch() -> (
    None
):
    laid = lay(wiring(), [build(saved("orders.Order", Called(NOTE, connected_to=None)))])

    assert edges(laid)[BY_ORDER, NOTE] == Traffic(1, MS)
    assert laid.unknown == ()


def test_an_empty_recording_marks_all_as_never_observed() -> None:
    laid = lay(wiring(), [Recording()])

    assert set(edges(laid).values()) == {Traffic()}
    assert laid.graph.cascades == ()
