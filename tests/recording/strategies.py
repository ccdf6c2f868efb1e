"""Random recordings, and random cascades to be sent for real."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import Any

from hypothesis import strategies as st

from signal_inspector.recording.recording import Recording
from signal_inspector.recording.records import (
    OUTCOMES,
    BulkWrite,
    Connection,
    Counted,
    Dispatch,
    Effects,
    Error,
    Frame,
    Queries,
    ReceiverCall,
    Statement,
)
from tests.recording.scenes import METHODS

texts = st.text(max_size=8) | st.sampled_from(["orders.Order", "", "\ud800", "\x1b[31m", "é\n"])
numbers = st.integers(0, 10**12)
scalars = texts | st.integers() | st.floats(allow_nan=False) | st.booleans() | st.none()
frames = st.builds(Frame, texts, st.integers(1, 10**6), texts)
connections = st.builds(
    Connection,
    receiver=texts,
    path=texts,
    line=st.integers(0, 10**6),
    sender=texts | st.none(),
    dispatch_uid=texts | st.none(),
    weak=st.booleans(),
    is_async=st.booleans(),
)
errors = st.builds(
    Error, texts, texts, st.lists(frames, max_size=3).map(tuple), inherited=st.booleans()
)
effects = st.builds(
    Effects,
    queries=st.lists(st.builds(Queries, texts, numbers, numbers), max_size=2).map(tuple),
    statements=st.lists(st.builds(Statement, texts, numbers), max_size=3).map(tuple),
    on_commit=numbers,
    bulk_writes=st.lists(
        st.builds(
            BulkWrite,
            texts,
            texts,
            numbers | st.none(),
            st.lists(texts, max_size=2).map(tuple),
            frames | st.none(),
        ),
        max_size=2,
    ).map(tuple),
    mails=numbers,
    tasks=st.lists(texts, max_size=2).map(tuple),
    rolled_back=numbers,
    requests=st.lists(texts, max_size=2).map(tuple),
    task_ids=st.lists(texts, max_size=2).map(tuple),
    in_atomic=numbers,
    survived=numbers,
)
counted = st.builds(
    Counted,
    texts,
    texts,
    st.sampled_from(["no receivers", "muted", "limit", "depth"]),
    numbers,
    numbers,
    numbers,
    numbers,
)


@st.composite
def recordings(draw: st.DrawFn) -> Recording:
    """Any recording: dispatches in start order, each below a call of an earlier one or of none."""
    recording = Recording(
        name=draw(texts),
        started=draw(texts),
        duration_ns=draw(numbers),
        counted=draw(st.lists(counted, max_size=2)),
        effects=draw(st.just(Effects()) | effects),
        notes=draw(st.lists(texts, max_size=2)),
    )
    calls: list[ReceiverCall] = []
    for index, start in enumerate(sorted(draw(st.lists(numbers, max_size=6)))):
        parent = draw(st.none() | st.sampled_from(calls)) if calls else None
        dispatch = Dispatch(
            index=index,
            signal=draw(texts),
            sender=draw(texts),
            method=draw(texts),
            start_ns=start,
            duration_ns=draw(numbers),
            site=draw(frames | st.none()),
            arguments=draw(st.dictionaries(texts, scalars, max_size=3)),
            thread=draw(texts),
            parent=parent,
            registered_by=draw(st.none() | st.sampled_from(calls)) if calls else None,
        )
        if parent is not None:
            parent.dispatches.append(dispatch)
        for _ in range(draw(st.integers(0, 2))):
            call = ReceiverCall(
                index=len(calls),
                dispatch=dispatch,
                connection=draw(connections),
                start_ns=start + draw(numbers),
                duration_ns=draw(numbers),
                outcome=draw(st.sampled_from(OUTCOMES)),
                error=draw(errors | st.none()),
                effects=draw(st.just(Effects()) | effects),
            )
            dispatch.receiver_calls.append(call)
            calls.append(call)
        recording.dispatches.append(dispatch)
    return recording


@dataclass(frozen=True)
class Step:
    """What a receiver does: it sends these one after the other, then it returns or raises."""

    sends: tuple[Sent, ...] = ()
    raises: bool = False
    bears: bool = False
    """Whether it goes on when something that it sent raises."""


@dataclass(frozen=True)
class Sent:
    """A dispatch to be sent: by which method of which signal, and a step for each receiver."""

    signal: int
    method: str
    steps: tuple[Step, ...]
    number: int
    in_a_thread: bool
    """Whether async code sends it in a thread even where it need not."""


@st.composite
def cascades(draw: st.DrawFn, receivers: list[int]) -> list[Sent]:
    """Up to three dispatches, nested up to three deep. ``receivers`` is their number by signal."""

    def sent(depth: int) -> Sent:
        signal = draw(st.integers(0, len(receivers) - 1))
        steps = tuple(step(depth) for _ in range(receivers[signal]))
        method, in_a_thread = draw(st.sampled_from(METHODS)), draw(st.booleans())
        return Sent(signal, method, steps, next(numbering), in_a_thread)

    def step(depth: int) -> Step:
        below = draw(st.integers(0, 2)) if depth else 0
        sends: Any = tuple(sent(depth - 1) for _ in range(below))
        return Step(sends, raises=draw(st.integers(0, 3)) == 0, bears=draw(st.booleans()))

    numbering = count()
    return [sent(2) for _ in range(draw(st.integers(1, 3)))]
