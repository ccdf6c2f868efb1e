"""The examples of the how-to pages: each page's Python runs from top to bottom."""

import re
from pathlib import Path

import pytest

PAGES = sorted(Path(__file__).parents[1].glob("docs/how-to/*.md"))
BLOCK = re.compile(r"^```python\n(.*?)^```", re.DOTALL | re.MULTILINE)


@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_examples_of_a_page_run(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    blocks = BLOCK.findall(page.read_text(encoding="utf-8"))
    assert blocks, "a page without an example that runs"
    if any("opentelemetry" in block for block in blocks):
        pytest.importorskip("opentelemetry")
    namespace = {"__name__": "example"}
    for block in blocks:
        exec(compile(block, page.name, "exec"), namespace)
