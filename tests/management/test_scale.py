"""signalgraph on large graphs: what is drawn how, how long it may take, what is left behind."""

import io
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.dispatch import Signal

from signal_inspector.management.progress import progress
from tests.renderers.programs import find

needs_program = pytest.mark.skipif(
    find("dot") is None and find("graphviz-pure") is None, reason="no program of Graphviz"
)
SIGNAL = "tests.management.test_scale.counted"
counted = Signal()


def _receiver(number: int) -> Callable[..., None]:
    def receiver(**kwargs: Any) -> None:
        """Do nothing."""

    receiver.__name__ = receiver.__qualname__ = f"receiver_{number}"
    return receiver


RECEIVERS = [_receiver(number) for number in range(12)]


@pytest.fixture(autouse=True)
def connected() -> Iterator[None]:
    for receiver in RECEIVERS:
        counted.connect(receiver)
    yield
    for receiver in RECEIVERS:
        counted.disconnect(receiver)


def run(*arguments: str, **options: Any) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command("signalgraph", "--signal", SIGNAL, *arguments, stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


class TestStrategy:
    def test_few_lines_are_drawn_in_full_and_nothing_is_said(self) -> None:
        out, err = run()

        assert "cluster_column" not in out
        assert "lines" not in err

    def test_too_many_are_packed_and_the_reason_is_said(self) -> None:
        out, err = run("--max-edges", "10")

        assert "cluster_column0" in out
        assert all(f"receiver_{number}" in out for number in range(12))
        assert "12 lines are more than 10: drawn app by app" in err

    def test_nothing_is_said_at_verbosity_0(self) -> None:
        _, err = run("--max-edges", "10", verbosity=0)

        assert err == ""

    @pytest.mark.parametrize("name", ["json", "text"])
    def test_lists_are_always_whole(self, name: str) -> None:
        out, err = run("--max-edges", "10", "-f", name)

        assert out == run("-f", name)[0]
        assert "lines" not in err

    def test_the_strategy_that_is_asked_for_is_taken(self) -> None:
        assert "cluster_column0" in run("--strategy", "packed")[0]
        out, err = run("--strategy", "apps")
        assert "receiver_3" not in out
        assert "as one node an app" in err

    def test_an_image_with_too_many_lines_is_refused(self, tmp_path: Path) -> None:
        file = tmp_path / "signals.svg"
        file.write_text("old")

        with pytest.raises(CommandError, match="12 lines are more than 10") as error:
            run("--strategy", "full", "--max-edges", "10", "-o", str(file))

        assert error.value.returncode == 2
        assert file.read_text() == "old"

    def test_its_source_is_written_with_a_warning(self) -> None:
        out, err = run("--strategy", "full", "--max-edges", "10")

        assert "cluster_column" not in out
        assert out == run("--max-edges", "0")[0]
        assert "12 lines are more than 10" in err

    def test_the_setting_can_choose(self, settings: Any) -> None:
        settings.SIGNAL_INSPECTOR = {"SIGNALGRAPH": {"max-edges": 10, "engine": "dot"}}

        assert "cluster_column0" in run()[0]


class TestOptions:
    def test_the_engine_reaches_the_source(self) -> None:
        assert 'layout="neato"' in run("--engine", "neato")[0]
        assert "layout=" not in run()[0]

    @needs_program
    @pytest.mark.parametrize("engine", ["neato", "fdp", "sfdp", "circo", "twopi"])
    def test_each_engine_draws_all_nodes(self, engine: str, tmp_path: Path) -> None:
        run("-l", engine, "--max-edges", "10", "-o", str(tmp_path / "signals.svg"))

        assert (tmp_path / "signals.svg").read_text().count('class="node receiver') >= 12

    @needs_program
    def test_the_resolution_counts_for_png(self, tmp_path: Path) -> None:
        widths = []
        for dpi in ("48", "96"):
            run("--dpi", dpi, "-o", str(tmp_path / "signals.png"))
            header = (tmp_path / "signals.png").read_bytes()[:24]
            widths.append(int.from_bytes(header[16:20]))

        assert widths[1] == pytest.approx(widths[0] * 2, rel=0.02)

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["--max-edges=-1"], "--max-edges is -1, but has to be 0 at least"),
            (["--dpi", "0"], "--dpi is 0, but has to be 1 at least"),
            (["--timeout", "nan"], "--timeout is nan, but has to be more than 0"),
            (["--timeout", "0"], "--timeout is 0, but has to be more than 0"),
            (["--strategy", "packed", "--engine", "neato"], "engine 'dot', not by 'neato'"),
        ],
    )
    def test_values_out_of_range_are_usage_errors(self, arguments: list[str], message: str) -> None:
        with pytest.raises(CommandError, match=message) as error:
            run(*arguments)

        assert error.value.returncode == 2


class TestFailures:
    @pytest.mark.parametrize("suffix", ["svg", "html", "png"])
    @pytest.mark.parametrize(
        ("body", "message"),
        [
            ("import os; os.kill(os.getpid(), 9)", "killed by SIGKILL"),
            ("import select; select.select([], [], [], 120)", r"stopped after 0\.5 s.*--timeout"),
            ("raise SystemExit(3)", "exit code was 3"),
        ],
    )
    def test_the_old_file_stays_and_the_error_tells_why(
        self,
        suffix: str,
        body: str,
        message: str,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        program = tmp_path / "dot"
        program.write_text(f"#!{sys.executable}\n{body}\n")
        program.chmod(0o755)
        monkeypatch.setenv("GRAPHVIZ_DOT", str(program))
        file = tmp_path / f"signals.{suffix}"
        file.write_text("old")

        with pytest.raises(CommandError, match=message) as error:
            run("-o", str(file), "--timeout", "0.5" if "select" in body else "60")

        assert error.value.returncode == 2
        assert file.read_text() == "old"
        assert {each.name for each in tmp_path.iterdir()} == {"dot", file.name}


class Terminal(io.StringIO):
    def write(self, text: str, style: Any = None, ending: str | None = None) -> int:
        return super().write(text if ending is not None else f"{text}\n")

    def isatty(self) -> bool:
        return True


class TestProgress:
    def test_a_terminal_sees_the_seconds_on_one_line_that_goes_at_the_end(self) -> None:
        stream = Terminal()

        with progress(stream, "Drawing ...") as waiting:
            waiting(1.02)
            waiting(10.4)

        assert stream.getvalue() == f"\rDrawing ... 1 s\rDrawing ... 10 s\r{' ' * 16}\r"

    def test_what_is_quick_is_not_mentioned(self) -> None:
        stream = Terminal()

        with progress(stream, "Drawing ..."):
            pass

        assert stream.getvalue() == ""

    def test_the_line_goes_after_a_failure_too(self) -> None:
        stream = Terminal()

        def fail() -> None:
            with progress(stream, "Drawing ...") as waiting:
                waiting(2)
                raise KeyError

        with pytest.raises(KeyError):
            fail()

        assert stream.getvalue().endswith("\r")

    @pytest.mark.parametrize(("stream", "quiet"), [(io.StringIO(), False), (Terminal(), True)])
    def test_files_and_quiet_commands_see_nothing(self, stream: io.StringIO, quiet: bool) -> None:
        with progress(stream, "Drawing ...", quiet=quiet) as waiting:
            waiting(5)

        assert stream.getvalue() == ""
