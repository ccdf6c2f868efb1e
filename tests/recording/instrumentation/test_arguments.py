from __future__ import annotations

import pytest

from signal_inspector.recording.instrumentation import arguments
from tests.naming.hostile import Untouchable


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (None, None),
        (3, 3),
        (2**63, "<int>"),
        ("a secret", "<str>"),
        (float("inf"), "inf"),
        ([1, 2], "<list of 2>"),
        (int, "builtins.int"),
    ],
)
def test_one_argument_is_described_as_a_dispatch_would_have_it(value: object, told: object) -> None:
    assert arguments.described("value", value) == told


def test_an_object_of_the_project_is_told_by_its_type_and_never_asked() -> None:
    told = arguments.described("value", Untouchable())
    assert told == "<tests.naming.hostile.Untouchable>"
