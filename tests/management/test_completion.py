"""What Django prints for the shell when a command line of signalgraph is completed."""

from collections.abc import Callable, Iterator

import pytest
from django.core.management import ManagementUtility

from tests.management.wired import connected

Completed = Callable[[str], list[str]]


@pytest.fixture(autouse=True)
def receivers() -> Iterator[None]:
    with connected():
        yield


@pytest.fixture
def completed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Completed:
    """Complete the last word, as bash splits the line: ``=`` is a word, after a blank "" is."""

    def completed(line: str) -> list[str]:
        words = f"manage.py signalgraph {line}".replace("=", " = ").split(" ")
        words = [word for word in words[:-1] if word] + words[-1:]
        monkeypatch.setenv("DJANGO_AUTO_COMPLETE", "1")
        monkeypatch.setenv("COMP_WORDS", " ".join(words))
        monkeypatch.setenv("COMP_CWORD", str(len(words) - 1))
        with pytest.raises(SystemExit) as ended:
            ManagementUtility(["manage.py"]).autocomplete()
        assert ended.value.code == 0
        return capsys.readouterr().out.split()

    return completed


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("--format d", ["dot"]),
        ("--format=d", ["dot"]),
        ("-f s", ["svg"]),
        ("--rankdir ", ["--help", "BT", "LR", "RL", "TB"]),
        ("--origin third", ["third-party"]),
        ("--collapse ", ["--help", "app", "signal"]),
        ("--signal tests.management.wired.", ["packed", "unheard"]),
        ("--sender auth.G", ["auth.Group"]),
        ("--sender AN", ["ANY"]),
        ("--receiver tests.management.wired.w", ["weigh"]),
        ("--focus tests.management.wired.w", ["weigh"]),
        ("--exclude auth.Gro", ["auth.Group"]),
        ("au", ["audit", "auth"]),
        ("--all au", ["audit", "auth"]),
        ("--observed au", []),
        ("--only-o", ["--only-observed"]),
        ("--obs", ["--observed="]),
    ],
)
def test_the_word_at_the_cursor_is_completed(
    line: str, expected: list[str], completed: Completed
) -> None:
    found = completed(line)

    assert [word.removeprefix("tests.management.wired.") for word in found] == expected


def test_an_option_that_is_given_is_not_offered_again(completed: Completed) -> None:
    assert completed("--theme dark --th") == []
    assert completed("--th") == ["--theme="]


def test_nothing_is_printed_unless_a_line_is_completed(capsys: pytest.CaptureFixture[str]) -> None:
    ManagementUtility(["manage.py"]).autocomplete()

    assert capsys.readouterr().out == ""
