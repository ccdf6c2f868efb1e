"""Rules about what was observed: cascades without cycles, and not too deep.

The subject of a finding is a step of a cascade: a channel, its receiver, and what that sent. What
a commit callback sent, the receiver sent that registered the callback.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from signal_inspector.gate.edges import channel_text, stable_names
from signal_inspector.gate.rules.rule import Finding, ObservedKind, Option, Rule, is_count
from signal_inspector.naming import short_path
from signal_inspector.overlay.causes import cause, causes
from signal_inspector.recording.recording import Recording
from signal_inspector.recording.records import Dispatch, ReceiverCall

# Step by step through the names of channels: how often, and where each step was taken first.
_Steps = dict[str, dict[str, dict[str, "_Taken"]]]


@dataclass(slots=True)
class _Taken:
    first: Dispatch
    times: int = 0


@dataclass(slots=True)
class _Names:
    """Names of channels without line numbers."""

    signals: Mapping[str, str] = field(default_factory=dict)

    def channel(self, dispatch: Dispatch) -> str:
        return channel_text(self.signals[dispatch.signal], dispatch.sender)

    def step(self, call: ReceiverCall, sent: Dispatch) -> str:
        return f"{self.channel(call.dispatch)} -> {call.receiver} -> {self.channel(sent)}"


def no_cycles(recordings: Sequence[Recording], rule: Rule) -> Iterator[Finding]:
    """No channel that leads, at any remove, to itself.

    The subject is the step that breaks the cycle: one that is excepted, else the rarest.
    """
    steps = _steps(recordings)
    for start in sorted(steps):
        while cycle := _shortest_cycle(start, steps):
            pairs = list(zip(cycle, [*cycle[1:], start], strict=True))
            choices = [
                (f"{above} -> {receiver} -> {sent}", taken, above, sent, receiver)
                for above, sent in pairs
                for receiver, taken in steps[above][sent].items()
            ]
            subject, taken, above, sent, receiver = min(
                choices,
                key=lambda choice: (choice[0] not in rule.exceptions, choice[1].times, choice[0]),
            )
            del steps[above][sent][receiver]
            if not steps[above][sent]:
                del steps[above][sent]
            way = " -> ".join([*cycle, start])
            sentence = f"{way} is a cycle. Without {subject}, taken ×{taken.times}, it is none."
            yield _finding(subject, sentence, taken.first)
        # No cycle is left that this channel is part of.
        del steps[start]


def max_depth(recordings: Sequence[Recording], rule: Rule) -> Iterator[Finding]:
    """No dispatch that is nested deeper than ``max``; those that no receiver sent are 1 deep, and
    their channel is the subject.
    """
    names = _names(recordings)
    most = rule.options["max"]
    seen: set[str] = set()
    for dispatch in _dispatches(recordings):
        above = list(causes(dispatch))
        if len(above) != most:
            continue
        subject = names.step(above[0], dispatch) if above else names.channel(dispatch)
        if subject not in seen:
            seen.add(subject)
            way = " -> ".join(_way(dispatch, above, names))
            yield _finding(subject, f"The cascade is deeper than {most}: {way}.", dispatch)


def _names(recordings: Sequence[Recording]) -> _Names:
    return _Names(stable_names(each.signal for each in _dispatches(recordings)))


def _dispatches(recordings: Sequence[Recording]) -> Iterator[Dispatch]:
    for recording in recordings:
        yield from (each for each in recording.dispatches if not each.is_callback)


def _steps(recordings: Sequence[Recording]) -> _Steps:
    names = _names(recordings)
    steps: _Steps = {}
    for dispatch in _dispatches(recordings):
        call = cause(dispatch)
        if call is not None:
            sent = steps.setdefault(names.channel(call.dispatch), {})
            by = sent.setdefault(names.channel(dispatch), {})
            by.setdefault(call.receiver, _Taken(dispatch)).times += 1
    return steps


def _shortest_cycle(start: str, steps: _Steps) -> list[str]:
    """Return the channels of a shortest way from a channel to itself; [] where there is none."""
    came_from: dict[str, str] = {}
    pending = [start]
    for channel in pending:
        for sent in sorted(steps.get(channel, ())):
            if sent == start:
                way = [channel]
                while way[-1] != start:
                    way.append(came_from[way[-1]])
                return way[::-1]
            if sent not in came_from:
                came_from[sent] = channel
                pending.append(sent)
    return []


def _way(dispatch: Dispatch, above: Iterable[ReceiverCall], names: _Names) -> list[str]:
    """Return the channels and receivers that lead to a dispatch, and the dispatch."""
    way = [names.channel(dispatch)]
    for call in above:
        way += [call.receiver, names.channel(call.dispatch)]
    return way[::-1]


def _finding(subject: str, sentence: str, dispatch: Dispatch) -> Finding:
    site = dispatch.site
    return (
        Finding(subject, sentence, short_path(site.path), site.line)
        if site
        else Finding(subject, sentence)
    )


KINDS = {
    "no-cycles": ObservedKind(no_cycles),
    "max-depth": ObservedKind(max_depth, {"max": Option("a whole number from 0", is_count)}),
}
