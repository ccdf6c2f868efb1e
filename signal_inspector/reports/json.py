"""Problems as JSON, version 1.

The document is an object::

    version      1
    problems     [{
                   rule      the rule's id
                   level     "error" | "warning"
                   message   what is wrong
                   fix       what to do; may be ""
                   file      path, or null
                   line      counted from 1, or null
                   count     how often it was found
                 }]
    counts       {errors, warnings}
"""

import json
from collections.abc import Sequence

from signal_inspector.diagnosis.problem import Problem

VERSION = 1


def render(problems: Sequence[Problem]) -> str:
    """Return the document, indented, with a newline at its end."""
    errors = sum(problem.severity == "error" for problem in problems)
    document = {
        "version": VERSION,
        "problems": [
            {
                "rule": problem.rule,
                "level": problem.severity,
                "message": problem.sentence,
                "fix": problem.fix,
                "file": problem.path or None,
                "line": problem.line or None,
                "count": problem.count,
            }
            for problem in problems
        ],
        "counts": {"errors": errors, "warnings": len(problems) - errors},
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
