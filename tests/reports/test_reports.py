"""Problems in each form of a report, hostile texts included."""

import json
import os
from xml.etree import ElementTree as ET

import jsonschema
import pytest
from hypothesis import given, settings, strategies as st

from signal_inspector import reports
from signal_inspector.diagnosis.problem import Problem
from signal_inspector.diagnosis.rules import BYPASSED
from tests import npm

ADDED = Problem(
    "lock-added",
    "error",
    "audit.receivers.note receives post_save ⟨orders.Order⟩.",
    "Write it anew.",
    path="audit/receivers.py",
    line=9,
)
GONE = Problem("lock-removed", "warning", "It is gone.", "", path="signals.lock.json", count=3)
NOWHERE = Problem("layers", "error", "Nothing\nis there.", "100%")
KNOWN = Problem(BYPASSED.id, "info", "update() wrote.", "Save.")

TEXTS = st.text(max_size=20) | st.text(alphabet="%:,\r\n<>&\"'\\ \x00\x1b]", max_size=12)
PROBLEMS = st.lists(
    st.builds(
        Problem,
        rule=st.text(min_size=1, max_size=8),
        severity=st.sampled_from(["error", "warning", "info"]),
        sentence=TEXTS,
        fix=TEXTS,
        path=TEXTS,
        line=st.integers(0, 99),
        count=st.integers(1, 9),
    ),
    max_size=4,
)

# What the schema junit-10.xsd of Jenkins' xUnit plugin says of the elements that we write: their
# attributes that have to be there, those that may, and what may be in them.
JENKINS = {
    "testsuites": (set(), {"name", "time", "tests", "failures", "errors"}, {"testsuite"}),
    "testsuite": (
        {"name", "tests", "failures", "errors"},
        {"skipped", "time", "timestamp", "hostname", "id", "package", "file"},
        {"testcase", "properties", "system-out"},
    ),
    "testcase": ({"name"}, {"classname", "time", "group"}, {"failure", "skipped", "system-out"}),
    "failure": (set(), {"type", "message"}, set()),
    "system-out": (set(), set(), set()),
}


@pytest.fixture(scope="module")
def sarif_schema():
    """The schema of SARIF 2.1.0, which Microsoft's matchers for Jest bring along."""
    package = npm.package("@microsoft/jest-sarif", "1.0.0-beta.0")
    return json.loads((package / "lib/schemas/sarif-2.1.0-rtm.5.json").read_text())


class TestText:
    def test_each_problem_is_a_paragraph(self):
        assert reports.render([ADDED, GONE, NOWHERE], "text") == (
            "error  lock-added  audit/receivers.py:9\n"
            "  audit.receivers.note receives post_save ⟨orders.Order⟩.\n"
            "  Write it anew.\n"
            "\n"
            "warning  lock-removed  signals.lock.json  ×3\n"
            "  It is gone.\n"
            "\n"
            "error  layers\n"
            "  Nothing\n"
            "  is there.\n"
            "  100%\n"
            "\n"
        )

    def test_nothing_is_wrong_in_no_words(self):
        assert reports.render([], "text") == ""


class TestGithub:
    def test_each_problem_is_a_command_with_its_place(self):
        assert reports.render([ADDED, GONE, NOWHERE], "github").splitlines() == [
            (
                "::error file=audit/receivers.py,line=9,title=lock-added::"
                "audit.receivers.note receives post_save ⟨orders.Order⟩.%0AWrite it anew."
            ),
            "::warning file=signals.lock.json,title=lock-removed::It is gone.",
            "::error title=layers::Nothing%0Ais there.%0A100%25",
        ]

    @given(PROBLEMS)
    def test_each_command_stays_on_its_line_and_can_be_read_back(self, problems):
        lines = reports.render(problems, "github").split("\n")[:-1]

        assert len(lines) == len(problems)
        for problem, line in zip(problems, lines, strict=True):
            head, _, data = line.removeprefix("::").partition("::")
            level, _, given_properties = head.partition(" ")
            properties = dict(pair.split("=", 1) for pair in given_properties.split(","))
            assert level == ("notice" if problem.severity == "info" else problem.severity)
            assert unescaped(properties["title"]) == problem.rule
            assert unescaped(properties.get("file", "")) == problem.path
            texts = [text for text in (problem.sentence, problem.fix) if text]
            assert unescaped(data) == "\n".join(texts)


def unescaped(text):
    for code, char in (("%0A", "\n"), ("%0D", "\r"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, char)
    return text


class TestJson:
    def test_the_document_is_what_is_documented(self):
        assert json.loads(reports.render([ADDED, GONE], "json")) == {
            "version": 1,
            "problems": [
                {
                    "rule": "lock-added",
                    "level": "error",
                    "message": "audit.receivers.note receives post_save ⟨orders.Order⟩.",
                    "fix": "Write it anew.",
                    "file": "audit/receivers.py",
                    "line": 9,
                    "count": 1,
                },
                {
                    "rule": "lock-removed",
                    "level": "warning",
                    "message": "It is gone.",
                    "fix": "",
                    "file": "signals.lock.json",
                    "line": None,
                    "count": 3,
                },
            ],
            "counts": {"errors": 1, "warnings": 1, "infos": 0},
        }


class TestJunit:
    def suite(self, *problems):
        root = ET.fromstring(reports.render(problems, "junit"))
        assert root.tag == "testsuites"
        (suite,) = root
        return suite

    def test_errors_fail_and_warnings_pass(self):
        suite = self.suite(ADDED, GONE)

        assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("2", "1", "0")
        failed, passed = suite
        (failure,) = failed
        assert failed.attrib == {
            "classname": "signal_inspector.lock-added",
            "name": ADDED.sentence,
        }
        assert failure.tag == "failure"
        assert failure.attrib == {"type": "lock-added", "message": ADDED.sentence}
        assert failure.text == f"audit/receivers.py:9\n{ADDED.sentence}\nWrite it anew."
        assert [child.tag for child in passed] == ["system-out"]

    def test_no_problems_are_a_test_that_passed(self):
        suite = self.suite()

        assert (suite.get("tests"), suite.get("failures")) == ("1", "0")
        assert [case.get("name") for case in suite] == ["no problems"]

    @given(PROBLEMS)
    def test_any_text_is_well_formed_and_as_jenkins_wants_it(self, problems):
        root = ET.fromstring(reports.render(problems, "junit").encode("utf-8"))

        assert len(root[0]) == max(len(problems), 1)
        for parent in root.iter():
            required, allowed, inside = JENKINS[parent.tag]
            assert required <= parent.attrib.keys() <= required | allowed
            assert {child.tag for child in parent} <= inside


class TestSarif:
    def log(self, *problems):
        return json.loads(reports.render(problems, "sarif"))

    @pytest.mark.parametrize("problems", [[], [GONE, ADDED, NOWHERE], [KNOWN]])
    def test_the_schema_accepts_it(self, sarif_schema, problems):
        jsonschema.validate(self.log(*problems), sarif_schema)

    @settings(max_examples=30, deadline=None)
    @given(problems=PROBLEMS)
    def test_the_schema_accepts_any_text(self, sarif_schema, problems):
        jsonschema.validate(self.log(*problems), sarif_schema)

    def test_results_refer_to_rules_and_places(self):
        (run,) = self.log(GONE, ADDED)["runs"]

        assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == [
            "lock-added",
            "lock-removed",
        ]
        gone, added = run["results"]
        assert (added["ruleId"], added["ruleIndex"], added["level"]) == ("lock-added", 0, "error")
        assert added["locations"] == [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "audit/receivers.py"},
                    "region": {"startLine": 9},
                }
            }
        ]
        assert (gone["ruleIndex"], gone["level"], gone["occurrenceCount"]) == (1, "warning", 3)
        assert "region" not in gone["locations"][0]["physicalLocation"]

    def test_a_problem_without_a_place_has_no_locations(self):
        ((result,),) = (run["results"] for run in self.log(NOWHERE)["runs"])

        assert "locations" not in result

    def test_a_result_is_known_again_when_its_line_moves(self):
        first, second, other = self.log(
            ADDED,
            Problem(ADDED.rule, "error", ADDED.sentence, "Other.", path=ADDED.path, line=40),
            GONE,
        )["runs"][0]["results"]

        assert first["partialFingerprints"] == second["partialFingerprints"]
        assert first["partialFingerprints"] != other["partialFingerprints"]

    def test_paths_are_urls(self):
        problem = Problem("r", "error", "s", "", path="my app/größe#1.py", line=1)

        ((result,),) = (run["results"] for run in self.log(problem)["runs"])

        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert uri == "my%20app/gr%C3%B6%C3%9Fe%231.py"

    def test_a_path_that_is_no_utf_8_is_the_url_of_its_bytes(self):
        problem = Problem("r", "error", "s", "", path=os.fsdecode(b"gr\xf6sse.py"), line=1)

        assert '"uri": "gr%F6sse.py"' in reports.render([problem], "sarif")


@pytest.mark.parametrize("form", ["text", "github", "json", "junit", "sarif"])
@given(problems=PROBLEMS)
def test_each_form_ends_its_last_line(form, problems):
    text = reports.render(problems, form)

    assert text == "" or text.endswith("\n")


def test_information_is_a_note_and_known_rules_are_described():
    [run] = json.loads(reports.render([KNOWN], "sarif"))["runs"]
    assert run["results"][0]["level"] == "note"
    [rule] = run["tool"]["driver"]["rules"]
    assert rule["shortDescription"]["text"] == BYPASSED.title
    assert BYPASSED.page in rule["help"]["text"]
