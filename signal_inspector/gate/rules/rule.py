"""What a rule is made of."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from signal_inspector.gate.edges import Edge
from signal_inspector.naming import Origin
from signal_inspector.recording.recording import Recording

Level = Literal["error", "warning", "off"]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as the project set it. ``exceptions`` are reasons by the subjects of findings."""

    name: str
    kind: str
    reason: str
    level: Level = "error"
    exceptions: Mapping[str, str] = field(default_factory=dict)
    origins: tuple[Origin, ...] = ("project",)
    options: Mapping[str, Any] = field(default_factory=dict)


class Mistake(NamedTuple):
    """What is wrong with a rule, and the way out."""

    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What breaks a rule. ``subject`` is what an exception calls it; ``path`` may be ""."""

    subject: str
    sentence: str
    path: str = ""
    line: int = 0


class Option(NamedTuple):
    """A key of a rule's kind. ``fits`` returns whether it takes a value; with a default of None the
    key is needed.
    """

    expected: str
    fits: Callable[[Any], bool]
    default: Any = None
    names_apps: bool = False


class WiredKind(NamedTuple):
    """A kind of rule over the wiring."""

    find: Callable[[Sequence[Edge], Rule], Iterator[Finding]]
    options: Mapping[str, Option] = {}


class ObservedKind(NamedTuple):
    """A kind of rule over recordings."""

    find: Callable[[Sequence[Recording], Rule], Iterator[Finding]]
    options: Mapping[str, Option] = {}


def are_texts(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(each, str) for each in value)


def is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
