"""What led to a dispatch: receiver calls, whatever commit callbacks and tasks lie between."""

from collections.abc import Iterator

from signal_inspector.recording.records import Dispatch, ReceiverCall


def cause(dispatch: Dispatch) -> ReceiverCall | None:
    """Return the receiver call that led to a dispatch, through commit callbacks if need be."""
    call = dispatch.parent
    while call is not None and call.dispatch.is_callback:
        call = call.dispatch.registered_by or call.dispatch.parent
    return call


def causes(dispatch: Dispatch) -> Iterator[ReceiverCall]:
    """Yield the receiver calls that led to a dispatch, the nearest first."""
    call = cause(dispatch)
    while call is not None:
        yield call
        call = cause(call.dispatch)
