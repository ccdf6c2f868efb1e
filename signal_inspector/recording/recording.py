"""A recording as a whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from signal_inspector.recording.locks import new_lock
from signal_inspector.recording.records import (
    NO_EFFECTS,
    Counted,
    Dispatch,
    Effects,
    ReceiverCall,
    Summary,
)

if TYPE_CHECKING:
    from signal_inspector.diagnosis.problem import Problem

_reading = new_lock()


@dataclass(eq=False, slots=True)
class Recording:
    """Everything that was dispatched while ``record()`` was open. Fill it through ``record()`` or
    ``from_json``.

    ``started`` is the wall clock time in ISO 8601 (UTC); ``effects`` are those outside of any
    receiver call; ``notes`` tell what went wrong in our own bookkeeping. What was recorded becomes
    records when it is first asked for: a recording that nobody reads costs nothing more.
    """

    name: str = ""
    started: str = ""
    duration_ns: int = 0
    dispatches: list[Dispatch] = field(default_factory=list)
    counted: list[Counted] = field(default_factory=list)
    effects: Effects = NO_EFFECTS
    notes: list[str] = field(default_factory=list)
    _read: Callable[[Recording], None] | None = field(default=None, init=False, repr=False)
    _began_at: float = field(default=0.0, init=False, repr=False)

    def begin(self, at: float) -> None:
        """Let ``started`` tell of this time, in seconds since 1970."""
        del self.started
        self._began_at = at

    def read_later(self, read: Callable[[Recording], None]) -> None:
        """Let ``read`` set dispatches, counted and effects when one of them is asked for."""
        del self.dispatches, self.counted, self.effects
        self._read = read

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> object:
            """Read what has not been read yet: only then these attributes are missing."""
            if name == "started":
                began = datetime.fromtimestamp(self._began_at, UTC)
                self.started = began.isoformat(timespec="microseconds")
                return self.started
            if name not in {"dispatches", "counted", "effects"}:
                message = f"'Recording' object has no attribute {name!r}"
                raise AttributeError(message, name=name, obj=self)
            with _reading:
                read, self._read = self._read, None
                if read is not None:
                    read(self)
            return object.__getattribute__(self, name)

    def __reduce__(self) -> tuple[Callable[[str], Recording], tuple[str]]:
        """Copies and pickles are made by way of the document, which is flat however deep the
        cascades are.
        """
        return Recording.from_json, (self.to_json(),)

    @property
    def roots(self) -> list[Dispatch]:
        """Dispatches that no recorded receiver sent, in start order."""
        return [each for each in self.dispatches if each.parent is None]

    @property
    def receiver_calls(self) -> list[ReceiverCall]:
        """All receiver calls, by dispatch and then in call order; ``index`` is the place in this
        list.
        """
        return [call for each in self.dispatches for call in each.receiver_calls]

    @property
    def summary(self) -> Summary:
        """Totals, in one pass over the dispatches."""
        from . import tree

        return tree.summarise(self)

    @property
    def problems(self) -> list[Problem]:
        """What went wrong, errors first, by the rules and settings of now."""
        from signal_inspector import conf
        from signal_inspector.diagnosis import recorded

        return recorded.find(self, conf.current())

    def to_json(self) -> str:
        """Return a JSON document; ``recording/document`` describes its schema."""
        from . import document

        return document.dumps(self)

    @classmethod
    def from_json(cls, text: str | bytes) -> Recording:
        """The recording that ``to_json`` wrote; ValueError says what is wrong with any other
        text.
        """
        from . import document

        return document.loads(text)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Recording):
            return NotImplemented
        return self.to_json() == other.to_json()

    __hash__ = None  # type: ignore[assignment]

    def __iter__(self) -> Iterator[Dispatch]:
        return iter(self.dispatches)
