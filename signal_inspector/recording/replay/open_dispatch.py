"""A dispatch that has begun and not ended yet, at some point of a strand."""

from signal_inspector.recording.records import Connection, Dispatch, Error, Outcome, ReceiverCall
from signal_inspector.recording.strands import Failure, Plan


def closings(plan: Plan) -> int:
    """How many facts close a dispatch of this plan; -1 for those that ``End`` closes."""
    return plan.size if plan.size < 0 else plan.size + bool(plan.asynchronous)


class OpenDispatch:
    """Takes the facts of one dispatch in their order. All times are since the recording began.

    ``call`` is the receiver call under way. It is None between the calls, and while the async
    receivers of ``send`` run, which have strands of their own.
    """

    __slots__ = ("call", "dispatch", "ended", "left", "missed", "plan", "started")

    def __init__(self, plan: Plan, dispatch: Dispatch) -> None:
        self.plan = plan
        self.dispatch = dispatch
        self.call: ReceiverCall | None = None
        self.left = closings(plan)
        self.started = self.ended = False
        self.missed: list[Connection] = []

    def add_call(self, connection: Connection, start: int) -> ReceiverCall:
        """A receiver is called at ``start``; -1 where the next fact tells when."""
        call = ReceiverCall(0, self.dispatch, connection, start, -1, "unfinished")
        self.dispatch.receiver_calls.append(call)
        return call

    def time(self, time: int) -> None:
        """A time: of the beginning, of the call that was announced, or of a call's end."""
        if not self.started:
            self.started = True
            self.dispatch.start_ns = time
            self._next_call(time)
        elif self.left < 0 and self.call is not None and self.call.start_ns < 0:
            self.call.start_ns = time
        else:
            self._close_call(time, "returned")

    def fail(self, failure: Failure, error: Error, time: int) -> None:
        """An exception left the receiver under way, and with it the method where it ends that."""
        outcome: Outcome = "raised" if failure.ends else "swallowed"
        if self.call is not None:
            self.call.error = error
        if failure.ends and self.left > 0:
            self.left = 1
        self._close_call(time, "cancelled" if failure.cancelled else outcome)

    def _close_call(self, time: int, outcome: Outcome) -> None:
        if self.call is not None:
            self.call.duration_ns = max(0, time - self.call.start_ns)
            self.call.outcome = outcome
            self.call = None
        if self.left > 0:
            self.left -= 1
            if self.left:
                self._next_call(time)

    def _next_call(self, time: int) -> None:
        """In the order of the plan: a receiver begins when the one before has ended."""
        place = closings(self.plan) - self.left
        if 0 <= place < self.plan.size:
            self.call = self.add_call(self.plan.synchronous[place], time)

    def end(self, time: int) -> None:
        """The dispatch ends."""
        dispatch = self.dispatch
        dispatch.duration_ns = max(0, time - dispatch.start_ns)
        self.ended = True
        if any(call.outcome in {"raised", "cancelled"} for call in dispatch.receiver_calls):
            self.missed += (*self.plan.synchronous, *self.plan.asynchronous)

    def list_not_reached(self) -> None:
        """List the receivers that an exception left uncalled behind those that were called."""
        dispatch = self.dispatch
        called = [call.connection for call in dispatch.receiver_calls]
        for connection in self.missed:
            if connection in called:
                called.remove(connection)
                continue
            end = dispatch.start_ns + max(0, dispatch.duration_ns)
            call = self.add_call(connection, end)
            call.outcome, call.duration_ns = "not reached", 0

    def leave_unfinished(self, end: int) -> None:
        """The recording ends, and this dispatch or one of its calls has not."""
        if not self.started:
            self.dispatch.start_ns = end
        if not self.ended:
            self.dispatch.duration_ns = max(0, end - self.dispatch.start_ns)
        if self.call is not None:
            self.call.start_ns = max(self.call.start_ns, self.dispatch.start_ns)
            self.call.duration_ns = max(0, end - self.call.start_ns)
