"""The colours keep what their docstring promises: contrast, six digits, one meaning each."""

import re
from dataclasses import fields

import pytest

from signal_inspector.renderers.style import (
    DARK,
    LIGHT,
    MONO,
    Palette,
    counted,
    receiver_label,
    shortened,
    signal_labels,
    summary,
)
from signal_inspector.wiring.graph import graph_of
from tests.graphs import connection, every_kind


def luminance(color: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    channels = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


PALETTES = pytest.mark.parametrize("palette", [LIGHT, DARK, MONO], ids=["light", "dark", "mono"])


@PALETTES
def test_colours_have_six_digits(palette: Palette) -> None:
    for field in fields(palette):
        assert re.fullmatch("#[0-9a-f]{6}", getattr(palette, field.name))


@PALETTES
@pytest.mark.parametrize("text", ["text", "faint"])
@pytest.mark.parametrize(
    "fill", ["background", "channel", "any_channel", "receiver", "foreign", "cluster"]
)
def test_text_can_be_read_on_every_fill(palette: Palette, text: str, fill: str) -> None:
    assert contrast(getattr(palette, text), getattr(palette, fill)) >= 6.9


@PALETTES
@pytest.mark.parametrize("line", ["line", "problem", "channel_line"])
@pytest.mark.parametrize("ground", ["background", "cluster"])
def test_lines_can_be_seen(palette: Palette, line: str, ground: str) -> None:
    assert contrast(getattr(palette, line), getattr(palette, ground)) >= 4.5


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_edge_labels_of_problems_can_be_read(palette: Palette) -> None:
    assert contrast(palette.problem, palette.background) >= 4.5


def test_each_light_colour_has_one_meaning_so_that_it_has_one_dark_twin() -> None:
    colors = [getattr(LIGHT, field.name) for field in fields(LIGHT) if field.name != "background"]

    assert len(set(colors)) == len(colors)


@pytest.mark.parametrize(
    ("name", "module", "label"),
    [
        ("orders.receivers.pack", "orders.receivers", "pack"),
        ("orders.models.Order.pack", "orders.models", "Order.pack"),
        ("functools.partial(orders.receivers.pack)", "orders.receivers", "partial(pack)"),
        ("orders.receivers.make.<locals>.pack", "orders.receivers", "make.pack"),
        ("orders.receivers.<lambda>", "orders.receivers", "<lambda>"),
        ("pack", "", "pack"),
    ],
)
def test_receivers_are_labelled_without_their_module(name: str, module: str, label: str) -> None:
    (node,) = graph_of([connection(name, module=module)]).receivers

    assert receiver_label(node) == label


def test_unnamed_signals_keep_their_place() -> None:
    name = "Signal @ shop.basket:12"

    assert signal_labels(graph_of([connection("a.b", signal=name)])) == {name: name}


def test_long_labels_are_cut() -> None:
    assert shortened("a" * 60) == "a" * 60
    assert shortened("a" * 61) == "a" * 59 + "…"


def test_counts_are_written_as_people_do() -> None:
    assert counted(1, "signal") == "1 signal"
    assert counted(0, "signal") == "0 signals"
    assert summary(every_kind()) == "3 signals, 10 channels, 13 receivers"
