"""The how-to pages of exports and OpenTelemetry: each page's Python runs from top to bottom."""

import json
import re

import pytest

from signal_inspector import conf
from signal_inspector.exporters import FORMATS
from signal_inspector.exporters.otel import measures
from signal_inspector.exporters.otlp import attributes
from tests.docs.pages import HOW_TO, blocks


@pytest.mark.parametrize("page", ["export-a-recording.md", "opentelemetry.md"])
def test_the_examples_of_a_page_run(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = [code for language, code in blocks(page) if language == "python"]
    assert found
    namespace = {"__name__": "example"}
    for code in found:
        exec(compile(code, page, "exec"), namespace)
    if page.startswith("export"):
        assert "reserve_stock" in (tmp_path / "order.html").read_text()
        assert json.loads((tmp_path / "order.speedscope.json").read_text())["profiles"]


def test_the_page_names_every_suffix():
    page = (HOW_TO / "export-a-recording.md").read_text()
    assert all(f"`{suffix}`" in page for each in FORMATS.values() for suffix in each.suffixes)


def test_the_page_names_every_attribute_and_the_limits():
    pytest.importorskip("opentelemetry")
    page = (HOW_TO / "opentelemetry.md").read_text()
    on_files_only = {attributes.NOT_REACHED, attributes.RECORDING, attributes.THREAD}
    names = {
        value
        for name, value in vars(attributes).items()
        if name.isupper() and name != "SCOPE" and isinstance(value, str)
    }
    missing = [each for each in names - on_files_only if f"`{each}`" not in page]
    assert missing == []
    assert f"{measures.MOST_SERIES:,}".replace(",", " ") in page
    [spans] = re.findall(r"`OTEL_SPANS` \((\d+)\)", page)
    assert int(spans) == conf.Settings().otel_spans
