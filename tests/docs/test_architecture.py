"""The page of the architecture names each room of the package, and no file that is not there."""

import re

import pytest

from tests.docs.pages import ROOT

PACKAGE = ROOT / "signal_inspector"
PAGE = (ROOT / "docs" / "architecture.md").read_text("utf-8")
# Where a path may begin: pages name the rooms of the package without its name.
BEGINNINGS = [
    ROOT, PACKAGE, PACKAGE / "recording", PACKAGE / "recording/instrumentation", PACKAGE / "wiring",
]  # fmt: skip


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`([\w./]+(?:/|\.py|\.md))`", PAGE))))
def test_a_path_that_it_names_is_there(path):
    if not PACKAGE.is_dir():
        pytest.skip("the source of the package is out of the way")
    assert any((folder / path).exists() for folder in BEGINNINGS)


def test_it_names_every_room():
    rooms = [each for each in PACKAGE.glob("*") if each.is_dir() and each.name != "__pycache__"]
    assert [room.name for room in rooms if f"{room.name}/" not in PAGE] == []
