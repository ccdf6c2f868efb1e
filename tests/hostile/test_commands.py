"""The same files, given to the commands: exit code 2 and a sentence, and each file as it was."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings, strategies as st

from signal_inspector.exporters import otlp
from signal_inspector.gate.lock import loads
from tests.hostile.mutations import mutated
from tests.hostile.test_files import entry, recording, refused_or

# Each run reads the whole wiring: a few of them, as the readers have tests of their own.
FEW = settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
RECORDING = json.loads(recording().to_json())
DOCUMENTS: dict[str, Any] = {
    "recording.json": RECORDING,
    "recordings.jsonl": entry(),
    "spans.json": json.loads(otlp.render(recording())),
}


def signalgraph(*arguments: str) -> str:
    """Run the command; what it printed. Exit code 1 is a verdict of the gate."""
    output = io.StringIO()
    try:
        call_command("signalgraph", "orders", *arguments, stdout=output)
    except CommandError as error:
        if error.returncode != 1:
            raise
    return output.getvalue()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the commands write, whole."""
    folder = tmp_path_factory.mktemp("whole")
    signalgraph("-f", "json", "-o", str(folder / "graph.json"))
    signalgraph("--write-baseline", str(folder / "signals.json"))
    for name, document in DOCUMENTS.items():
        (folder / name).write_text(json.dumps(document) + "\n")
    return folder


@pytest.mark.parametrize("name", DOCUMENTS)
@FEW
@given(data=st.data())
def test_observed(whole, tmp_path, name, data):
    file = tmp_path / name
    file.write_bytes(data.draw(mutated(DOCUMENTS[name])) + b"\n")
    given_as = f"otlp:{file}" if name == "spans.json" else str(file)
    good = str(whole / "recording.json")
    refused_or(lambda: signalgraph("--observed", good, given_as, "-f", "text"), file)


@FEW
@given(data=st.data())
def test_diff(whole, tmp_path, data):
    file = tmp_path / "graph.json"
    file.write_bytes(data.draw(mutated(json.loads((whole / "graph.json").read_bytes()))))
    refused_or(lambda: signalgraph("--diff", str(file), "-f", "json"), file)


@FEW
@given(data=st.data(), report=st.sampled_from(["text", "github", "json", "junit", "sarif"]))
def test_check(whole, tmp_path, data, report):
    file = tmp_path / "signals.json"
    file.write_bytes(data.draw(mutated(json.loads((whole / "signals.json").read_bytes()))))
    refused_or(lambda: signalgraph("--check", str(file), "--report", report), file)


STEERING = "\x1b[31m\0\n::error::\ud800" * 100


@pytest.mark.parametrize("report", ["text", "github", "json", "junit", "sarif"])
def test_names_in_a_lock_file_steer_neither_a_terminal_nor_what_reads_a_log(
    whole, tmp_path, report
):
    document = json.loads((whole / "signals.json").read_bytes())
    channel = {"signal": STEERING, "sender": STEERING, "receivers": [STEERING]}
    document["channels"].append(channel)
    file = tmp_path / "signals.json"
    file.write_text(json.dumps(document))
    printed = signalgraph("--check", str(file), "--report", report)
    assert "lock-removed" in printed
    assert printed.replace("\n", "").isprintable()
    assert not any(line.lstrip().startswith("::error::") for line in printed.splitlines())


@pytest.mark.parametrize("where", ["channels twice", "selection"])
def test_a_refusal_tells_names_in_one_short_line(whole, tmp_path, where):
    document = json.loads((whole / "signals.json").read_bytes())
    channel = {"signal": STEERING, "sender": STEERING, "receivers": ["a"]}
    document["channels"] += [channel, channel] if where == "channels twice" else []
    document["selection"]["apps"] = [STEERING] if where == "selection" else ["orders"]
    file = tmp_path / "signals.json"
    file.write_text(json.dumps(document))
    assert refused_or(lambda: signalgraph("--check", str(file)), file)


@FEW
@given(data=st.data())
def test_write_baseline(whole, tmp_path, data):
    file = tmp_path / "signals.json"
    file.write_bytes(data.draw(mutated(json.loads((whole / "signals.json").read_bytes()))))
    if not refused_or(lambda: signalgraph("--write-baseline", str(file)), file):
        assert file.read_bytes() == (whole / "signals.json").read_bytes()
    assert [each.name for each in tmp_path.iterdir()] == ["signals.json"]


@pytest.mark.parametrize("name", ["recording.json", "graph.json", "signals.json"])
def test_whole_files_are_taken(whole, tmp_path, name):
    """Else the tests above would show nothing."""
    shutil.copy(whole / name, tmp_path)
    file = tmp_path / name
    option = {"recording": "--observed", "graph": "--diff", "signals": "--check"}[file.stem]
    assert not refused_or(lambda: signalgraph(option, str(file)), file)
    assert loads((whole / "signals.json").read_bytes(), "signals.json").size > 0
