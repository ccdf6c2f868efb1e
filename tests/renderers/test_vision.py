"""Colours that mean something differ for every kind of colour vision.

Colour-blind eyes are simulated as Machado, Oliveira and Fernandes (2009) describe it, for complete
blindness of each kind; differences are ΔE of CIE 1976.
"""

import itertools
import math

import pytest

from signal_inspector.renderers.style import DARK, LIGHT, Palette
from tests.renderers.test_style import contrast

VISION = {
    "normal": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def linear(color: str) -> list[float]:
    values = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    return [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values]


def lab(rgb: list[float]) -> tuple[float, float, float]:
    r, g, b = (min(1.0, max(0.0, value)) for value in rgb)
    x = (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047
    y = 0.2126 * r + 0.7152 * g + 0.0722 * b
    z = (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883
    fx, fy, fz = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def difference(one: str, other: str, vision: str) -> float:
    seen = [
        lab([sum(map(math.prod, zip(row, linear(color), strict=True))) for row in VISION[vision]])
        for color in (one, other)
    ]
    return math.dist(*seen)


THEMES = pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])


@THEMES
@pytest.mark.parametrize("vision", VISION)
def test_what_was_added_removed_and_changed_can_be_told_apart(
    palette: Palette, vision: str
) -> None:
    for one, other in itertools.combinations((palette.added, palette.problem, palette.changed), 2):
        assert difference(one, other, vision) >= 30


@THEMES
@pytest.mark.parametrize("vision", VISION)
def test_the_flow_and_problems_can_be_told_apart(palette: Palette, vision: str) -> None:
    assert difference(palette.channel_line, palette.problem, vision) >= 92


@THEMES
def test_lines_stand_out_from_what_is_behind_them(palette: Palette) -> None:
    for name in ("line", "channel_line", "problem", "added", "changed"):
        for behind in (palette.background, palette.cluster):
            assert contrast(getattr(palette, name), behind) >= 4.5, name
