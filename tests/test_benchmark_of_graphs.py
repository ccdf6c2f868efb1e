from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import graph, shapes
from benchmarks.graph_steps import Steps
from benchmarks.synthetic import Size, write
from signal_inspector.renderers.plan import edges

SMALL = Size(apps=3, models=2, receivers=20)

READ = """
import sys
sys.path[:0] = [{folder!r}]
from benchmarks import site
site.configure(INSTALLED_APPS=["app00", "app01", "app02"])
from signal_inspector import build_graph
found = build_graph()
own = [node for node in found.receivers if node.origin == "project"]
print(len(own), sum(node.is_async for node in own), sorted({{node.app for node in own}}))
"""


def written(folder: Path) -> dict[str, str]:
    return {str(file.relative_to(folder)): file.read_text() for file in folder.rglob("*.py")}


def test_the_same_size_gives_the_same_project(tmp_path: Path) -> None:
    for name in ("one", "other"):
        write(tmp_path / name, SMALL)

    assert written(tmp_path / "one") == written(tmp_path / "other")
    assert len(written(tmp_path / "one")) == 3 * 5


def test_the_project_connects_as_many_receivers_as_it_says(tmp_path: Path) -> None:
    write(tmp_path, SMALL)

    script = READ.format(folder=str(tmp_path))
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    count, awaited, apps = done.stdout.split(maxsplit=2)
    assert int(count) == SMALL.connections
    assert 0 < int(awaited) < 15
    assert apps.strip() == "['app00', 'app01', 'app02']"


def test_shapes_are_as_large_as_their_names_say() -> None:
    assert edges(shapes.crossing(300)) == pytest.approx(300, rel=0.05)
    assert shapes.crossing(300) == shapes.crossing(300)
    functions = shapes.few_functions()
    assert (len(functions.connections), len(functions.receivers)) == (690, 26)
    assert len(shapes.one_app(50).receivers) == 50
    assert len(shapes.all_to_all(10).connections) > 80


def test_goals_are_those_that_are_promised() -> None:
    slow = Steps(svg_ms=3001, strategy="packed", longer_side=2.1, our_share=80)
    assert [row.met for row in graph.shape_rows("large", slow)] == [False, False, True]
    quick = Steps(svg_ms=700, strategy="full", our_share=20)
    assert [row.met for row in graph.shape_rows("small", quick)] == [True, True]
    full = Steps(svg_ms=2500, strategy="full", our_share=5.1)
    assert [row.met for row in graph.shape_rows("dense", full)] == [True, False]


def test_without_a_program_there_is_nothing_to_miss() -> None:
    (row,) = graph.shape_rows("large", Steps())

    assert "no program" in row.case
    assert row.met


@pytest.mark.parametrize("wrong", [["--json", "--markdown"], ["--apps", "many"]])
def test_wrong_options_are_refused(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        graph.parser().parse_args(wrong)
    assert stopped.value.code == 2
    assert "usage" in capsys.readouterr().err
