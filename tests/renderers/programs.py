"""The programs that can draw on this machine, for tests that try each."""

import shutil
import sysconfig

import pytest

_NAMES = ("dot", "graphviz-pure")


def find(name: str) -> str | None:
    return shutil.which(name) or shutil.which(name, path=sysconfig.get_path("scripts"))


EACH_PROGRAM = pytest.mark.parametrize(
    "program",
    [
        pytest.param(
            find(name), id=name, marks=pytest.mark.skipif(find(name) is None, reason=f"no {name}")
        )
        for name in _NAMES
    ],
)


@pytest.fixture
def drawn_by(monkeypatch: pytest.MonkeyPatch, program: str) -> str:
    """Draw with this program and no other."""
    monkeypatch.setenv("GRAPHVIZ_DOT", program)
    return program
