from __future__ import annotations

from collections import Counter

import pytest

from tests.real import __main__ as command
from tests.real.graphs import Graphs
from tests.real.projects import PROJECTS
from tests.real.result import Result, table
from tests.suites.comparing import Run


def runs(**recorded):
    counts = Counter({"dispatches": 1_234, "receiver calls": 5})
    return {"plain": Run(ran=3), "recorded": Run(ran=3, recorded=counts, **recorded)}


def graphs_that_failed():
    live = {"connections": [3, 1, 0], "receivers": 2, "collected": 0}
    return Graphs({"formats": {"svg": {"error": "no"}}, "live": live}, {})


WELL = Result("shop", runs())
DIFFERENT = Result("blog", runs(endings={("failed", "a")}, trouble=["a note"]))
NOT_WHOLE = Result("wiki", runs(), graphs_that_failed())
MISSING = Result("forum", missing=["environment"])


def test_the_table_has_what_was_found_out_about_each_project():
    assert table([WELL, DIFFERENT, NOT_WHOLE, MISSING]) == [
        "       tests  dispatches  calls  connections  receivers  outcome",
        "shop       3       1,234      5            -          -  well",
        "blog       3       1,234      5            -          -  not alike or in trouble: 2",
        "wiki       3       1,234      5            4          2  graphs not whole: 1",
        "forum      -           -      -            -          -  could not run: environment",
    ]


def test_exit_codes_tell_what_is_not_well_from_what_did_not_run():
    assert [each.exit_code for each in (WELL, DIFFERENT, NOT_WHOLE, MISSING)] == [0, 1, 1, 2]


def test_every_project_is_pinned_beside_a_series_of_django():
    for project in PROJECTS.values():
        pinned, *others = project.requirements
        assert project.name == pinned.partition("==")[0].partition("[")[0]
        if project.source is not None:
            assert project.source.requirement.partition("==")[2] == pinned.partition("==")[2]
        # The requirements of pretix name its Django.
        assert any(each.startswith("django~=") for each in others) or project.name == "pretix"


def test_unknown_projects_are_refused(capsys):
    with pytest.raises(SystemExit) as stopped:
        command.main(["no-such-project"])
    assert stopped.value.code == 2
    assert "There is no project 'no-such-project'" in capsys.readouterr().err
