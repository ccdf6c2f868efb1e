"""A recording as the formats that people read and that other programs open.

``FORMATS`` names them all; live OpenTelemetry spans are a matter of their own, in ``otel``. A
format is a module with a function ``render`` from a recording to a text, imported when it is used.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from signal_inspector.recording.recording import Recording

__all__ = ["FORMATS", "Format", "format_of"]


@dataclass(frozen=True, slots=True)
class Format:
    """A file format: its name for people, what its files end with, and the module that makes it."""

    title: str
    suffixes: tuple[str, ...]
    content_type: str
    module: str

    @property
    def suffix(self) -> str:
        """What a file is best called."""
        return self.suffixes[0]

    def render(self, recording: Recording) -> str:
        """Return the recording in this format, as text that UTF-8 can hold."""
        module: Any = import_module(f"{__name__}.{self.module}")
        text: str = module.render(recording)
        # Names may hold lone surrogates; \udc80 is how JSON and Python write them, too.
        return text.encode("utf-8", "backslashreplace").decode()


_JSON = "application/json"
_TEXT = "text/plain; charset=utf-8"
FORMATS: dict[str, Format] = {
    "json": Format("JSON", (".json",), _JSON, "json"),
    "text": Format("Text", (".txt",), _TEXT, "text"),
    "chrome": Format(
        "Chrome trace", (".chrome.json", ".perfetto.json", ".trace.json"), _JSON, "chrome"
    ),
    "speedscope": Format("speedscope", (".speedscope.json",), _JSON, "speedscope"),
    "otlp": Format("OpenTelemetry spans", (".otlp.json",), _JSON, "otlp"),
    "collapsed": Format("Collapsed stacks", (".collapsed", ".folded"), _TEXT, "collapsed"),
    "html": Format("HTML", (".html", ".htm"), "text/html; charset=utf-8", "html"),
    "test": Format("Test", (".py",), "text/x-python; charset=utf-8", "as_test"),
}


def format_of(file: str) -> Format:
    """Return the format with the longest suffix that a file's name ends with.

    Raises ValueError for a name that ends with none.
    """
    name = file.lower()
    suffixes = {suffix: each for each in FORMATS.values() for suffix in each.suffixes}
    fitting = [suffix for suffix in suffixes if name.endswith(suffix)]
    if fitting:
        return suffixes[max(fitting, key=len)]
    base = name.replace("\\", "/").rpartition("/")[2]
    ending = base[base.find(".") :] if "." in base[1:] else ""
    close = difflib.get_close_matches(ending, suffixes, n=1) if ending else []
    known = ", ".join(sorted(suffixes))
    hint = f"Did you mean {close[0]!r}?" if close else f"It may end with {known}."
    raise ValueError(f"No format is known by the name of {file!r}. {hint}")
