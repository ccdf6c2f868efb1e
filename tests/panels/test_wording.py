import pytest
from django.utils import translation

from signal_inspector.panels import wording

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
        (2_141_400_000, "2141 ms"),
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
        ("functools.partial(shop.receivers.notify)", "functools.partial(shop.receivers.notify)"),
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


def test_a_spot_shows_the_file_with_its_folder_and_keeps_the_path_for_copying():
    spot = wording.spot(__file__, 12, "")
    assert spot.text == "tests/panels/test_wording.py:12"
    assert spot.html == (
        '<span class="sigi-spot" title="tests/panels/test_wording.py:12">'
        "panels/test_wording.py:12</span>"
    )


def test_a_spot_opens_the_editor_where_the_setting_says_how():
    spot = wording.spot("/srv/my shop/views.py", 3, "vscode://file/{path}:{line}")
    assert 'href="vscode://file//srv/my%20shop/views.py:3"' in spot.html
    assert 'data-url="vscode://file//srv/my%20shop/views.py:3"' in spot.plain
    assert "href" not in spot.plain


@pytest.mark.parametrize("path", ["<string>", "<frozen importlib._bootstrap>"])
def test_code_without_a_file_opens_no_editor(path):
    assert "href" not in wording.spot(path, 1, "vscode://file/{path}:{line}").html


def test_a_hostile_path_is_escaped():
    html = wording.spot('/x/"><script>.py', 1, "vscode://file/{path}:{line}").html
    assert "<script>" not in html
    assert html.count('"') == 6


def test_an_unknown_place_is_no_spot():
    assert wording.spot("", 0, "") is None
