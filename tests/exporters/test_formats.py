"""The register of formats: by the end of a file's name."""

import subprocess
import sys

import pytest

from signal_inspector.exporters import FORMATS, format_of
from tests.recordings import Called, build, saved


def test_no_two_formats_share_a_suffix():
    suffixes = [suffix for each in FORMATS.values() for suffix in each.suffixes]
    assert len(set(suffixes)) == len(suffixes)
    assert all(suffix.startswith(".") for suffix in suffixes)
    assert all(format_of(f"a{each.suffix}") is each for each in FORMATS.values())


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("a.json", "json"),
        ("folder.chrome.json/a.json", "json"),
        ("a.TXT", "text"),
        ("a.chrome.json", "chrome"),
        ("a.perfetto.json", "chrome"),
        ("a.speedscope.json", "speedscope"),
        ("a.b.folded", "collapsed"),
        ("test_a.py", "test"),
    ],
)
def test_the_longest_suffix_decides(file, name):
    assert format_of(file) is FORMATS[name]


@pytest.mark.parametrize(
    ("file", "hint"),
    [
        ("x/trace.speedscop.json5", r"Did you mean '\.speedscope\.json'"),
        ("trace.jsn", r"Did you mean '\.json'"),
        ("trace", r"It may end with \.chrome\.json, .*\.txt\."),
        (".trace", r"It may end with"),
    ],
)
def test_another_name_is_told_with_the_nearest_suffix(file, hint):
    with pytest.raises(ValueError, match=hint):
        format_of(file)


def test_a_format_is_imported_when_it_is_used():
    code = (
        "import sys, signal_inspector.exporters as it;"
        "sys.exit(any(name.startswith(it.__name__ + '.') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_tells_of_a_recording(name):
    recording = build(saved("shop.Order", Called("reserve_stock")))
    text = FORMATS[name].render(recording)
    assert "shop.Order" in text
    assert "reserve_stock" in text
