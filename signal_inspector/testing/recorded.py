"""What a test asks about the signals that were recorded."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NoReturn

from signal_inspector.diagnosis import budgets
from signal_inspector.diagnosis.problem import Problem
from signal_inspector.diagnosis.rules import of_rules
from signal_inspector.exporters import text
from signal_inspector.recording import tree
from signal_inspector.recording.recorder import Recorder
from signal_inspector.recording.recording import Recording
from signal_inspector.recording.records import Counted, Dispatch, ReceiverCall
from signal_inspector.testing import matching
from signal_inspector.testing.matching import ANY_SENDER, Channel, Receiver

MOST_SHOWN = 5
MOST_LINES = 300
"""Of a cascade in a message; in a longer one, equal paths are merged."""


class RecordedSignals:
    """Assertions about a recording, which may still be going on. A failure shows the cascade.

    Signals and receivers are given as objects or by their dotted names; ``sender`` as the class, or
    the label of a model. Signals of one name, and receivers of one name and place, are not told
    apart.
    """

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder

    @property
    def recording(self) -> Recording:
        """What was recorded so far; once the block is left, all of it."""
        return self._recorder.snapshot()

    def assert_sent(
        self,
        signal: object,
        *,
        sender: object = ANY_SENDER,
        times: int | None = None,
        **arguments: Any,
    ) -> None:
        """The signal was sent, exactly ``times`` if given, with these arguments.

        Arguments are compared with what a recording knows of them: numbers, booleans, None and the
        texts of ``using`` and ``action`` by value, model instances by model and primary key. A
        class matches an instance of exactly this class; TypeError for a value of any other kind,
        and for an instance without a key.
        """
        __tracebackhide__ = True
        recording, channel = self.recording, Channel.of(signal, sender)
        found, counted = _sent(recording, channel, arguments)
        if arguments and counted and (times is not None or not found):
            _fail(recording, _undecided(channel, counted, found))
        number = len(found) + (0 if arguments else counted)
        if number != times if times is not None else not number:
            _fail(recording, _not_as_expected(recording, channel, number, times, arguments))

    def assert_not_sent(
        self, signal: object, *, sender: object = ANY_SENDER, **arguments: Any
    ) -> None:
        """The signal was not sent with these arguments; see ``assert_sent``."""
        __tracebackhide__ = True
        self.assert_sent(signal, sender=sender, times=0, **arguments)

    def assert_received(
        self,
        receiver: object,
        *,
        signal: object = None,
        sender: object = ANY_SENDER,
        times: int | None = None,
    ) -> None:
        """The receiver was called, exactly ``times`` if given, by ``signal`` if given."""
        __tracebackhide__ = True
        recording, wanted = self.recording, Receiver.of(receiver)
        channel = None if signal is None else Channel.of(signal, sender)
        found = [
            call
            for call in recording.receiver_calls
            if wanted.is_called_by(call) and (channel is None or channel.has(call.dispatch))
        ]
        beyond = _beyond_limits(recording, channel)
        if beyond and (times is not None or not found):
            _fail(recording, f"Whether {wanted.name} was called is not known: {beyond}")
        if len(found) != times if times is not None else not found:
            by = "" if channel is None else f" by {channel}"
            expected = _expected(times)
            _fail(recording, f"{wanted.name} was called {_times(len(found))}{by}, not {expected}.")

    def assert_not_received(
        self, receiver: object, *, signal: object = None, sender: object = ANY_SENDER
    ) -> None:
        """The receiver was not called; see ``assert_received``."""
        __tracebackhide__ = True
        self.assert_received(receiver, signal=signal, sender=sender, times=0)

    def assert_order(self, *steps: object) -> None:
        """Signals were sent and receivers called in this order, whatever else was in between.

        A step is a signal, a pair of a signal and its sender, or a receiver.
        """
        __tracebackhide__ = True
        recording = self.recording
        nodes = iter(_in_start_order(recording))
        for number, step in enumerate(steps):
            if not any(_is_step(step, node) for node in nodes):
                if beyond := _only_counted(recording, steps[: number + 1]):
                    _fail(recording, f"When {_step_name(step)} came is not known: {beyond}")
                before = f" after {_step_name(steps[number - 1])}" if number else ""
                _fail(recording, f"{_step_name(step)} did not come{before}.")

    def assert_max_depth(self, depth: int) -> None:
        """No cascade was deeper; a dispatch that no receiver sent is 1 deep."""
        __tracebackhide__ = True
        self._assert_within(max_depth=depth)

    def assert_max_dispatches(self, number: int) -> None:
        """At most so many dispatches had receivers."""
        __tracebackhide__ = True
        self._assert_within(max_dispatches=number)

    def assert_no_problems(self, *, only: Iterable[str] = (), ignore: Iterable[str] = ()) -> None:
        """The diagnosis finds no error and no warning; with ``only``, nothing of these rules.

        Rules are named by id or slug: ``"signal_inspector.R012"``, ``"R012"``, ``"saved-again"``.
        """
        __tracebackhide__ = True
        recording = self.recording
        found = of_rules(recording.problems, only, but=ignore)
        if found:
            _fail(recording, "\n".join(map(_told, found)))

    def _assert_within(self, **limits: Any) -> None:
        __tracebackhide__ = True
        recording = self.recording
        found = budgets.exceeded(recording, **limits)
        if found:
            _fail(recording, "\n".join(found))


def _sent(
    recording: Recording, channel: Channel, arguments: dict[str, Any]
) -> tuple[list[Dispatch], int]:
    """Return the dispatches, and how many of the channel were only counted."""
    matching.check_comparable(arguments)
    found = [each for each in recording if channel.has(each) and matching.sends(each, arguments)]
    return found, sum(each.count for each in recording.counted if channel.has(each))


def _undecided(channel: Channel, counted: int, found: list[Dispatch]) -> str:
    return (
        f"{channel} was sent {_times(len(found))} with these arguments, and {_times(counted)} with"
        " arguments that are not known: dispatches without receivers, and those beyond the limits"
        " of the recording, are only counted."
    )


def _not_as_expected(
    recording: Recording,
    channel: Channel,
    number: int,
    times: int | None,
    arguments: dict[str, Any],
) -> str:
    told = [f"{channel} was sent {_times(number)}, not {_expected(times)}."]
    if arguments:
        named = ", ".join(arguments)
        told[0] = f"{channel} was sent {_times(number)} with this {named}, not {_expected(times)}."
        for dispatch in [each for each in recording if channel.has(each)][:MOST_SHOWN]:
            seen = ", ".join(f"{name}={value!r}" for name, value in dispatch.arguments.items())
            told.append(f"It was sent with {seen or 'arguments that were not recorded'}.")
    return "\n".join(told)


def _only_counted(recording: Recording, steps: Iterable[Any]) -> str:
    """Say which of these steps were only counted, if at times: nobody knows when they came."""
    told = []
    for step in steps:
        if not matching.is_signal_like(step):
            told.append(_beyond_limits(recording, None))
            continue
        channel = _channel(step)
        count = sum(each.count for each in recording.counted if channel.has(each))
        if count:
            told.append(f"{channel} was only counted {_times(count)}.")
    return " ".join(filter(None, dict.fromkeys(told)))


def _beyond_limits(recording: Recording, channel: Channel | None) -> str:
    rows: list[Counted] = [
        each
        for each in recording.counted
        if each.reason != "no receivers" and (channel is None or channel.has(each))
    ]
    count = sum(each.count for each in rows)
    if not count:
        return ""
    return f"{count} dispatches were only counted ({', '.join(sorted({e.reason for e in rows}))})."


def _in_start_order(recording: Recording) -> list[Dispatch | ReceiverCall]:
    nodes = [node for _, node in tree.walk(recording.roots)]
    ran = [node for node in nodes if isinstance(node, Dispatch) or node.outcome != "not reached"]
    return sorted(ran, key=lambda node: node.start_ns)


def _is_step(step: Any, node: Dispatch | ReceiverCall) -> bool:
    if matching.is_signal_like(step):
        return isinstance(node, Dispatch) and _channel(step).has(node)
    return isinstance(node, ReceiverCall) and Receiver.of(step).is_called_by(node)


def _channel(step: Any) -> Channel:
    return Channel.of(*step) if isinstance(step, tuple) else Channel.of(step)


def _step_name(step: Any) -> str:
    if matching.is_signal_like(step):
        return str(_channel(step))
    return Receiver.of(step).name


def _times(number: int) -> str:
    return {0: "not at all", 1: "once", 2: "twice"}.get(number, f"{number} times")


def _expected(times: int | None) -> str:
    return "at least once" if times is None else _times(times).replace("not at all", "never")


def _told(problem: Problem) -> str:
    times = f" ×{problem.count}" if problem.count > 1 else ""
    return f"{problem.rule}: {problem.sentence}{times} {problem.fix}"


def _fail(recording: Recording, message: str) -> NoReturn:
    __tracebackhide__ = True
    tree = text.render(recording)
    if tree.count("\n") > MOST_LINES:
        tree = text.render(recording, merged=True)
    raise AssertionError(f"{message}\n\n{tree}")
