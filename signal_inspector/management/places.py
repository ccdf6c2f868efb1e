"""Where the files of problems are, for those who read a report beside the repository."""

import os
import sys
from dataclasses import replace
from pathlib import Path

from signal_inspector.diagnosis.problem import Problem


def from_root(problem: Problem) -> Problem:
    """Return the problem with its path from the repository's root, if the file is in there.

    The root is where GitHub has checked the repository out, elsewhere the working directory. Short
    paths, which the wiring has, begin below an entry of ``sys.path``.
    """
    if not problem.path:
        return problem
    root = Path(os.environ.get("GITHUB_WORKSPACE") or Path.cwd()).absolute()
    for holder in (Path.cwd(), *map(Path, filter(None, sys.path))):
        file = (holder / problem.path).absolute()
        if file.is_relative_to(root) and file.is_file():
            return replace(problem, path=file.relative_to(root).as_posix())
    return problem
