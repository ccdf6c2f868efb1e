"""Real projects with everything recorded: ``python3 -m tests.real [PROJECT ...]``.

Installs each project from PyPI in an environment of its own below `.venv-real`, runs a part of its
tests plain and recorded, draws the graph of its wiring in each format, and tells the differences
and the counts. Exit code 1 when a test does not end alike in both runs, the recorder had trouble,
or a graph is not whole; 2 when something could not run.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from example_project.bootstrap import SetupError
from tests.real import graphs
from tests.real.environments import FOLDER, INSIDE, set_up
from tests.real.project import Project
from tests.real.projects import PROJECTS
from tests.real.result import Result, table
from tests.suites.comparing import story
from tests.suites.running import run_both, theirs


def main(arguments: Sequence[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    unknown = sorted(set(options.projects) - set(PROJECTS))
    if unknown:
        parser().error(f"There is no project {unknown[0]!r}. Choose from {', '.join(PROJECTS)}.")
    parts = [options.only] if options.only else ["tests", "graphs"]
    results = [result_of(PROJECTS[name], parts) for name in options.projects or PROJECTS]
    print("\n" + "\n".join(table(results)))
    return max(result.exit_code for result in results)


def parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python3 -m tests.real", description=__doc__)
    parser.add_argument("projects", nargs="*", metavar="PROJECT", help=", ".join(PROJECTS))
    parser.add_argument("--only", choices=["tests", "graphs"], help="leave the others out")
    return parser


def result_of(project: Project, parts: Sequence[str]) -> Result:
    result = Result(project.name)
    try:
        python, folder = set_up(project)
    except SetupError as error:
        print(error, file=sys.stderr)
        result.missing.append("environment")
        return result
    if "tests" in parts:
        result.runs = run_both(project.name, python, folder, project.command, project.environment)
        if result.runs is None:
            result.missing.append("tests")
        else:
            print("\n" + "\n".join(story(**result.runs)), flush=True)
    if "graphs" in parts:
        print(f"\n== {project.name}, graphs", flush=True)
        result.graphs = drawn(project, python, folder)
        if result.graphs is None:
            result.missing.append("graphs")
        else:
            print("\n".join(graphs.story(result.graphs)), flush=True)
    return result


def drawn(project: Project, python: Path, folder: Path) -> graphs.Graphs | None:
    """Draw the graphs anew, in a folder where they can be looked at."""
    place = FOLDER / project.name / "graphs"
    place.mkdir(exist_ok=True)
    for each in place.iterdir():
        each.unlink()
    environment = {
        **theirs(os.environ, project.environment),
        "DJANGO_SETTINGS_MODULE": "real_settings",
        "REAL_SETTINGS": project.settings,
    }
    script = str(INSIDE / "real_graphs.py")
    subprocess.run([str(python), script, str(place)], cwd=folder, env=environment, check=False)
    return graphs.read(place)


if __name__ == "__main__":
    sys.exit(main())
