import re
import shutil
import subprocess

import pytest
from hypothesis import given, settings

from signal_inspector.recording import paths
from signal_inspector.recording.recording import Recording
from signal_inspector.renderers import cascade, svg
from signal_inspector.renderers.style import DARK, Style
from tests.recording.strategies import recordings
from tests.recordings import Called, Sent, build, failed, saved


def statements(recording, **options):
    """Return the attributes as text by node, or by pair of nodes."""
    source = cascade.render(recording, **options).source
    found = {}
    for line in source.splitlines():
        if match := re.match(r"  (\w+)(?: -> (\w+))? \[(.*)\];", line):
            start, end, attributes = match.groups()
            found[(start, end) if end else start] = attributes
    return found


def order():
    line = saved("shop.Line", Called("audit.note"), Called("search.index", is_async=True))
    return saved("shop.Order", Called("shop.reserve", [line] * 3), Called("shop.mail"))


def test_each_path_leads_from_the_request_to_the_last_receiver():
    found = statements(build(order()))
    edges = [key for key in found if isinstance(key, tuple)]
    assert edges == [
        ("n0", "n1"), ("n1", "n2"), ("n1", "n3"), ("n2", "n4"), ("n4", "n5"), ("n4", "n6"),
    ]  # fmt: skip
    names = {key: re.search(r"label=<(?:<B>)?([^<]*)", found[key]) for key in found}
    assert [names[f"n{number}"].group(1) for number in range(7)] == [
        "GET /", "post_save", "reserve", "mail", "post_save ×3", "note", "index",
    ]  # fmt: skip


def test_calls_are_numbered_where_there_are_several():
    found = statements(build(order()))
    assert 'label="2"' in found["n1", "n3"]
    found = statements(build(saved("shop.Order", Called("x.y.a"))))
    assert 'label=""' in found["n1", "n2"]


def test_what_a_receiver_sent_is_a_thick_line_with_an_open_head():
    found = statements(build(order()))
    assert 'class="cascade"' in found["n2", "n4"]
    assert 'arrowhead="vee" penwidth="2.1"' in found["n2", "n4"]
    assert 'class="connects"' in found["n0", "n1"]


@pytest.mark.parametrize(
    ("outcome", "inherited", "said"),
    [
        ("raised", False, "1 raised ValueError"),
        ("raised", True, "1 passed on ValueError"),
        ("swallowed", False, "1 ValueError swallowed"),
        ("cancelled", False, "1 cancelled ValueError"),
    ],
)
def test_what_failed_says_so_in_words_and_by_its_head(outcome, inherited, said):
    fails = Called("x.y.a", error=failed(inherited=inherited), outcome=outcome)
    fine = Called("x.y.a")
    missed = Called("x.y.b", outcome="not reached")
    one = saved("shop.Order", fails, missed)
    found = statements(build(saved("shop.Order", fine), one))
    assert f'label="{said}" arrowhead="tee"' in found["n1", "n2"]
    assert 'label="2 not reached"' in found["n1", "n3"]
    assert 'style="dotted"' in found["n1", "n3"]


def test_a_receiver_that_was_missed_has_no_time():
    one = saved("shop.Order", Called("x.y.b", outcome="not reached"))
    assert "tests/recordings.py:7<" in statements(build(one))["n2"]


def test_tooltips_have_whole_names_and_places():
    found = statements(build(order()))
    assert "django.db.models.signals.post_save, sender shop.Order" in found["n1"]
    assert "tests/recordings.py:22" in found["n1"]
    assert 'tooltip="shop.reserve\\ntests/recordings.py:7"' in found["n2"]
    found = statements(build(saved("shop.Order", Called("x.y.a", path=""), site=None)))
    assert 'tooltip="x.y.a"' in found["n2"]


def test_of_many_nodes_the_nearest_are_drawn_and_the_rest_counted():
    recording = build(*[saved(f"shop.M{number}", Called("x.y.a")) for number in range(9)])
    drawn = cascade.render(recording, most=12)
    assert drawn.left_out == 6
    assert len(drawn.names) == 13
    found = statements(recording, most=12)
    assert found["mn4"].startswith('id="mn4" label="… 1 more"')
    assert ("n4", "mn4") in found
    assert ("n3", "mn3") not in found
    assert statements(recording, most=4)["mn0"].startswith('id="mn0" label="… 5 more"')


def test_depth_costs_no_stack():
    chain = saved("Order", Called("again"))
    for _ in range(3_000):
        chain = saved("Order", Called("again", [chain]))
    assert cascade.render(build(chain)).left_out == 6_002 - cascade.MOST


def test_an_empty_recording_is_a_drawing_too():
    drawn = cascade.render(Recording())
    assert drawn.names == ("n0",)
    assert "recording" in drawn.source


def test_colours_are_those_of_the_theme():
    source = cascade.render(build(order()), Style(theme="dark")).source
    assert f'bgcolor="{DARK.background}"' in source
    assert DARK.channel in source


@pytest.mark.skipif(shutil.which("dot") is None, reason="there is no dot on PATH")
def test_hostile_names_are_drawn_as_they_are():
    evil = '<script>alert("1")</script> & \\N "x" {|}\x00\ud800'
    recording = build(Sent(evil, evil, [Called(evil, error=failed(), outcome="raised")]))
    recording.name = evil
    drawn = cascade.render(recording)
    output = subprocess.run(
        ["dot", "-Tsvg"], input=drawn.source.encode(), capture_output=True, check=True
    )
    assert output.stderr == b""
    shown = svg.clean(output.stdout, ids=drawn.names)
    assert "<script" not in shown
    assert "&lt;script&gt;alert" in shown


@settings(max_examples=25)
@given(recordings())
def test_every_path_is_drawn_once(recording):
    count, stack = 0, list(paths.merge(recording))
    while stack:
        count += 1
        stack += stack.pop().inner
    drawn = cascade.render(recording, most=100_000)
    assert (len(drawn.names), drawn.left_out) == (count + 1, 0)
    assert drawn.source.count(" -> ") == count
