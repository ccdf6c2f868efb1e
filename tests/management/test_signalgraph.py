"""The command as people call it: what it prints, writes and returns."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from signal_inspector.management.commands import signalgraph
from signal_inspector.renderers import image
from tests.management.wired import connected
from tests.renderers.programs import find

SIGNAL = "tests.management.wired.packed"
needs_program = pytest.mark.skipif(
    find("dot") is None and find("graphviz-pure") is None, reason="no program of Graphviz"
)


@pytest.fixture(autouse=True)
def receivers() -> Iterator[None]:
    with connected():
        yield


def run(*arguments: str, **options: Any) -> tuple[str, str]:
    """Return what the command wrote to stdout and stderr."""
    out, err = io.StringIO(), io.StringIO()
    call_command("signalgraph", *arguments, stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def names(document: str, kind: str = "receiver") -> list[str]:
    nodes = [node for node in json.loads(document)["nodes"] if node["kind"] == kind]
    return [node["id"].split(":", 1)[1] for node in nodes]


def process(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run Python in a process of its own, with the settings of these tests."""
    here = os.pathsep.join(entry for entry in sys.path if entry)
    return subprocess.run(
        [sys.executable, *arguments],
        env=os.environ | {"PYTHONPATH": here} | environment,
        capture_output=True,
        check=False,
    )


def every_format(**environment: str) -> bytes:
    """Return the whole graph of a fresh process in each format of text."""
    script = """
import django
from django.core.management import call_command
django.setup()
for output in ("dot", "mermaid", "markdown", "json", "text"):
    call_command("signalgraph", format=output, all=True, orphans="show", verbosity=0)
"""
    done = process("-c", script, **environment)
    assert done.returncode == 0, done.stderr
    return done.stdout


class TestFormats:
    def test_dot_is_the_default(self) -> None:
        out, _ = run("--signal", SIGNAL)

        assert out.startswith("digraph signals {")
        assert "tests.management.wired.weigh" in out

    def test_text(self) -> None:
        out, _ = run("--signal", SIGNAL, "-f", "text")

        assert "auth.Group · packed" in out
        assert "  1  tests.management.wired.weigh  tests/management/wired.py:" in out
        assert "  –  tests.management.wired.label" in out  # noqa: RUF001 - the sign that is printed
        assert "\n1 signal, 2 channels, 2 receivers, 1 app\n" in out

    def test_json(self) -> None:
        out, _ = run("--signal", SIGNAL, "-f", "json")

        assert names(out) == ["tests.management.wired.label", "tests.management.wired.weigh"]
        assert names(out, "channel") == [f"ANY:{SIGNAL}", f"auth.Group:{SIGNAL}"]

    @needs_program
    @pytest.mark.parametrize("suffix", ["svg", "png", "html", "dot", "gv", "text", "txt", "json"])
    def test_the_suffix_of_the_file_decides(self, suffix: str, tmp_path: Path) -> None:
        file = tmp_path / f"signals.{suffix}"

        out, _ = run("--signal", SIGNAL, "-o", str(file))

        starts = {
            "svg": b"<svg",
            "html": b"<!DOCTYPE html>",
            "png": b"\x89PNG",
            "dot": b"digraph",
            "gv": b"digraph",
        }
        starts |= {"text": b"auth.Group", "txt": b"auth.Group", "json": b"{"}
        assert out == ""
        assert file.read_bytes().startswith(starts[suffix])

    def test_the_format_wins_over_the_suffix(self, tmp_path: Path) -> None:
        file = tmp_path / "signals.svg"

        run("--signal", SIGNAL, "-o", str(file), "-f", "json")

        assert names(file.read_text())

    def test_an_unknown_suffix_is_a_usage_error(self, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match=r"names no format.* Did you mean '\.gv'") as error:
            run("-o", str(tmp_path / "signals.sgv"))

        assert error.value.returncode == 2

    def test_a_binary_image_does_not_go_to_a_text_stream(self) -> None:
        if find("dot") is None and find("graphviz-pure") is None:
            pytest.skip("no program of Graphviz")

        with pytest.raises(CommandError, match="use --output FILE"):
            run("--signal", SIGNAL, "-f", "png")

    @pytest.mark.parametrize("name", ["svg", "html"])
    def test_without_a_program_the_error_names_the_ways_out(
        self, name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.delenv("GRAPHVIZ_DOT", raising=False)
        monkeypatch.setenv("PATH", str(tmp_path))
        monkeypatch.setattr(image.sysconfig, "get_path", lambda name: str(tmp_path))

        with pytest.raises(CommandError, match="use --format dot, which needs neither") as error:
            run("-f", name)

        assert error.value.returncode == 2

    def test_an_unknown_format_from_code_is_a_usage_error(self) -> None:
        with pytest.raises(CommandError, match="Unknown format 'gif'"):
            run(format="gif")

    def test_drawing_options_reach_the_drawing(self) -> None:
        out, _ = run(
            *("--signal", SIGNAL, "--labels", "full", "--rankdir", "TB", "--theme", "dark"),
            *("--title", "Parcels", "--no-legend"),
        )

        assert 'rankdir="TB"' in out
        assert 'bgcolor="#0b1120"' in out
        assert 'label="Parcels: 1 signal, 2 channels, 2 receivers"' in out
        assert f"<B>{SIGNAL}</B>" in out
        assert "legend" not in out.lower()

    def test_the_title_is_the_project_by_default(self) -> None:
        out, _ = run("--signal", SIGNAL)
        project = os.environ["DJANGO_SETTINGS_MODULE"].partition(".")[0]

        assert f'label="{project}: 1 signal' in out

    def test_the_timeout_reaches_the_program(self, monkeypatch: pytest.MonkeyPatch) -> None:
        seen: list[float] = []

        def render(*args: Any) -> bytes:
            seen.append(args[-1].timeout)
            raise image.RenderError("No time.")

        monkeypatch.setattr(image, "render", render)

        with pytest.raises(CommandError, match="No time") as error:
            run("-f", "svg", "--timeout", "2.5")

        assert seen == [2.5]
        assert error.value.returncode == 2

    def test_without_lines_nothing_tells_where_code_is(self) -> None:
        for name in ("dot", "text", "json"):
            with_lines, _ = run("--signal", SIGNAL, "-f", name)
            without, _ = run("--signal", SIGNAL, "-f", name, "--no-lines")

            assert "wired.py" in with_lines
            assert "wired.py" not in without
            assert "weigh" in without


class TestSelection:
    def test_an_app_label_keeps_what_the_app_sends_or_receives(self) -> None:
        out, _ = run("auth", "--signal", SIGNAL, "-f", "json")

        assert names(out) == ["tests.management.wired.weigh"]

    def test_an_unknown_app_label_is_a_usage_error(self) -> None:
        with pytest.raises(CommandError, match=r"label 'aut'\. Did you mean 'auth'") as error:
            run("aut")

        assert error.value.returncode == 2

    @pytest.mark.parametrize(
        ("arguments", "expected"),
        [
            (["--sender", "auth.group"], ["weigh"]),
            (["--sender", "ANY"], ["label"]),
            (["--receiver", "WEI", "--receiver", "*label"], ["label", "weigh"]),
            (["--exclude", "receiver:*.weigh"], ["label"]),
            (["-x", "auth.Group"], ["label"]),
            (["--origin", "django"], []),
            (["--origin", "django", "--all"], ["label", "weigh"]),
        ],
    )
    def test_options_select(self, arguments: list[str], expected: list[str]) -> None:
        out, _ = run("--signal", SIGNAL, "-f", "json", *arguments)

        assert [name.rpartition(".")[2] for name in names(out)] == expected

    def test_code_may_give_one_text_for_a_repeated_option(self) -> None:
        assert len(names(run(signal=SIGNAL, format="json")[0])) == 2

    def test_receivers_of_django_are_hidden_by_default(self) -> None:
        login = ["--signal", "user_logged_in", "--receiver", "update_last_login", "-f", "json"]

        assert names(run(*login)[0]) == []
        assert names(run(*login, "-a")[0]) == ["django.contrib.auth.models.update_last_login"]

    def test_signals_without_receivers_are_shown_on_demand(self) -> None:
        wanted = ["--signal", "tests.management.wired.*", "-f", "json"]

        assert names(run(*wanted)[0], "signal") == []
        assert names(run(*wanted, "--orphans", "show")[0], "signal") == [
            "tests.management.wired.unheard"
        ]


class TestReport:
    def test_the_counts_go_to_stderr(self) -> None:
        out, err = run("--signal", SIGNAL)

        assert err.startswith("Found ")
        assert err.endswith("; shown: 1 signal, 2 channels, 2 receivers.\n")
        assert "Found" not in out

    def test_nothing_is_a_warning_and_a_valid_empty_document(self) -> None:
        out, err = run("--signal", "no such signal", "-f", "json")

        assert json.loads(out)["nodes"] == []
        assert err.startswith("Nothing matches: the result is empty.\n")

    def test_verbosity_0_says_nothing(self) -> None:
        assert run("--signal", "no such signal", verbosity=0)[1] == ""


class TestLoading:
    def test_a_module_can_be_imported_first(self) -> None:
        out, _ = run("--import", "tests.management.late", "--signal", "late.arrived", "-f", "json")

        assert names(out) == ["tests.management.late.unload"]

    def test_a_module_that_cannot_be_imported_is_a_usage_error(self) -> None:
        with pytest.raises(CommandError, match="no_such_module cannot be imported") as error:
            run("--import", "no_such_module")

        assert error.value.returncode == 2

    def test_a_broken_urlconf_is_a_warning_where_checks_are_skipped(self) -> None:
        with override_settings(ROOT_URLCONF="no_such_urls"):
            out, err = run("--signal", SIGNAL)

        assert out.startswith("digraph")
        assert err.startswith("The URLconf cannot be loaded, receivers may be missing: ")

    def test_the_system_checks_run_first(self) -> None:
        assert signalgraph.Command.requires_system_checks == "__all__"


class TestSetting:
    def test_it_gives_defaults_that_options_override(self) -> None:
        defaults = {"format": "json", "signal": SIGNAL, "origin": ["django"], "all": True}

        with override_settings(SIGNAL_INSPECTOR={"SIGNALGRAPH": defaults}):
            assert len(names(run()[0])) == 2
            assert run("-f", "dot", "--rankdir", "RL")[0].startswith("digraph")

    def test_an_origin_that_is_given_comes_before_all_of_the_setting(self) -> None:
        with override_settings(SIGNAL_INSPECTOR={"SIGNALGRAPH": {"all": True}}):
            assert len(names(run("--signal", SIGNAL, "-f", "json")[0])) == 2
            assert names(run("--signal", SIGNAL, "--origin", "django", "-f", "json")[0]) == []

    @pytest.mark.parametrize(
        ("defaults", "message"),
        [
            ({"rankdri": "TB"}, "is no option of signalgraph. Did you mean 'rankdir'?"),
            ({"rankdir": "TD"}, "cannot be 'TD'. Known: BT, LR, RL, TB."),
            ({"origin": "jango"}, "cannot be 'jango'. Did you mean 'django'?"),
            ({"timeout": "soon"}, "['timeout'] cannot be 'soon'."),
            ({"legend": "no"}, "['legend'] cannot be 'no'."),
            ({"signal": ["post_save", None]}, "['signal'] cannot be None."),
            ({"output": 3}, "['output'] cannot be 3."),
            ({"format": "gif"}, "cannot be 'gif'. Known: dot, "),
        ],
    )
    def test_mistakes_in_it_are_usage_errors(self, defaults: dict[str, Any], message: str) -> None:
        setting = override_settings(SIGNAL_INSPECTOR={"SIGNALGRAPH": defaults})

        with setting, pytest.raises(CommandError) as error:
            run()

        assert message in str(error.value)
        assert error.value.returncode == 2


class TestProcess:
    def test_the_same_bytes_for_any_hash_seed(self) -> None:
        outputs = [every_format(PYTHONHASHSEED=seed) for seed in ("0", "1", "random")]

        assert b"digraph" in outputs[0]
        assert b"update_last_login" in outputs[0]
        assert outputs[0] == outputs[1] == outputs[2]
        assert os.fsencode(Path.cwd()) not in outputs[0]

    @pytest.mark.parametrize(
        ("arguments", "code"),
        [(["--signal", "no such signal"], 0), (["no_such_app"], 2)],
    )
    def test_the_exit_code(self, arguments: list[str], code: int) -> None:
        assert process("-m", "django", "signalgraph", *arguments).returncode == code

    def test_an_ascii_terminal_gets_question_marks(self) -> None:
        done = process(
            *("-m", "django", "signalgraph", "--signal", "user_logged_in", "-f", "text", "--all"),
            PYTHONIOENCODING="ascii",
            PYTHONUTF8="0",
        )

        assert done.returncode == 0
        assert b"ANY ? user_logged_in" in done.stdout


class TestLink:
    TEMPLATE = "https://git.example.com/{path}#L{line}"

    @needs_program
    @pytest.mark.parametrize("output", ["svg", "html", "mermaid", "markdown"])
    def test_each_format_leads_to_sources(self, output: str, tmp_path: Path) -> None:
        file = tmp_path / "signals"

        run("--signal", SIGNAL, "-f", output, "--link", self.TEMPLATE, "-o", str(file))

        assert "https://git.example.com/tests/management/wired.py#L" in file.read_text()

    def test_a_template_that_makes_no_address_is_a_usage_error(self) -> None:
        with pytest.raises(CommandError, match=r"--link: .* names no \{path\}") as error:
            run("--link", "https://git.example.com/")

        assert error.value.returncode == 2


class TestMermaid:
    def test_more_than_mermaid_draws_is_a_warning(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(signalgraph.mermaid, "MAX_EDGES", 1)

        out, err = run("--signal", SIGNAL, "-f", "mermaid")

        assert out.startswith("flowchart LR\n")
        assert err.startswith("2 edges in ")
