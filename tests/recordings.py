"""Recordings by hand: what was sent, what it called, and how long each call took by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import django.dispatch

from signal_inspector.recording.recording import Recording
from signal_inspector.recording.records import (
    NO_EFFECTS,
    Connection,
    Counted,
    Dispatch,
    Effects,
    Error,
    Frame,
    Outcome,
    ReceiverCall,
)

MS = 1_000_000
HERE = __file__
DJANGO = django.dispatch.__file__


@dataclass
class Called:
    """A receiver call to build. ``own_ms`` is spent before what it sends."""

    receiver: str
    sends: Sequence[Sent] = ()
    own_ms: float = 1.0
    outcome: Outcome = "returned"
    error: Error | None = None
    path: str = HERE
    line: int = 7
    connected_to: str | None = None
    dispatch_uid: str | None = None
    is_async: bool = False
    effects: Effects = NO_EFFECTS


@dataclass
class Sent:
    """A dispatch to build."""

    signal: str
    sender: str
    calls: Sequence[Called] = ()
    site: Frame | None = field(default_factory=lambda: Frame(HERE, 22, "sign_up"))
    method: str = "send"
    arguments: dict[str, Any] = field(default_factory=dict)
    thread: str = "MainThread"


def saved(sender: str, *calls: Called, **options: Any) -> Sent:
    return Sent("django.db.models.signals.post_save", sender, calls, **options)


def build(*roots: Sent, counted: Sequence[Counted] = (), notes: Sequence[str] = ()) -> Recording:
    """Return the recording of roots that followed each other, a millisecond between them."""
    recording = Recording(name="GET /", started="2026-01-01T00:00:00.000+00:00")
    recording.counted += counted
    recording.notes += notes
    now = 0
    # What is to begin, with what it belongs to, or what is to end. A stack: cascades may be deep.
    stack: list[tuple[Sent | Called | None, Any]] = [(root, None) for root in reversed(roots)]
    while stack:
        plan, above = stack.pop()
        if plan is None:
            above.duration_ns = now - above.start_ns
        elif isinstance(plan, Sent):
            now += MS if above is None else 0
            dispatch = _dispatch(plan, above, len(recording.dispatches), now)
            recording.dispatches.append(dispatch)
            stack += [(None, dispatch), *((call, dispatch) for call in reversed(plan.calls))]
        else:
            call = _call(plan, above, now)
            now += int(plan.own_ms * MS) if plan.outcome != "not reached" else 0
            stack += [(None, call), *((sent, call) for sent in reversed(plan.sends))]
    for index, call in enumerate(recording.receiver_calls):
        call.index = index
    recording.duration_ns = now + MS
    return recording


def _dispatch(plan: Sent, parent: ReceiverCall | None, index: int, now: int) -> Dispatch:
    dispatch = Dispatch(index, plan.signal, plan.sender, plan.method, now, 0)
    dispatch.site, dispatch.arguments = plan.site, plan.arguments
    dispatch.thread, dispatch.parent = plan.thread, parent
    if parent is not None:
        parent.dispatches.append(dispatch)
    return dispatch


def _call(plan: Called, dispatch: Dispatch, now: int) -> ReceiverCall:
    connection = Connection(plan.receiver, plan.path, plan.line, plan.connected_to)
    connection = replace(connection, dispatch_uid=plan.dispatch_uid, is_async=plan.is_async)
    call = ReceiverCall(0, dispatch, connection, now, 0, plan.outcome, plan.error, plan.effects)
    dispatch.receiver_calls.append(call)
    return call


def failed(message: str = "out of stock", *, inherited: bool = False) -> Error:
    """Return an error that a receiver of this file raised."""
    return Error("ValueError", message, (Frame(HERE, 9, "reserve_stock"),), inherited)
