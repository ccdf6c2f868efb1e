import pytest
from django.utils import translation

from signal_inspector import wording

NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("ns", "text"),
    [
        (0, "0 µs"),
        (4_400, "4 µs"),
        (99_400, "99 µs"),
        (123_000, "0.12 ms"),
        (9_996_000, "10.00 ms"),
        (31_250_000, "31.2 ms"),
        (31_260_000, "31.3 ms"),
        (214_400_000, "214 ms"),
        (2_141_400_000, "2.14 s"),
        (12_350_000_000, "12.3 s"),
    ],
)
def test_a_length_of_time_has_the_digits_that_count(ns, text):
    assert wording.duration(ns) == text.replace(" ", NBSP)


def test_numbers_are_written_in_the_active_language():
    with translation.override("de"):
        assert wording.duration(1_230_000) == f"1,23{NBSP}ms"


@pytest.mark.parametrize(
    ("dotted", "short"),
    [
        ("accounts.receivers.create_profile", "create_profile"),
        ("accounts.models.Profile.touch", "Profile.touch"),
        ("shop.errors.OutOfStock", "OutOfStock"),
        ("shop.views.<lambda>", "<lambda>"),
        ("functools.partial(shop.receivers.notify)", "partial(notify)"),
        (
            "functools.partial(functools.partial(shop.views.Till.ring))",
            "partial(partial(Till.ring))",
        ),
        ("shop.views.till.<locals>.ring", "ring"),
        ("Signal @ shop.signals:12", "Signal @ shop.signals:12"),
        ("plain", "plain"),
    ],
)
def test_a_short_name_is_the_part_that_tells_most(dotted, short):
    assert wording.short_name(dotted) == short


def test_a_channel_is_a_signal_and_its_sender():
    assert wording.channel("django.db.models.signals.post_save", "shop.Order") == (
        "post_save ⟨shop.Order⟩"
    )
