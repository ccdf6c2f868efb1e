import pytest
from hypothesis import given, strategies as st

from signal_inspector.gate.differences import compare
from signal_inspector.gate.lock import dumps, loads, lock_of
from signal_inspector.wiring.graph import graph_of
from tests.graphs import ORDER, PLACED, POST_SAVE, USER, connection, every_kind


def differences(before, after):
    """What a check says of a process with one graph and a lock file of the other."""
    content = dumps(lock_of(graph_of(before)))
    return compare(loads(content, "x"), graph_of(after), content, "signals.lock.json")


def a(sender=ORDER, **more):
    return connection("shop.receivers.a", sender, **more)


def b(sender=ORDER, **more):
    return connection("shop.receivers.b", sender, **({"position": 1} | more))


def test_the_same_wiring_differs_in_nothing():
    content = dumps(lock_of(every_kind()))

    assert compare(loads(content, "x"), every_kind(), content, "x") == []


@pytest.mark.parametrize(
    ("before", "after", "rule", "sentence"),
    [
        (
            [a()],
            [a(), b()],
            "lock-added",
            (
                "shop.receivers.b receives post_save ⟨orders.Order⟩; the lock file has no such "
                "connection."
            ),
        ),
        (
            [a(), b()],
            [a()],
            "lock-removed",
            "shop.receivers.b no longer receives post_save ⟨orders.Order⟩.",
        ),
        (
            [a(), b()],
            [b(position=0), a(position=1)],
            "lock-reordered",
            (
                "The receivers of post_save ⟨orders.Order⟩ run in another order: shop.receivers.b, "
                "shop.receivers.a; it was shop.receivers.a, shop.receivers.b."
            ),
        ),
        (
            [a()],
            [connection("shop.receivers.a")],
            "lock-widened",
            "shop.receivers.a receives post_save ⟨ANY⟩, no longer of orders.Order only.",
        ),
        (
            [a(), a(USER, position=1)],
            [connection("shop.receivers.a")],
            "lock-widened",
            "shop.receivers.a receives post_save ⟨ANY⟩, no longer of auth.User, orders.Order only.",
        ),
        (
            [a()],
            [a(), a(position=1, dispatch_uid="again")],
            "lock-added",
            (
                "shop.receivers.a receives post_save ⟨orders.Order⟩; the lock file has no such "
                "connection."
            ),
        ),
    ],
)
def test_each_difference_is_told_once(before, after, rule, sentence):
    (problem,) = differences(before, after)

    assert (problem.rule, problem.severity, problem.sentence) == (rule, "error", sentence)
    assert "--write-baseline" in problem.fix


def test_what_is_there_is_placed_in_its_source_and_what_is_not_in_the_lock_file():
    added, removed = differences([b()], [a()])

    assert (added.path, added.line) == ("shop/receivers.py", a().line)
    assert (removed.path, removed.line) == ("signals.lock.json", 0)


def test_narrowing_is_a_connection_less_and_one_more():
    found = differences([connection("shop.receivers.a")], [a()])

    assert [problem.rule for problem in found] == ["lock-added", "lock-removed"]


def test_a_connection_for_any_beside_that_for_a_sender_is_an_addition():
    found = differences([a()], [a(), connection("shop.receivers.a", position=1)])

    assert [problem.rule for problem in found] == ["lock-added"]


def test_widening_is_of_one_signal_only():
    found = differences([a()], [connection("shop.receivers.a", signal=PLACED)])

    assert [problem.rule for problem in found] == ["lock-added", "lock-removed"]


def test_a_receiver_that_becomes_async_is_another():
    found = differences([a()], [a(is_async=True)])

    assert [problem.sentence.split(" receives")[0] for problem in found] == [
        "shop.receivers.a (async)",
        "shop.receivers.a no longer",
    ]


def test_the_order_of_async_receivers_does_not_count():
    together = {"is_async": True}

    assert (
        differences(
            [a(**together), b(**together)], [b(position=0, **together), a(position=1, **together)]
        )
        == []
    )


def test_what_came_or_went_changes_no_order():
    c = connection("shop.receivers.c", ORDER, position=2)

    found = differences([a(), b(), c], [a(), c])

    assert [problem.rule for problem in found] == ["lock-removed"]


def test_a_file_sorted_by_hand_is_a_difference():
    content = dumps(lock_of(every_kind()))
    loose = content.replace(b"\n", b"\n\n", 1)

    (problem,) = compare(loads(loose, "x"), every_kind(), loose, "x")
    assert problem.rule == "lock-form"
    assert problem.sentence.startswith("x is not as --write-baseline writes it")


def test_line_ends_of_windows_are_none():
    content = dumps(lock_of(every_kind())).replace(b"\n", b"\r\n")

    assert compare(loads(content, "x"), every_kind(), content, "x") == []


RECEIVERS = st.lists(
    st.builds(
        lambda name, sender, signal, is_async: (name, sender, signal, is_async),
        st.sampled_from("abc"),
        st.sampled_from([ORDER, USER, None]),
        st.sampled_from([POST_SAVE, PLACED]),
        st.booleans(),
    ),
    max_size=6,
)


def wiring(found):
    return [
        connection(
            f"shop.receivers.{name}",
            *([sender] if sender else []),
            signal=signal,
            is_async=is_async,
            position=number,
        )
        for number, (name, sender, signal, is_async) in enumerate(found)
    ]


@given(RECEIVERS, RECEIVERS)
def test_two_wirings_differ_in_nothing_exactly_if_their_files_are_equal(before, after):
    before, after = wiring(before), wiring(after)
    equal = dumps(lock_of(graph_of(before))) == dumps(lock_of(graph_of(after)))

    assert (differences(before, after) == []) == equal
