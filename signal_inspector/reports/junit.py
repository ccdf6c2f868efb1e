"""Problems as JUnit XML, which most CI systems can show.

Each problem is a test case of its own: an error fails, a warning passes and says what it is, unless
warnings are to fail. Where there are no problems, one test case says so, for an empty suite counts
as a failure to some.

The place is the first line of the text: the schema that Jenkins' xUnit plugin judges files by knows
no attributes for it, and that plugin refuses what it does not know.
"""

import re
from collections.abc import Sequence
from xml.etree import ElementTree as ET

from signal_inspector.diagnosis.problem import Problem, Severity
from signal_inspector.reports.text import place

_SUITE = "signal_inspector"
# What XML cannot hold.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def render(problems: Sequence[Problem], fails_at: tuple[Severity, ...] = ("error",)) -> str:
    """Return the document with its declaration; problems of the severities ``fails_at`` fail."""
    failures = str(sum(problem.severity in fails_at for problem in problems))
    counts = {"tests": str(max(len(problems), 1)), "failures": failures, "errors": "0"}
    root = ET.Element("testsuites", {"name": _SUITE} | counts)
    suite = ET.SubElement(root, "testsuite", {"name": _SUITE} | counts)
    for problem in problems:
        suite.append(_case(problem, fails=problem.severity in fails_at))
    if not problems:
        ET.SubElement(suite, "testcase", {"classname": _SUITE, "name": "no problems"})
    ET.indent(root)
    body = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{body}\n'


def _case(problem: Problem, *, fails: bool) -> ET.Element:
    attributes = {"classname": f"{_SUITE}.{problem.rule}", "name": problem.sentence}
    case = ET.Element("testcase", {key: _printable(value) for key, value in attributes.items()})
    details = [place(problem), problem.sentence, problem.fix]
    text = _printable("\n".join(detail for detail in details if detail))
    if fails:
        failure = {"type": problem.rule, "message": problem.sentence}
        found = ET.SubElement(
            case, "failure", {key: _printable(value) for key, value in failure.items()}
        )
    else:
        found = ET.SubElement(case, "system-out")
    found.text = text
    return case


def _printable(text: str) -> str:
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)
