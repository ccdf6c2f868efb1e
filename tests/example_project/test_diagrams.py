"""The diagrams in the documentation show the shop as it is; so does its lock file."""

import json
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from example_project import diagrams
from tests.renderers.programs import find

ROOT = Path(__file__).parents[2]
LOCK = ROOT / "example_project" / "signals.lock.json"
ANEW = "Write them anew: python3 -m example_project.diagrams"
GEOMETRY = {"x", "y", "d", "points", "width", "height", "viewBox", "transform", "font-size"}


def python(*arguments):
    """Run Python in a process of its own, where no test has connected anything."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=os.environ
        | {"DJANGO_SETTINGS_MODULE": "example_project.settings", "GITHUB_ACTIONS": ""},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    """A folder with the diagrams of now."""
    if find("dot") is None:
        pytest.skip("no dot: other programs place and name edges in another order")
    folder = tmp_path_factory.mktemp("images")
    script = f"""
import django
django.setup()
from pathlib import Path
from example_project import diagrams
diagrams.write(Path({str(folder)!r}))
"""
    done = python("-c", script)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.parametrize("name", [name for name in diagrams.FILES if name.endswith(".svg")])
def test_each_drawing_is_of_today(fresh, name):
    assert skeleton(diagrams.FOLDER / name) == skeleton(fresh / name), ANEW


@pytest.mark.parametrize("name", [name for name in diagrams.FILES if not name.endswith(".svg")])
def test_each_text_is_of_today(fresh, name):
    assert (diagrams.FOLDER / name).read_text() == (fresh / name).read_text(), ANEW


def skeleton(drawing):
    """What a drawing shows, without where: versions of Graphviz and fonts differ in that."""
    return [
        (
            element.tag.rpartition("}")[2],
            sorted(pair for pair in element.attrib.items() if pair[0] not in GEOMETRY),
            (element.text or "").strip(),
        )
        for element in ET.parse(drawing).iter()
    ]


def test_every_diagram_is_shown_or_linked():
    pages = "".join(page.read_text() for page in [ROOT / "README.md", *ROOT.glob("docs/**/*.md")])

    assert [name for name in diagrams.FILES if f"images/{name}" not in pages] == []


class TestGate:
    def check(self, lock):
        options = ("--origin", "project", "--check", str(lock))
        return python("-m", "django", "signalgraph", *options)

    def test_the_shop_is_as_agreed(self):
        done = self.check(LOCK)

        assert done.returncode == 0, done.stdout + done.stderr
        assert "3 rules, 0 exceptions." in done.stderr

    def test_each_connection_is_looked_at(self, tmp_path):
        document = json.loads(LOCK.read_text())
        for number, channel in enumerate(document["channels"]):
            channel["receivers"] = [f"{name}_{number}" for name in channel["receivers"]]
        changed = tmp_path / "signals.lock.json"
        changed.write_text(json.dumps(document, indent=2) + "\n")

        done = self.check(changed)

        receivers = sum(len(channel["receivers"]) for channel in document["channels"])
        assert done.returncode == 1
        assert done.stdout.count("error  lock-added  example_project/") == receivers
        assert done.stdout.count("error  lock-removed") == receivers


def test_the_command_writes_into_a_folder(monkeypatch, tmp_path, capsys):
    entered, written = [], []
    monkeypatch.setattr(diagrams, "enter", entered.append)
    monkeypatch.setattr(diagrams, "write", written.append)
    monkeypatch.setattr(sys, "argv", ["diagrams", str(tmp_path)])

    diagrams.main()

    assert (entered, written) == (["example_project.diagrams"], [tmp_path])
    assert capsys.readouterr().out.startswith("Wrote signals.svg, ")
