"""The assertions about recorded signals."""

from unittest import mock

import pytest
from django.contrib.auth.models import User
from django.db.models.signals import post_save

from signal_inspector.testing import record_signals
from tests.testing.signals import Shop, book, connected, paid, placed, refuse, reserve


@pytest.fixture
def signals():
    """`placed` is received by `reserve`, which sends `paid`, which `book` receives."""
    with connected(placed, reserve), connected(paid, book), record_signals("test") as signals:
        placed.send(Shop, number=3, name="ann", user=User(pk=7))
    return signals


def test_what_was_sent_is_found_by_signal_sender_and_times(signals):
    signals.assert_sent(placed)
    signals.assert_sent(placed, sender=Shop, times=1)
    signals.assert_sent("tests.testing.signals.paid", times=1)
    signals.assert_not_sent(placed, sender=User)


def test_a_failure_says_what_was_expected_and_shows_the_cascade(signals):
    with pytest.raises(AssertionError) as caught:
        signals.assert_sent(paid, sender=Shop, times=2)
    first, _, rest = str(caught.value).partition("\n\n")
    assert first == (
        "tests.testing.signals.paid ⟨tests.testing.signals.Shop⟩ was sent once, not twice."
    )
    assert "└─ placed ⟨tests.testing.signals.Shop⟩" in rest
    assert "   └─ reserve" in rest


def test_a_long_cascade_is_merged_in_the_message():
    with connected(placed, reserve), connected(paid, book), record_signals() as signals:
        for _ in range(400):
            placed.send(Shop)
    with pytest.raises(AssertionError, match=r"paid .* ×400") as caught:
        signals.assert_not_sent(paid)
    assert str(caught.value).count("\n") < 20


def test_signals_without_receivers_count_as_sent():
    with record_signals() as signals:
        placed.send(Shop)
    signals.assert_sent(placed, times=1)
    with pytest.raises(AssertionError, match="was sent once, not never"):
        signals.assert_not_sent(placed)


@pytest.mark.parametrize(
    "arguments",
    [
        {"number": 3},
        {"number": int, "name": str},
        {"user": User(pk=7)},
        {"user": User},
        {"user": mock.ANY},
    ],
)
def test_arguments_are_compared(signals, arguments):
    signals.assert_sent(placed, **arguments)


@pytest.mark.parametrize(
    "arguments",
    [{"number": 4}, {"number": 3.0}, {"number": str}, {"user": User(pk=8)}, {"user": Shop}],
)
def test_arguments_that_differ_are_told(signals, arguments):
    signals.assert_not_sent(placed, **arguments)
    with pytest.raises(AssertionError, match="It was sent with number=3, name='<str>'"):
        signals.assert_sent(placed, **arguments)


def test_a_value_that_no_recording_knows_is_refused(signals):
    with pytest.raises(TypeError, match=r"only that 'name' is a str.* name=str"):
        signals.assert_sent(placed, name="bob")
    with pytest.raises(TypeError, match=r"'shop' is a .*Shop"):
        signals.assert_not_sent(placed, shop=Shop())


@pytest.mark.parametrize("value", [2**70, float("nan"), float("inf")])
def test_a_number_that_no_recording_holds_is_refused(value):
    with record_signals() as signals, connected(placed, book):
        placed.send(Shop, number=value)
    kind = type(value).__name__
    with pytest.raises(TypeError, match=f"only that 'number' is a {kind}"):
        signals.assert_sent(placed, number=value)
    signals.assert_sent(placed, number=mock.ANY)


def test_an_instance_without_a_key_is_refused(signals):
    for without in (User(), User(pk=b"7")):
        with pytest.raises(TypeError, match=r"only that 'user' is a .*User, .* user=User"):
            signals.assert_not_sent(placed, user=without)


def test_arguments_of_counted_dispatches_are_not_guessed():
    with record_signals() as signals:
        placed.send(Shop, number=3)
    with pytest.raises(AssertionError, match="once with arguments that are not known"):
        signals.assert_not_sent(placed, number=4)


@pytest.mark.django_db
def test_arguments_of_model_signals():
    with connected(post_save, book, sender=User), record_signals() as signals:
        user = User.objects.create(username="ann")
        user.save(update_fields=["email", "username"])
    signals.assert_sent(post_save, sender=User, times=1, created=True, instance=user)
    signals.assert_sent(post_save, sender="auth.User", update_fields={"username", "email"})
    signals.assert_sent(post_save, sender=User, using="default", times=2)
    signals.assert_not_sent(post_save, sender=User, using="other")


def test_a_misspelt_name_is_an_error_not_an_absence(signals):
    with pytest.raises(LookupError, match=r"Did you mean 'tests.testing.signals.placed'"):
        signals.assert_not_sent("tests.testing.signals.place")
    with pytest.raises(LookupError, match=r"no receiver 'shop.receivers.book'"):
        signals.assert_not_received("shop.receivers.book")


class Till:
    @staticmethod
    def ring(**kwargs):
        pass

    @classmethod
    def close(cls, **kwargs):
        pass


def test_names_of_any_place_mean_the_same_thing():
    with connected(placed, Till.ring, Till.close, book), record_signals() as signals:
        placed.send(Shop)
    signals.assert_sent(f"{__name__}.placed", times=1)  # it is imported here
    signals.assert_received(f"{__name__}.book", times=1)
    signals.assert_received(f"{__name__}.Till.ring", times=1)
    signals.assert_received(f"{__name__}.Till.close", times=1)
    signals.assert_received(Till.close, times=1)


def test_what_is_no_signal_is_refused(signals):
    with pytest.raises(TypeError, match="signal or its dotted name is expected, not int"):
        signals.assert_sent(3)


def test_what_received_is_found_by_receiver_and_signal(signals):
    signals.assert_received(reserve, times=1)
    signals.assert_received("tests.testing.signals.book", signal=paid, sender=Shop)
    signals.assert_not_received(book, signal=placed)
    signals.assert_not_received(refuse)
    with pytest.raises(AssertionError, match=r"book was called once, not 3 times\.\n\ntest"):
        signals.assert_received(book, times=3)


def test_receivers_that_were_not_reached_were_not_called():
    refused = pytest.raises(ValueError, match="no stock")
    with connected(placed, refuse, book), record_signals() as signals, refused:
        placed.send(Shop)
    signals.assert_received(refuse, times=1)
    signals.assert_not_received(book)


def test_beyond_the_limit_nothing_is_claimed():
    with connected(placed, book), record_signals(dispatch_limit=1) as signals:
        for _ in range(2_000):
            placed.send(Shop)
    signals.assert_sent(placed, times=2_000)
    with pytest.raises(AssertionError, match=r"is not known: .* only counted .limit"):
        signals.assert_received(book, times=1)


def test_the_order_of_signals_and_receivers(signals):
    signals.assert_order(placed, reserve, (paid, Shop), book)
    signals.assert_order("tests.testing.signals.reserve", book)
    with pytest.raises(AssertionError, match=r"placed did not come after .*reserve"):
        signals.assert_order(reserve, placed)
    with pytest.raises(AssertionError, match=r"refuse did not come\."):
        signals.assert_order(refuse)


def test_when_a_signal_without_receivers_came_is_not_known():
    with connected(placed, book), record_signals() as signals:
        paid.send(Shop)
        placed.send(Shop)
    for steps in ([placed, paid], [paid, placed]):
        with pytest.raises(
            AssertionError, match=r"paid came is not known: .*paid was only counted"
        ):
            signals.assert_order(*steps)
    with pytest.raises(AssertionError, match=r"reserve did not come after .*book"):
        signals.assert_order(placed, book, reserve, paid)


def test_the_order_of_receivers_beyond_a_limit_is_not_known():
    with connected(placed, book), record_signals(dispatch_limit=2) as signals:
        for _ in range(5):
            placed.send(Shop)
    signals.assert_order(placed, book, placed)
    with pytest.raises(AssertionError, match=r"placed came is not known: .* only counted 3 times"):
        signals.assert_order(placed, placed, placed)
    with pytest.raises(AssertionError, match="book came is not known: 3 dispatches were only"):
        signals.assert_order(book, book, book)


def test_a_local_receiver_has_a_place_in_the_order_by_its_name():
    def local(**kwargs):
        pass

    with connected(placed, book, local), record_signals() as signals:
        placed.send(Shop)
    name = f"{__name__}.{local.__qualname__}"
    signals.assert_order(placed, book, name)
    with pytest.raises(AssertionError, match="book did not come after"):
        signals.assert_order(placed, name, book)


def test_budgets(signals):
    signals.assert_max_depth(2)
    signals.assert_max_dispatches(2)
    with pytest.raises(AssertionError, match="The cascade is 2 deep; the budget is 1"):
        signals.assert_max_depth(1)
    with pytest.raises(AssertionError, match="There were 2 dispatches; the budget is 1"):
        signals.assert_max_dispatches(1)


def test_problems_fail_with_their_sentence(signals, settings):
    settings.SIGNAL_INSPECTOR = {"SLOW_MS": 60_000}
    signals.assert_no_problems()
    with connected(placed, refuse), record_signals() as broken:
        placed.send_robust(Shop)
    with pytest.raises(AssertionError, match=r"refuse raised ValueError: no stock"):
        broken.assert_no_problems()
    rule = broken.recording.problems[0].rule
    broken.assert_no_problems(ignore=[rule])
    with pytest.raises(AssertionError):
        broken.assert_no_problems(only=[rule])


def test_a_problem_that_came_several_times_is_told_with_its_count():
    with connected(placed, refuse), record_signals() as broken:
        for _ in range(3):
            placed.send_robust(Shop)
    with pytest.raises(AssertionError, match=r"refuse raised ValueError: no stock.* ×3 "):
        broken.assert_no_problems()


def test_the_recording_can_be_asked_while_it_goes_on():
    with connected(placed, book), record_signals() as signals:
        signals.assert_not_sent(placed)
        placed.send(Shop)
        signals.assert_sent(placed, times=1)
        placed.send(Shop)
    signals.assert_sent(placed, times=2)


def test_a_receiver_sees_itself_unfinished():
    seen = []

    def ask(**kwargs):
        seen.extend(signals.recording.receiver_calls)

    with connected(placed, ask), record_signals() as signals:
        placed.send(Shop)
    assert [call.outcome for call in seen] == ["unfinished"]
    assert [call.outcome for call in signals.recording.receiver_calls] == ["returned"]
