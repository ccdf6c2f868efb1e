import re
from dataclasses import fields
from pathlib import Path

import pytest
from django.db.models.signals import post_save

import signal_inspector
from signal_inspector.panels import graph
from signal_inspector.renderers import image
from signal_inspector.renderers.style import DARK, LIGHT
from tests.panels import site
from tests.recordings import Called, Sent, build, saved

PATH = "/__debug__/signal_inspector/graph/"
STATIC = Path(signal_inspector.__file__).parent / "static" / "signal_inspector"


@pytest.fixture
def draw(monkeypatch):
    """Draw nothing, and return the sources that would have been drawn.

    What other tests have left connected makes no wiring too large to be drawn.
    """
    sources = []

    def draw(source, names, *, prefix, timeout):
        assert prefix
        sources.append(source)
        return "<svg></svg>"

    monkeypatch.setattr(image, "programs", lambda image_format: iter(["dot"]))
    monkeypatch.setattr(image, "draw", draw)
    monkeypatch.setattr(graph, "MOST_CONNECTIONS", 100_000)
    return sources


def test_the_cascade_is_drawn(draw):
    drawing = graph.cascade(build(saved("shop.Order", Called("x.y.a"))))
    assert (drawing.svg, drawing.notes) == ("<svg></svg>", ())
    assert "shop.Order" in draw[0]


def test_what_is_left_out_is_said(draw):
    roots = [saved(f"shop.M{number}", Called("x.y.a")) for number in range(100)]
    assert graph.cascade(build(*roots)).notes == (
        "80 nodes are left out; the cascade as a list has all.",
    )


def test_nothing_to_draw_says_so(draw):
    drawing = graph.cascade(build())
    assert (drawing.svg, drawing.notes) == ("", ("No receiver was called during this request.",))
    assert draw == []


@pytest.mark.usefixtures("receivers")
def test_the_wiring_is_drawn_without_the_toolbars_own_part(draw):
    recording = build(
        Sent("tests.panels.site.visited", "page", [Called("tests.panels.site.visit")])
    )
    graph.wiring(recording)
    assert "tests.panels.site.visit" in draw[0]
    assert "debug_toolbar" not in draw[0]


def test_receivers_that_are_not_the_projects_are_drawn_where_they_were_used(draw):
    assert graph.wiring(build()).notes[0].endswith("that were not used are left out.")
    unused = draw.pop() if draw else ""
    cache = "django.core.cache.close_caches"
    assert cache not in unused
    recording = build(Sent("django.core.signals.request_finished", "x", [Called(cache)]))
    graph.wiring(recording)
    assert cache in draw[0]


def test_the_labels_and_no_legend_tell_what_was_not_used(draw, connect):
    connect(site.visited, site.visit)
    graph.wiring(build())
    assert "never observed" in draw[0]
    assert "legend" not in draw[0].lower()


def test_of_a_large_wiring_only_what_was_used_is_drawn(draw, monkeypatch, connect):
    connect(site.visited, site.visit)
    connect(post_save, site.count)
    monkeypatch.setattr(graph, "MOST_CONNECTIONS", 1)
    called = Called("tests.panels.site.visit")
    recording = build(Sent("tests.panels.site.visited", "page", [called]))
    (note,) = graph.wiring(recording).notes
    assert note.startswith("Only what this request used is drawn: the project has ")
    assert "tests.panels.site.visit" in draw[0]
    assert "tests.panels.site.count" not in draw[0]
    drawing = graph.wiring(build())
    assert drawing.svg == ""
    assert drawing.notes[1] == "No receiver was called during this request."


def test_without_a_program_the_way_out_is_told(monkeypatch):
    monkeypatch.setattr(image, "programs", lambda image_format: iter(()))
    drawing = graph.cascade(build(saved("shop.Order", Called("x.y.a"))))
    assert drawing.svg == ""
    assert "pip install 'django-signal-inspector[render]'" in drawing.notes[0]


def test_a_program_that_fails_is_told_of(settings):
    settings.SIGNAL_INSPECTOR = {"GRAPHVIZ_DOT": "no-such-dot"}
    drawing = graph.cascade(build(saved("shop.Order", Called("x.y.a"))))
    assert drawing.notes == ("GRAPHVIZ_DOT is 'no-such-dot', which is not a program.",)


@pytest.mark.urls("tests.panels.site")
@pytest.mark.parametrize(("of", "current"), [("", "cascade"), ("wiring", "wiring")])
def test_the_part_shows_one_of_two_drawings(client, store, draw, of, current):
    request_id = store(build(saved("shop.Order", Called("x.y.a"))))
    content = client.get(PATH, {"request_id": request_id, "of": of}).json()["content"]
    assert "<svg></svg>" in content
    (chosen,) = re.findall(r'aria-current="true" href="[^"]*">The (\w+)', content)
    assert chosen == current


@pytest.mark.urls("tests.panels.site")
def test_names_in_a_drawing_are_escaped(client, store):
    if next(image.programs("svg"), None) is None:
        pytest.skip("there is no program to draw with")
    request_id = store(build(Sent("<b>&", "<script>", [Called("x.y.<img src=x>")])))
    content = client.get(PATH, {"request_id": request_id}).json()["content"]
    assert "&lt;script&gt;" in content
    assert "<script" not in content
    assert "<img" not in content


def test_the_dark_colours_are_those_of_the_drawings():
    sheet = (STATIC / "panel-graph.css").read_text(encoding="utf-8")
    rule = r'data-theme="dark"\] .sigi .signal-graph \[(\w+)="(#\w+)"\] \{\s*\1: (#\w+);'
    found = set(re.findall(rule, sheet))
    expected = {
        (attribute, getattr(LIGHT, each.name), getattr(DARK, each.name))
        for each in fields(LIGHT)
        for attribute in ("fill", "stroke")
        if each.name != "background"
    }
    assert found == expected
    assert f".sigi-drawing {{\n    background-color: {DARK.background};" in sheet
