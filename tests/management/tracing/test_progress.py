"""Progress on a terminal."""

import io
import threading

from signal_inspector.management.tracing.progress import Progress
from signal_inspector.recording.recorder import Recorder
from tests.recording.scenes import dispatch, signal_with


class Screen(io.StringIO):
    """Remembers what was shown, and tells when something is."""

    def __init__(self, *, terminal=True):
        super().__init__()
        self.terminal = terminal
        self.shown = threading.Event()

    def isatty(self):
        return self.terminal

    def write(self, text):
        super().write(text)
        self.shown.set()


def receiver(**kwargs):
    pass


def test_dispatches_are_counted_and_the_line_is_cleared_at_the_end():
    screen, recorder = Screen(), Recorder()
    recorder.start()
    for _ in range(3):
        dispatch(signal_with(receiver))
    with Progress(recorder, screen, first_after=0):
        assert screen.shown.wait(5)
    recorder.stop()
    first, *_, last, _ = screen.getvalue().split("\r")[1:]
    assert first == "3 dispatches with receivers ..."
    assert last.strip() == ""


def test_a_short_run_shows_nothing():
    screen = Screen()
    with Progress(Recorder(), screen):
        pass
    assert screen.getvalue().strip() == ""


def test_what_is_no_terminal_is_not_written_to():
    screen = Screen(terminal=False)
    with Progress(Recorder(), screen, first_after=0):
        pass
    assert screen.getvalue() == ""


def test_a_terminal_that_has_gone_is_no_failure():
    screen = Screen()
    screen.close()
    screen.isatty = lambda: True
    with Progress(Recorder(), screen, first_after=0):
        pass
