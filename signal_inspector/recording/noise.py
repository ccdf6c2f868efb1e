"""The toolbar's own signals: it sends and receives some in every request that it watches."""

from __future__ import annotations

from dataclasses import replace

from signal_inspector.recording.recording import Recording
from signal_inspector.recording.records import Connection, Counted, Dispatch, ReceiverCall

_TOOLBAR = "debug_toolbar."
# The Templates panel makes Django send this one for each template, as in tests.
_TEMPLATE_RENDERED = "django.test.signals.template_rendered"


def without_toolbar(recording: Recording) -> tuple[Recording, int]:
    """Return the recording without the toolbar's part, and the number of dispatches that it hid.

    Hidden are receivers of the toolbar with all that they sent, and dispatches that only they
    received or that the toolbar sent. The recording given is not changed; it is returned itself
    when there is nothing to hide.
    """
    if not any(_concerns_toolbar(each) for each in recording.dispatches) and not any(
        _is_counted_for_toolbar(each) for each in recording.counted
    ):
        return recording, 0
    counted = [each for each in recording.counted if not _is_counted_for_toolbar(each)]
    hidden = sum(each.count for each in recording.counted if _is_counted_for_toolbar(each))
    kept = _kept(recording)
    hidden += len(recording.dispatches) - len(kept)
    return replace(recording, dispatches=kept, counted=counted), hidden


def _kept(recording: Recording) -> list[Dispatch]:
    """Return copies of the dispatches that stay; a parent began before what it sent."""
    kept: list[Dispatch] = []
    copies: dict[int, ReceiverCall] = {}
    for old in recording.dispatches:
        parent = None if old.parent is None else copies.get(old.parent.index)
        registrant = None if old.registered_by is None else copies.get(old.registered_by.index)
        if _is_of_toolbar(old) or (old.parent is not None and parent is None):
            continue
        new = replace(
            old, index=len(kept), parent=parent, registered_by=registrant, receiver_calls=[]
        )
        kept.append(new)
        if parent is not None:
            parent.dispatches.append(new)
        for call in old.receiver_calls:
            if not _is_receiver_of_toolbar(call.connection):
                copy = replace(call, index=len(copies), dispatch=new, dispatches=[])
                copies[call.index] = copy
                new.receiver_calls.append(copy)
    return kept


def _concerns_toolbar(dispatch: Dispatch) -> bool:
    return _is_of_toolbar(dispatch) or any(
        _is_receiver_of_toolbar(call.connection) for call in dispatch.receiver_calls
    )


def _is_of_toolbar(dispatch: Dispatch) -> bool:
    calls = dispatch.receiver_calls
    return _is_sent_by_toolbar(dispatch.signal, dispatch.sender) or (
        bool(calls) and all(_is_receiver_of_toolbar(call.connection) for call in calls)
    )


def _is_sent_by_toolbar(signal: str, sender: str) -> bool:
    return signal.startswith(_TOOLBAR) or sender.startswith(_TOOLBAR)


def _is_receiver_of_toolbar(connection: Connection) -> bool:
    return connection.receiver.startswith(_TOOLBAR)


def _is_counted_for_toolbar(counted: Counted) -> bool:
    return counted.signal == _TEMPLATE_RENDERED or _is_sent_by_toolbar(
        counted.signal, counted.sender
    )
