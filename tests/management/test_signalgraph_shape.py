"""The options that shape the graph, and that lay recordings over it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError
from django.test import override_settings

from signal_inspector import record
from tests.management import wired
from tests.management.test_signalgraph import SIGNAL, names, run

WEIGH, LABEL = "tests.management.wired.weigh", "tests.management.wired.label"


@pytest.fixture(autouse=True)
def receivers() -> Iterator[None]:
    with wired.connected():
        yield


@pytest.fixture
def recorded(tmp_path: Path) -> str:
    """Name of the recording of one dispatch, which reaches both receivers."""
    with record() as recording:
        wired.packed.send(sender=Group)
    file = tmp_path / "recording.json"
    file.write_text(recording.to_json())
    return str(file)


def shown(*arguments: str, **options: Any) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(run("-f", "json", *arguments, **options)[0])
    return document


class TestShape:
    def test_the_focus_shows_what_is_near(self) -> None:
        near = ["--signal", SIGNAL, "--focus", f"receiver:{WEIGH}"]

        document = run("-f", "json", *near)[0]

        assert names(document) == [WEIGH]
        assert names(document, "channel") == [f"auth.Group:{SIGNAL}"]

    @pytest.mark.parametrize(
        ("arguments", "expected"),
        [
            (["--focus", f"channel:auth.Group:{SIGNAL}", "--downstream"], [WEIGH]),
            (["--focus", f"channel:auth.Group:{SIGNAL}", "--upstream"], []),
            (["--focus", "wired.weigh", "--focus", "wired.label", "--depth", "0"], [LABEL, WEIGH]),
        ],
    )
    def test_its_ways_and_depth(self, arguments: list[str], expected: list[str]) -> None:
        assert names(run("-f", "json", "--signal", SIGNAL, *arguments)[0]) == expected

    def test_apps_and_signals_can_be_collapsed(self) -> None:
        nodes = shown("--signal", SIGNAL, "--collapse", "app")["nodes"]
        assert [node["id"] for node in nodes] == ["app:", "app:auth"]

        assert len(names(run("--signal", SIGNAL, "--collapse", "signal", "-f", "json")[0])) == 2

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["--depth", "-1"], "--depth cannot be -1: give 0 for any number"),
            (["--depth", "3"], "--depth counts from what --focus names: give that, too."),
            (["--upstream"], "--upstream begins at what --focus names"),
            (["--only-observed"], "--only-observed needs recordings"),
            (["--only-unobserved"], "--only-unobserved needs recordings"),
            (["--only-observed", "--only-unobserved"], "exclude each other"),
            (["--observed", "no/such.json"], "no/such.json cannot be read: No such file"),
        ],
    )
    def test_mistakes_are_usage_errors(self, arguments: list[str], message: str) -> None:
        with pytest.raises(CommandError) as error:
            run(*arguments)

        assert message in str(error.value)
        assert error.value.returncode == 2

    def test_the_setting_gives_defaults(self) -> None:
        with override_settings(SIGNAL_INSPECTOR={"SIGNALGRAPH": {"collapse": "app", "depth": 2}}):
            assert {node["kind"] for node in shown("--signal", SIGNAL)["nodes"]} == {"app"}
        with (
            override_settings(SIGNAL_INSPECTOR={"SIGNALGRAPH": {"depth": "2"}}),
            pytest.raises(CommandError, match="cannot be '2'"),
        ):
            run()


class TestObserved:
    def test_a_recording_is_laid_over_the_graph(self, recorded: str) -> None:
        edges = shown("--signal", SIGNAL, "--observed", recorded, recorded)["edges"]

        assert {edge["target"]: edge["observed"]["calls"] for edge in edges} == {
            f"receiver:{LABEL}": 2,
            f"receiver:{WEIGH}": 2,
        }

    def test_only_what_was_observed_or_was_not_can_be_shown(self, recorded: str) -> None:
        with wired.connected():
            seen = run("-f", "json", "-a", "--observed", recorded, "--only-observed")[0]
            unseen = run("-f", "json", "-a", "--observed", recorded, "--only-unobserved")[0]
            everything = run("-f", "json", "-a")[0]

        assert names(seen) == [LABEL, WEIGH]
        assert WEIGH not in names(unseen)
        assert set(names(seen)) | set(names(unseen)) == set(names(everything))

    def test_what_is_not_connected_is_named_on_stderr(self, recorded: str) -> None:
        wired.packed.disconnect(sender=Group, dispatch_uid="weigh")

        _, err = run("--observed", recorded)

        assert (
            f"Recorded, but not connected in this process: {WEIGH} of {SIGNAL}, sender auth.Group "
            "(1×).\n"
        ) in err

    @pytest.mark.parametrize(
        ("content", "message"),
        [
            ("{", "This is no recording: not JSON"),
            ("[]", "a JSON object with a version is expected"),
            ('{"version": 99}', "This recording has version 99; 1 is understood here."),
            ('{"version": 1, "strings": 3}', "This recording is damaged"),
        ],
    )
    def test_other_files_are_usage_errors_that_name_them(
        self, content: str, message: str, tmp_path: Path
    ) -> None:
        file = tmp_path / "other.json"
        file.write_text(content)

        with pytest.raises(CommandError) as error:
            run("--observed", str(file))

        assert str(error.value).startswith(f"{file}: ")
        assert message in str(error.value)
        assert error.value.returncode == 2


class TestDiff:
    @pytest.fixture
    def before(self, tmp_path: Path) -> Path:
        """The graph of before, and then one connection less and one more."""
        file = tmp_path / "before.json"
        run("--signal", SIGNAL, "-o", str(file))
        wired.packed.disconnect(sender=Group, dispatch_uid="weigh")
        wired.packed.connect(wired.weigh)
        return file

    @pytest.fixture(autouse=True)
    def after(self) -> Iterator[None]:
        yield
        wired.packed.disconnect(wired.weigh)

    def test_what_was_added_and_removed_is_shown(self, before: Path) -> None:
        document = shown("--signal", SIGNAL, "--diff", str(before))

        changes = {(e["source"], e["target"]): e.get("change") for e in document["edges"]}
        assert changes == {
            (f"channel:ANY:{SIGNAL}", f"receiver:{LABEL}"): None,
            (f"channel:ANY:{SIGNAL}", f"receiver:{WEIGH}"): "added",
            (f"channel:auth.Group:{SIGNAL}", f"receiver:{WEIGH}"): "removed",
        }

    def test_the_numbers_go_to_stderr(self, before: Path) -> None:
        _, err = run("--signal", SIGNAL, "--diff", str(before))
        assert err.startswith(f"Connections since {before}: 1 added, 1 removed.\n")

        run("--signal", SIGNAL, "-o", str(before))
        _, err = run("--signal", SIGNAL, "--diff", str(before))
        assert err.startswith(f"Connections since {before}: no difference.\n")

    def test_text_and_dot_have_signs(self, before: Path) -> None:
        text, _ = run("--signal", SIGNAL, "-f", "text", "--diff", str(before))
        assert "\n+ 1  tests.management.wired.weigh" in text
        assert "\n- 1  tests.management.wired.weigh" in text
        assert "- auth.Group · packed" in text

        dot, _ = run("--signal", SIGNAL, "--diff", str(before))
        (added,) = [line for line in dot.splitlines() if 'label="+ 1"' in line]
        (removed,) = [line for line in dot.splitlines() if 'label="− "' in line or '"−"' in line]  # noqa: RUF001
        assert 'color="#047857"' in added
        assert 'color="#c2410c"' in removed
        assert 'style="dashed"' in removed

    def test_other_files_are_usage_errors_that_name_them(self, tmp_path: Path) -> None:
        file = tmp_path / "other.json"
        file.write_text('{"version": 7, "nodes": [], "edges": []}')

        with pytest.raises(CommandError) as error:
            run("--diff", str(file))

        assert str(error.value) == f"{file}: This graph has version 7; 1 is understood here."
        assert error.value.returncode == 2

    def test_folded_nodes_cannot_be_compared(self, before: Path) -> None:
        with pytest.raises(CommandError, match="--diff and --collapse exclude each other"):
            run("--diff", str(before), "--collapse", "app")
