"""Which program draws, and what is made of its success or failure."""

import os
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from signal_inspector.renderers import image
from signal_inspector.renderers.style import Style
from tests.graphs import every_kind
from tests.renderers.programs import EACH_PROGRAM, drawn_by, find

__all__ = ["drawn_by"]

GRAPH = every_kind()
# Looked for before tests change PATH.
REAL = find("dot") or find("graphviz-pure")


@pytest.fixture(autouse=True)
def no_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GRAPHVIZ_DOT", raising=False)


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """A PATH of one empty folder, and an empty folder of scripts."""
    path, scripts = tmp_path / "path", tmp_path / "scripts"
    path.mkdir()
    scripts.mkdir()
    monkeypatch.setenv("PATH", str(path))
    monkeypatch.setattr(image.sysconfig, "get_path", lambda name: str(scripts))
    return path, scripts


def program(path: Path, body: str = "") -> str:
    """Write an executable Python script; it runs with the arguments that Graphviz would get."""
    path.write_text(f"#!{sys.executable}\nimport sys\n{body}\n")
    path.chmod(0o755)
    return str(path)


@EACH_PROGRAM
@pytest.mark.usefixtures("drawn_by")
class TestEachProgram:
    def test_it_draws_svg(self) -> None:
        result = image.render(GRAPH, "svg")

        assert result.startswith(b"<svg ")
        assert result.rstrip().endswith(b"</svg>")

    def test_it_draws_png(self) -> None:
        assert image.render(GRAPH, "png").startswith(b"\x89PNG")

    def test_the_same_graph_gives_the_same_bytes(self) -> None:
        assert image.render(GRAPH, "svg") == image.render(GRAPH, "svg")

    @pytest.mark.parametrize("rankdir", ["TB", "RL"])
    def test_it_draws_in_each_direction(self, rankdir: Any) -> None:
        assert b'id="n0"' in image.render(GRAPH, "svg", Style(rankdir=rankdir))


@pytest.mark.skipif(find("dot") is None, reason="no dot")
def test_dot_draws_pdf() -> None:
    assert image.render(GRAPH, "pdf").startswith(b"%PDF-")


class TestPrograms:
    def test_dot_comes_before_graphviz_pure(self, folders: tuple[Path, Path]) -> None:
        path, _ = folders
        pure, dot = program(path / "graphviz-pure"), program(path / "dot")

        assert list(image.programs("svg")) == [dot, pure]
        assert list(image.programs("pdf")) == [dot]

    def test_graphviz_pure_is_found_beside_this_python(self, folders: tuple[Path, Path]) -> None:
        _, scripts = folders
        pure = program(scripts / "graphviz-pure")

        assert list(image.programs("png")) == [pure]

    def test_the_setting_wins_over_the_variable(
        self, folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path, scripts = folders
        program(path / "dot")
        mine, other = program(scripts / "mine"), program(scripts / "other")
        monkeypatch.setenv("GRAPHVIZ_DOT", other)

        assert list(image.programs("svg")) == [other]
        with override_settings(SIGNAL_INSPECTOR={"GRAPHVIZ_DOT": mine}):
            assert list(image.programs("svg")) == [mine]

    def test_a_chosen_program_that_is_none_is_an_error(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("GRAPHVIZ_DOT", "/no/such/dot")

        with pytest.raises(image.RenderError, match="'/no/such/dot', which is not a program"):
            image.render(GRAPH, "svg")

    @pytest.mark.usefixtures("folders")
    @pytest.mark.parametrize("image_format", ["svg", "png"])
    def test_without_any_the_error_names_the_ways_out(self, image_format: Any) -> None:
        with pytest.raises(image.RenderError) as error:
            image.render(GRAPH, image_format)

        for way in ("'dot'", "django-signal-inspector[render]", "--format dot"):
            assert way in str(error.value)

    def test_pdf_needs_dot(self, folders: tuple[Path, Path]) -> None:
        program(folders[0] / "graphviz-pure")

        with pytest.raises(image.RenderError, match="PDF is drawn only by the program 'dot'"):
            image.render(GRAPH, "pdf")


class TestJudgement:
    """Not the exit code counts but the drawing."""

    def drawing(self) -> bytes:
        if REAL is None:
            pytest.skip("no program of Graphviz")
        return image._run([REAL, "-Tsvg"], image.dot.render(GRAPH), image.Patience()).output

    def test_a_complete_drawing_counts_although_the_program_failed(
        self, folders: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "drawing.svg").write_bytes(self.drawing())
        body = f"print(open({str(tmp_path / 'drawing.svg')!r}).read())\nsys.exit(1)"
        monkeypatch.setenv("GRAPHVIZ_DOT", program(tmp_path / "failing", body))

        assert b'id="n0"' in image.render(GRAPH, "svg")

    def test_after_an_incomplete_drawing_the_next_program_is_tried(
        self, folders: tuple[Path, Path], tmp_path: Path
    ) -> None:
        path, _ = folders
        (tmp_path / "drawing.svg").write_bytes(self.drawing())
        program(path / "dot", "print('<svg xmlns=\"http://www.w3.org/2000/svg\"/>')")
        program(path / "graphviz-pure", f"print(open({str(tmp_path / 'drawing.svg')!r}).read())")

        assert b'id="n0"' in image.render(GRAPH, "svg")

    @pytest.mark.parametrize(
        ("body", "reason"),
        [
            ("sys.exit('syntax error in line 3')", "syntax error in line 3"),
            ("print('<svg xmlns=\"http://www.w3.org/2000/svg\"/>')", "lacks"),
            ("print('<svg')", "not well-formed"),
        ],
    )
    def test_without_a_drawing_the_error_says_what_the_program_said(
        self, folders: tuple[Path, Path], body: str, reason: str
    ) -> None:
        dot = program(folders[0] / "dot", body)

        with pytest.raises(image.RenderError, match=reason) as error:
            image.render(GRAPH, "svg")

        assert dot in str(error.value)

    @pytest.mark.parametrize("image_format", ["png", "pdf"])
    def test_a_cut_file_is_no_image(self, folders: tuple[Path, Path], image_format: Any) -> None:
        start = {"png": r"b'\x89PNG'", "pdf": "b'%PDF-1.7'"}[image_format]
        program(folders[0] / "dot", f"sys.stdout.buffer.write({start})")

        with pytest.raises(image.RenderError, match=f"{image_format.upper()} is not complete"):
            image.render(GRAPH, image_format)

    def test_a_file_that_cannot_run_is_an_error(self, folders: tuple[Path, Path]) -> None:
        path = folders[0] / "dot"
        path.write_bytes(b"\x00not a program")
        path.chmod(0o755)

        with pytest.raises(image.RenderError, match="could not be drawn"):
            image.render(GRAPH, "svg")

    def test_a_program_that_is_killed_is_named_with_the_signal(
        self, folders: tuple[Path, Path]
    ) -> None:
        dot = program(folders[0] / "dot", "import os\nos.kill(os.getpid(), 9)")

        with pytest.raises(image.RenderError, match="It was killed by SIGKILL") as error:
            image.render(GRAPH, "svg")

        assert dot in str(error.value)

    def test_a_program_that_hangs_is_stopped(
        self, folders: tuple[Path, Path], tmp_path: Path
    ) -> None:
        pids = tmp_path / "pid"
        hanging = folders[0] / "dot"
        nap = "import time; time.sleep(60)"
        hanging.write_text(f"#!/bin/sh\necho $$ > '{pids}'\nexec '{sys.executable}' -c '{nap}'\n")
        hanging.chmod(0o755)

        with pytest.raises(image.RenderError, match=r"stopped after 0\.5 s"):
            image.render(GRAPH, "svg", patience=image.Patience(0.5))

        with pytest.raises(ProcessLookupError):
            os.kill(int(pids.read_text()), 0)


@pytest.mark.parametrize(
    ("image_format", "theme", "background"),
    [("png", "auto", "#ffffff"), ("pdf", "auto", "#ffffff"), ("png", "dark", "#0b1120")],
)
def test_only_an_svg_can_follow_the_viewer(
    folders: tuple[Path, Path], tmp_path: Path, image_format: Any, theme: Any, background: str
) -> None:
    seen = tmp_path / "seen.dot"
    program(folders[0] / "dot", f"open({str(seen)!r}, 'w').write(sys.stdin.read())")

    with pytest.raises(image.RenderError):
        image.render(GRAPH, image_format, Style(theme=theme))

    assert f'bgcolor="{background}"' in seen.read_text()
