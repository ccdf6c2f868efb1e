"""Set up `.venv` with what pyproject.toml names, then go on inside it.

Serves the commands `python3 -m example_project`, `python3 -m example_project.manage` and
`python3 -m tests`. Standard library only, and parseable by Python 3.7, so that an old Python
gets a sentence instead of a SyntaxError. Started with `-P` or PYTHONSAFEPATH, Python does not
find these modules in the current folder, and no code of ours can say so.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Iterator, Sequence

from example_project.interpreters import find_python, own_version, python_version, series_of

OLDEST, NEWEST = (3, 11), (3, 14)
ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"


class SetupError(Exception):
    """The set-up cannot go on; the message is one sentence for the person who started it."""


def enter(module: str, groups: Sequence[str] = ()) -> None:
    """Return inside `.venv`, with the extra `render` and the dependency groups installed.

    Started elsewhere, this process becomes `.venv`'s Python running `module` with the same
    arguments. What stands in the way is told in one sentence on stderr, with exit code 2.
    """
    try:
        if sys.version_info < OLDEST:
            _become(newer_python(), module)
        python = prepare(VENV, Path(sys.executable), requirements(groups))
        if not inside(VENV):
            _become(python, module)
    except (SetupError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(2) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None


def requirements(groups: Sequence[str] = ()) -> list[str]:
    """Arguments for pip and uv alike: this project, editable, with dependency groups."""
    wanted = ["--editable", ".[render]"]
    for group in groups:
        wanted += ["--group", group]
    return wanted


def newer_python() -> Path:
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        python = find_python(f"3.{minor}")
        if python:
            return python
    raise SetupError(
        f"Python 3.11 or newer is needed: this is {own_version()}, and no newer one was found."
    )


def prepare(venv: Path, base: Path, wanted: Sequence[str]) -> Path:
    """Bring the environment `venv` up to date and return its Python.

    `base` makes the environment where it is missing or broken; `wanted` are arguments of
    `pip install`. A stamp in the environment holds the digests of what was installed before.
    """
    if not is_satisfied(venv, wanted):
        with _alone(venv):
            if not is_satisfied(venv, wanted):  # the one that was waited for may have done it
                if venv_version(venv) is None:
                    _create(venv, base)
                _install(venv, wanted)
                with _stamp(venv).open("a", encoding="utf-8") as stamp:
                    stamp.writelines(f"{each}\n" for each in digests(venv_version(venv), wanted))
    return venv_python(venv)


def is_satisfied(venv: Path, wanted: Sequence[str]) -> bool:
    if not _stamp(venv).exists():
        return False
    version = venv_version(venv)
    stamped = _stamp(venv).read_text(encoding="utf-8").split()
    return version is not None and digests(version, wanted) <= set(stamped)


def digests(version: str | None, wanted: Sequence[str]) -> set[str]:
    """One for each wanted argument, with all that its packages depend on.

    That is pyproject.toml, the version of Python, and the folder, which scripts and links name.
    """
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    texts = ["\0".join([project, str(ROOT), str(version), each]) for each in wanted]
    return {hashlib.sha256(text.encode()).hexdigest() for text in texts}


def inside(venv: Path) -> bool:
    return Path(sys.prefix).resolve() == venv.resolve()


def venv_python(venv: Path) -> Path:
    return venv / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def venv_version(venv: Path) -> str | None:
    """The version ("3.11.7") of a usable environment, else None.

    Not usable is one without a Python, with one that does not start any more, or with one of
    another series than the environment was made for (the system's Python was upgraded).
    """
    version = own_version() if inside(venv) else python_version(venv_python(venv))
    try:
        lines = (venv / "pyvenv.cfg").read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    pairs = (line.partition("=") for line in lines)
    config = {key.strip(): value.strip() for key, _, value in pairs}
    made_for = config.get("version_info") or config.get("version") or ""  # uv's, venv's
    return version if version and series_of(version) == series_of(made_for) else None


def say(message: str) -> None:
    sys.stdout.write(f"[set-up] {message}\n")
    sys.stdout.flush()


def _stamp(venv: Path) -> Path:
    return venv / "installed"


@contextlib.contextmanager
def _alone(venv: Path) -> Iterator[None]:
    """Keep two set-ups of one environment apart; the system frees the lock of a dead process."""
    venv.parent.mkdir(parents=True, exist_ok=True)
    if sys.platform == "win32":  # has no fcntl
        yield
        return
    import fcntl

    with venv.with_name(f"{venv.name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"another command is setting up {venv.name}: waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _create(venv: Path, base: Path) -> None:
    say(f"making {venv.name} with Python {python_version(base)}")
    if _has_uv():
        done = _run(["uv", "venv", "--clear", "--python", str(base), str(venv)])
    elif _run([str(base), "-c", "import ensurepip, venv"]).returncode == 0:
        done = _run([str(base), "-m", "venv", "--clear", str(venv)])
    else:
        raise SetupError(
            f"{base} has no venv module: install it (Debian and Ubuntu: "
            "apt-get install python3-venv), or put uv on PATH."
        )
    if done.returncode:
        raise SetupError(f"{venv.name} could not be made: {_last_line(done.stdout)}")


def _install(venv: Path, wanted: Sequence[str]) -> None:
    python = str(venv_python(venv))
    names = " ".join(wanted).replace("--editable ", "").replace("--group ", "group ")
    output = ""
    # uv does not read pip's configuration: where only that names the way to the packages, uv
    # fails and pip works.
    for program in ["uv", "pip"] if _has_uv() else ["pip"]:
        say(f"installing {names} with {program} (takes up to half a minute the first time)")
        for command in _install_commands(program, python, wanted):
            done = _run(command)
            output += done.stdout
            if done.returncode:
                break
        else:
            return
    log = venv / "install.log"
    log.write_text(output, encoding="utf-8")
    raise SetupError(
        "The packages could not be installed, perhaps because the network is out of reach: "
        f"{_last_line(output)} (all that was said: {log.relative_to(ROOT)})"
    )


def _install_commands(program: str, python: str, wanted: Sequence[str]) -> Iterator[list[str]]:
    if program == "uv":
        yield ["uv", "pip", "install", "--python", python, *wanted]
        return
    pip = [python, "-m", "pip", "--retries", "2"]  # 5 take two minutes to notice a missing network
    if _run([*pip, "--version"]).returncode:  # uv makes environments without pip
        yield [python, "-m", "ensurepip"]
    if "--group" in wanted:  # needs 25.1; Python 3.11.7 brings 23.2
        yield [*pip, "install", "--upgrade", "pip>=25.1"]
    yield [*pip, "install", *wanted]


def _has_uv() -> bool:
    return _run(["uv", "--version"]).returncode == 0


def _last_line(output: str) -> str:
    """The last line that names an error, else the last one."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if line.lower().startswith("error")]
    return (errors or lines or ["no reason was given"])[-1]


def _run(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Run in the repository, both outputs as one text; return code 127 where it cannot start."""
    try:
        return subprocess.run(
            command,
            cwd=ROOT,
            env={**os.environ, "UV_PYTHON_DOWNLOADS": "never"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    except OSError as error:
        return subprocess.CompletedProcess(command, 127, f"{error}\n")


def _become(python: Path, module: str) -> None:
    """Go on as `python -m module` with the same arguments: one process, so signals reach it."""
    command = [str(python), "-m", module, *sys.argv[1:]]
    sys.stdout.flush()
    if sys.platform == "win32":  # its execv returns to the shell at once
        raise SystemExit(subprocess.call(command))
    os.execv(command[0], command)
