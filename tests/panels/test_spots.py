import pytest

from signal_inspector.panels import spots


def test_a_spot_shows_the_file_with_its_folder_and_keeps_the_path_for_copying():
    spot = spots.spot(__file__, 12, "")
    assert spot.text == "tests/panels/test_spots.py:12"
    assert spot.html == (
        '<span class="sigi-spot" title="tests/panels/test_spots.py:12">'
        "panels/test_spots.py:12</span>"
    )


def test_a_spot_opens_the_editor_where_the_setting_says_how():
    spot = spots.spot("/srv/my shop/views.py", 3, "vscode://file/{path}:{line}")
    assert 'href="vscode://file//srv/my%20shop/views.py:3"' in spot.html
    assert 'data-url="vscode://file//srv/my%20shop/views.py:3"' in spot.plain
    assert "href" not in spot.plain


@pytest.mark.parametrize("path", ["<string>", "<frozen importlib._bootstrap>"])
def test_code_without_a_file_opens_no_editor(path):
    assert "href" not in spots.spot(path, 1, "vscode://file/{path}:{line}").html


def test_a_hostile_path_is_escaped():
    html = spots.spot('/x/"><script>.py', 1, "vscode://file/{path}:{line}").html
    assert "<script>" not in html
    assert html.count('"') == 6


def test_an_unknown_place_is_no_spot():
    assert spots.spot("", 0, "") is None
