"""Run Django's own tests plain and with everything recorded; tell the difference.

`python3 -m tests.django_suite --django 6.1` downloads the source of that Django with pip, makes an
environment for it under `.venv-suite`, and runs the tests twice. Exit code 1 when a test does not
end alike in both runs, or when the recorder had trouble; 2 when the tests could not run.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from example_project.bootstrap import ROOT, SetupError, prepare, say
from tests.suites.comparing import differences, story
from tests.suites.running import run_both
from tests.suites.sources import choose_python, fetch, install

LABELS = (
    "dispatch", "signals", "m2m_signals", "migrate_signals", "asgi", "async", "handlers",
    "auth_tests", "delete", "transaction_hooks", "contenttypes_tests", "sites_tests",
)  # fmt: skip
PYTHONS = {
    "5.2": ("3.13", "3.12", "3.11"),
    "6.0": ("3.12", "3.13"),
    "6.1": ("3.13", "3.12"),  # 3.12.1 lacks email.errors.HeaderWriteError
}
FOLDER = ROOT / ".venv-suite"


def main(arguments: Sequence[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    try:
        python, source = set_up(options.django, options.python)
    except SetupError as error:
        print(error, file=sys.stderr)
        return 2
    command = ["runtests.py", f"--parallel={options.parallel}", *options.labels]
    runs = run_both(source.name, python, source / "tests", command)
    if runs is None:
        print("The tests did not get to their end.", file=sys.stderr)
        return 2
    print("\n" + "\n".join(story(**runs)))
    return 1 if differences(**runs) or runs["recorded"].trouble else 0


def parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python3 -m tests.django_suite", description=__doc__)
    parser.add_argument("--django", choices=PYTHONS, default="6.1", help="series (default: 6.1)")
    parser.add_argument("--python", help="series, for instance 3.12 (default: what suits Django)")
    parser.add_argument("--labels", nargs="+", default=LABELS, help="as for Django's runtests.py")
    parser.add_argument("--parallel", default="auto", help="number of processes (default: auto)")
    return parser


def set_up(django: str, series: str | None) -> tuple[Path, Path]:
    """Return the Python of an environment for this Django's tests, and Django's source folder."""
    series, base = choose_python([series] if series else PYTHONS[django])
    python = prepare(FOLDER / f"django{django}-python{series}", base, ["pip>=25.1"])
    sources = sorted(FOLDER.glob(f"django-{django}*/"))
    source = sources[0] if sources else fetch(python, f"django~={django}.0", FOLDER)
    stamp = python.parent.parent / "tested"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != source.name:
        say(f"installing {source.name} and what its tests need")
        if not install(python, "--editable", str(source)):
            raise SetupError(f"{source.name} could not be installed.")
        listed = (source / "tests/requirements/py3.txt").read_text(encoding="utf-8").splitlines()
        for requirement in filter(None, (line.partition("#")[0].strip() for line in listed)):
            if not install(python, "--only-binary=:all:", requirement):
                say(f"without {requirement}: tests that need it are skipped")
        stamp.write_text(source.name, encoding="utf-8")
    return python, source


if __name__ == "__main__":
    raise SystemExit(main())
