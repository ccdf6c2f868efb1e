"""The drawing in a real browser: light or dark as the viewer prefers, also as an image."""

import base64
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from signal_inspector.renderers import image
from signal_inspector.renderers.style import DARK, LIGHT, Palette
from tests.graphs import every_kind
from tests.renderers.programs import EACH_PROGRAM, drawn_by

if TYPE_CHECKING:
    from playwright.sync_api import Browser

__all__ = ["drawn_by"]

pytestmark = [pytest.mark.browser, EACH_PROGRAM, pytest.mark.usefixtures("drawn_by")]
SCHEMES = pytest.mark.parametrize(
    ("scheme", "palette"), [("light", LIGHT), ("dark", DARK)], ids=["light", "dark"]
)

# How many pixels of an image have each colour.
COUNT = """async (source) => {
    const image = new Image();
    image.src = source;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = image.width;
    canvas.height = image.height;
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    const data = context.getImageData(0, 0, canvas.width, canvas.height).data;
    const counts = {};
    for (let i = 0; i < data.length; i += 4) {
        if (data[i + 3] === 255) {
            const color = "#" + [0, 1, 2].map(
                (c) => data[i + c].toString(16).padStart(2, "0")).join("");
            counts[color] = (counts[color] || 0) + 1;
        }
    }
    return counts;
}"""


@SCHEMES
def test_an_image_has_the_colours_of_the_viewers_theme(
    chromium: "Browser", scheme: Any, palette: Palette
) -> None:
    source = base64.b64encode(image.render(every_kind(), "svg")).decode()
    context = chromium.new_context(color_scheme=scheme)

    counts = context.new_page().evaluate(COUNT, f"data:image/svg+xml;base64,{source}")
    context.close()

    other = DARK if palette is LIGHT else LIGHT
    for name in ("background", "channel", "any_channel", "receiver", "foreign"):
        assert counts.get(getattr(palette, name), 0) > 500, name
    assert counts.get(palette.problem, 0) > 20
    assert counts.get(other.channel, 0) == 0
    assert counts.get(other.any_channel, 0) == 0


@SCHEMES
def test_every_text_is_inside_its_node(
    chromium: "Browser", scheme: Any, palette: Palette, tmp_path: Path
) -> None:
    file = tmp_path / "signals.svg"
    file.write_bytes(image.render(every_kind(), "svg"))
    context = chromium.new_context(color_scheme=scheme)
    page = context.new_page()
    page.goto(file.as_uri())

    outside = page.evaluate(
        """() => [...document.querySelectorAll(".node")].filter((node) => {
            const shape = node.querySelector("polygon, path");
            if (!shape) return false;
            const box = shape.getBoundingClientRect();
            return [...node.querySelectorAll("text")].some((text) => {
                const line = text.getBoundingClientRect();
                return line.left < box.left || line.right > box.right;
            });
        }).map((node) => node.textContent)"""
    )
    color = page.evaluate(
        "() => getComputedStyle(document.querySelector('.channel:not(.gone) text')).fill"
    )
    context.close()

    assert outside == []
    red, green, blue = (int(palette.text[place : place + 2], 16) for place in (1, 3, 5))
    assert color == f"rgb({red}, {green}, {blue})"
