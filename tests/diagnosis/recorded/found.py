"""What the rules find in recordings made by hand."""

from signal_inspector import conf
from signal_inspector.diagnosis import recorded
from signal_inspector.diagnosis.rules import RULES
from tests.recordings import build


def find(*roots, effects=None, **options):
    """Return the problems of the recording of these roots."""
    recording = build(*roots)
    if effects is not None:
        recording.effects = effects
    return recorded.find(recording, conf.current(**options))


def slugs(*roots, **options):
    return [RULES[problem.rule].slug for problem in find(*roots, **options)]


def only(found):
    (problem,) = found
    return problem
