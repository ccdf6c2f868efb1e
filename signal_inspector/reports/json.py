"""Problems as JSON, version 1.

The document is an object::

    version      1
    problems     [{
                   rule      the rule's id
                   level     "error" | "warning" | "info"
                   message   what is wrong
                   fix       what to do; may be ""
                   file      path, or null
                   line      counted from 1, or null
                   count     how often it was found
                 }]
    counts       {errors, warnings, infos}
"""

import json
from collections import Counter
from collections.abc import Sequence

from signal_inspector.diagnosis.problem import Problem

VERSION = 1


def render(problems: Sequence[Problem]) -> str:
    """Return the document, indented, with a newline at its end."""
    counts = Counter(problem.severity for problem in problems)
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
        "counts": {
            "errors": counts["error"],
            "warnings": counts["warning"],
            "infos": counts["info"],
        },
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
