import pytest

from tests.suites import running, sources


@pytest.mark.parametrize(
    ("name", "parts", "expected"),
    [
        ("pretix-1/src/tests/a.py", ("src/tests", "src/setup.cfg"), True),
        ("pretix-1/src/setup.cfg", ("src/tests", "src/setup.cfg"), True),
        ("pretix-1/src/tests_of_others/a.py", ("src/tests",), False),
        ("pretix-1/src/pretix/a.py", ("src/tests",), False),
        ("pretix-1/src/pretix/a.py", (), True),
    ],
)
def test_parts_of_a_source_are_whole_paths(name, parts, expected):
    assert sources.is_part(name, parts) is expected


def test_suites_of_others_have_none_of_our_settings():
    ours = {"PATH": "/bin", "DJANGO_SETTINGS_MODULE": "ours", "PYTHONPATH": "ours", "LC_ALL": "C"}
    assert running.theirs(ours, {"DJANGO_SETTINGS_MODULE": "theirs"}) == {
        "PATH": "/bin",
        "LC_ALL": "C.UTF-8",
        "DJANGO_SETTINGS_MODULE": "theirs",
    }
