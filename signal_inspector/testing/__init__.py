"""For the tests of people's own projects: record signals and assert, or mute receivers.

Works with pytest and unittest, in synchronous and asynchronous tests.
"""

from signal_inspector.testing.muting import mute
from signal_inspector.testing.recorded import RecordedSignals
from signal_inspector.testing.recording import record_signals

__all__ = ["RecordedSignals", "mute", "record_signals"]
