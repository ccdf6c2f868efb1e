"""The judge of the load scripts: it sees what it is there to see."""

import pytest

from tests.load.judge import faults_of
from tests.recordings import Called, Sent, build


def nested(number, of, step=0):
    """A dispatch with those below it, as the site sends them."""
    below = [nested(number, of, step + 1)] if step + 1 < of else []
    arguments = {"number": number, "step": step, "of": of}
    called = Called("tests.load.site.go_on", below)
    return Sent("tests.load.site.placed", "'shop'", [called], arguments=arguments)


def test_a_whole_cascade_has_no_faults():
    assert faults_of(build(nested(7, 3)), 7, 3) == []


@pytest.mark.parametrize(
    ("roots", "fault"),
    [
        ([], "0 dispatches instead of 3"),
        ([nested(7, 2)], "2 dispatches instead of 3"),
        ([nested(7, 3), nested(7, 3)], "6 dispatches instead of 3"),
        ([nested(8, 3)], "dispatches of another request"),
        ([nested(7, 2), nested(7, 3, step=2)], "another cascade"),
    ],
    ids=["lost", "lost in part", "doubled", "mixed", "torn apart"],
)
def test_what_is_lost_doubled_or_mixed_up_is_named(roots, fault):
    assert fault in faults_of(build(*roots), 7, 3)


def test_notes_of_the_recording_are_faults():
    assert faults_of(build(nested(7, 1), notes=["broken"]), 7, 1) == ["broken"]
