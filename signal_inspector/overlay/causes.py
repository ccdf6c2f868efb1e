"""What led to a dispatch: receiver calls, whatever commit callbacks and tasks lie between."""

from collections.abc import Iterator

from signal_inspector.recording.records import Dispatch, ReceiverCall


def cause(dispatch: Dispatch) -> ReceiverCall | None:
    """Return the receiver call that led to a dispatch, through commit callbacks if need be."""
    return next(causes(dispatch), None)


def causes(dispatch: Dispatch) -> Iterator[ReceiverCall]:
    """Yield the receiver calls that led to a dispatch, the nearest first.

    In a damaged file a callback can be registered by what it led to: there the way ends.
    """
    seen: set[int] = set()
    while id(dispatch) not in seen:
        seen.add(id(dispatch))
        call = dispatch.registered_by or dispatch.parent
        if call is None:
            return
        dispatch = call.dispatch
        if not dispatch.is_callback:
            yield call
