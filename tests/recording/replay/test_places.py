from __future__ import annotations

import dis
from typing import Any

from signal_inspector.recording.records import Frame
from signal_inspector.recording.replay.places import Places


def example(number: int) -> Any:
    double = number * 2
    return [
        double,
        number,
    ]


CODE = example.__code__
FIRST = CODE.co_firstlineno


def test_an_instruction_is_at_its_line():
    places = Places()
    for instruction in dis.get_instructions(CODE):
        line = instruction.positions.lineno if instruction.positions else None
        frame = places.at_instruction(CODE, instruction.offset)
        assert frame == Frame(__file__, line or FIRST, "example")


def test_an_offset_of_no_line_is_at_the_first():
    assert Places().at_instruction(CODE, 10**6) == Frame(__file__, FIRST, "example")


def test_equal_frames_are_one_object():
    places = Places()
    one, other = places.at_line(CODE, FIRST + 1), places.at_line(CODE, FIRST + 2)
    assert one is places.at_line(CODE, FIRST + 1) is not other
    assert one is places.at_instruction(CODE, next(
        start for start, _, line in CODE.co_lines() if line == FIRST + 1
    ))  # fmt: skip
