"""What signalgraph says about problems: in a listing, on a drawing, and as a report."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.db.models.signals import post_delete

from signal_inspector.diagnosis.problem import Problem
from signal_inspector.management.diagnosing import concerning, flagged
from signal_inspector.management.graph_options import settled
from signal_inspector.renderers import dot, json as as_json, text
from signal_inspector.renderers.style import Style
from signal_inspector.wiring.nodes import SignalGraph
from tests import receivers_of_tests
from tests.graphs import ORDER, connection
from tests.wiring.test_graph import graph_of

PICKY = f"{receivers_of_tests.__name__}.picky"
SENTENCE = "picky of post_delete ⟨tests.receivers_of_tests⟩ does not accept **kwargs"

pytestmark = pytest.mark.usefixtures("fresh_ledger")


@pytest.fixture(autouse=True)
def problem(settings):
    settings.DEBUG = False
    post_delete.connect(receivers_of_tests.picky, sender=receivers_of_tests)
    yield
    post_delete.disconnect(receivers_of_tests.picky, sender=receivers_of_tests)


def run(*arguments, **options):
    """Return what the command wrote, and its exit code."""
    out = io.StringIO()
    try:
        call_command("signalgraph", *arguments, stdout=out, stderr=io.StringIO(), **options)
    except CommandError as error:
        return out.getvalue(), error.returncode
    return out.getvalue(), 0


def test_a_listing_ends_with_the_problems_of_what_it_shows():
    out, code = run("--receiver", PICKY, "-f", "text")
    assert "   W022\n" in out
    assert f"warning  signal_inspector.W022  {receivers_of_tests.__name__.replace('.', '/')}" in out
    assert SENTENCE in out
    assert code == 0


def test_a_listing_of_other_receivers_does_not():
    assert SENTENCE not in run("--receiver", "note_change", "-f", "text")[0]


@pytest.mark.parametrize("fold", [(), ("--collapse", "app"), ("--collapse", "signal")])
def test_folding_hides_no_problem(fold):
    assert SENTENCE in run("--receiver", PICKY, "-f", "text", *fold)[0]


def test_a_listing_of_what_is_near_is_of_its_problems_only():
    assert SENTENCE in run("--focus", "picky", "-f", "text")[0]
    assert SENTENCE not in run("--focus", "note_change", "-f", "text")[0]


def test_a_listing_of_an_app_has_the_problems_of_modules_that_are_in_no_graph():
    module = Problem("signal_inspector.W016", "warning", "", "", subject="django.contrib.auth.late")
    wanted = settled(["auth"], {}), settled(["sessions"], {}), settled(["auth"], {"signal": ["x"]})

    found = [concerning(SignalGraph(), [module], each) for each in wanted]

    assert found == [[module], [], []]


def test_a_report_alone_is_about_the_diagnosis():
    out, code = run("--report", "sarif")
    results = json.loads(out)["runs"][0]["results"]
    assert ("signal_inspector.W022", "warning") in [(e["ruleId"], e["level"]) for e in results]
    assert code == 0, "warnings do not fail at ERROR"


def test_it_is_a_gate():
    assert run("--report", "github", "--fail-level", "WARNING")[1] == 1


def test_a_report_of_rules_is_about_rules():
    out, _ = run("--rules", "--report", "json")
    assert "W022" not in out


def test_a_drawing_flags_the_receiver():
    graph = graph_of([connection(PICKY, ORDER), connection("shop.receivers.pay", ORDER)])
    [found] = [each for each in problems() if each.subject == PICKY]
    graph = flagged(graph, [found])
    assert [(node.name, node.problems) for node in graph.receivers] == [
        ("shop.receivers.pay", ()), (PICKY, ("W022",)),
    ]  # fmt: skip
    drawing = dot.render(graph, Style())
    assert drawing.count('class="receiver problem') == 1 + 1, "the node, and the legend's"
    assert "receiver, with a problem" in drawing
    assert "W022" in drawing
    assert '"problems": [' in as_json.render(graph)
    assert "W022" in text.render(graph)


def problems():
    from signal_inspector import conf
    from signal_inspector.diagnosis import wired

    return wired.find(conf.current())
