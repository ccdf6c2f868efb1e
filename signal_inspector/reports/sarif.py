"""Problems as SARIF 2.1.0, which code scanning services read."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

import signal_inspector
from signal_inspector.diagnosis.problem import Problem, Severity
from signal_inspector.diagnosis.rules import RULES

_LEVELS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "note"}


def render(problems: Sequence[Problem]) -> str:
    """Return the log of one run, its rules sorted, its results in the order of the problems."""
    rules = sorted({problem.rule for problem in problems})
    driver = {
        "name": "signal_inspector",
        "semanticVersion": signal_inspector.__version__,
        "rules": [_rule(rule) for rule in rules],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "utf16CodeUnits",
        "results": [_result(problem, rules.index(problem.rule)) for problem in problems],
    }
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    }
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _rule(rule_id: str) -> dict[str, Any]:
    """Describe a rule of the diagnosis; of any other no more than the id is known."""
    rule = RULES.get(rule_id)
    if rule is None:
        return {"id": rule_id}
    return {
        "id": rule_id,
        "name": rule.slug,
        "shortDescription": {"text": rule.title},
        "help": {"text": f"See {rule.page}."},
    }


def _result(problem: Problem, rule_index: int) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": problem.rule,
        "ruleIndex": rule_index,
        "level": _LEVELS[problem.severity],
        "message": {"text": "\n".join(text for text in (problem.sentence, problem.fix) if text)},
        "occurrenceCount": problem.count,
        "partialFingerprints": {"signalInspector/v1": _fingerprint(problem)},
    }
    if problem.path:
        location: dict[str, Any] = {
            "artifactLocation": {"uri": quote(problem.path, errors="surrogateescape")}
        }
        if problem.line:
            location["region"] = {"startLine": problem.line}
        result["locations"] = [{"physicalLocation": location}]
    return result


def _fingerprint(problem: Problem) -> str:
    """Return what stays the same when lines move, so that a result is known again."""
    parts = f"{problem.rule}\n{problem.path}\n{problem.sentence}"
    return hashlib.sha256(parts.encode("utf-8", "backslashreplace")).hexdigest()
