"""Fill a recording with what its recorder has written."""

from __future__ import annotations

from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING

from signal_inspector.recording.recording import Recording
from signal_inspector.recording.records import NO_EFFECTS, ReceiverCall

from .counting import added_up, counted
from .strand_reader import Facts, StrandReader

if TYPE_CHECKING:
    from signal_inspector.recording.notes import Notes
    from signal_inspector.recording.recorder import Recorder


def replay(recorder: Recorder, recording: Recording) -> None:
    """Fill ``recording`` with what a recorder has written: dispatches in start order, and what was
    counted. What has not ended by ``recording.duration_ns`` is unfinished.

    A recording of one strand is filled when it is first read; of more strands at once, because
    what they are doing now goes on to change.
    """
    root, is_single = recorder.root, recorder.is_single
    assert root is not None  # it has begun
    facts = Facts(
        root.copy() if is_single else root,
        recorder.began,
        recording.duration_ns,
        recorder.options.depth_limit,
        list(counted(recorder)),
    )
    if is_single:
        recording.read_later(partial(_read_later, facts, recorder.notes))
    else:
        _fill(facts, recording)


def _read_later(facts: Facts, notes: Notes, recording: Recording) -> None:
    try:
        _fill(facts, recording)
    except Exception as error:  # noqa: BLE001 - our bug must not become theirs
        notes.add(error)
        recording.effects, recording.counted, recording.dispatches = NO_EFFECTS, facts.counts, []


def _fill(facts: Facts, recording: Recording) -> None:
    reader = StrandReader(facts)
    reader.read_all(facts.root)
    dispatches = sorted(reader.dispatches, key=attrgetter("start_ns"))
    position = 0
    for index, dispatch in enumerate(dispatches):
        dispatch.index = index
        dispatch.receiver_calls.sort(key=_in_call_order)
        for call in dispatch.receiver_calls:
            call.index = position
            position += 1
            call.dispatches.sort(key=attrgetter("start_ns"))
    recording.effects = reader.effects
    recording.counted = added_up((*reader.too_deep(), *facts.counts))
    recording.dispatches = dispatches


def _in_call_order(call: ReceiverCall) -> tuple[bool, int]:
    return call.outcome == "not reached", call.start_ns
