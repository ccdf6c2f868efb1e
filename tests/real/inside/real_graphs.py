"""Draw the wiring of a project in each format, and count it apart from signal_inspector.

    DJANGO_SETTINGS_MODULE=real_settings python real_graphs.py FOLDER

Each format becomes `signals.FORMAT` in FOLDER; `told.json` says what was counted, how long each
format took and what it wrote to stderr, and what the diagnosis of the wiring found.
"""

import functools
import gc
import inspect
import io
import json
import sys
import time
import traceback
import weakref
from pathlib import Path
from typing import Any

FORMATS = ("json", "dot", "mermaid", "text", "markdown", "html", "svg")


def main(folder: Path) -> None:
    sys.path[0] = str(Path.cwd())  # instead of the folder of this file
    sys.path.append(str(Path(__file__).resolve().parent))
    import django

    django.setup()
    told: dict[str, Any] = {"formats": {name: draw(name, folder) for name in FORMATS}}
    told["live"] = live()
    told["problems"] = diagnosis()
    (folder / "told.json").write_text(json.dumps(told), encoding="utf-8")


def draw(name: str, folder: Path) -> dict[str, Any]:
    """Run the command as it stands; ``error`` is "" when its exit code would be 0."""
    from django.core.management import call_command

    said, error = io.StringIO(), ""
    began = time.process_time()
    arguments = ["--all", "--orphans=show", f"--format={name}"]
    try:
        call_command("signalgraph", *arguments, output=f"{folder}/signals.{name}", stderr=said)
    except Exception:  # noqa: BLE001 - told in the report
        error = traceback.format_exc()
    seconds = time.process_time() - began
    return {"error": error, "seconds": seconds, "said": said.getvalue().splitlines()}


def live() -> dict[str, Any]:
    """Walk every Signal: how many connections each has, most first, and the receivers in all."""
    from django.dispatch import Signal

    signals = [each for each in gc.get_objects() if issubclass(type(each), Signal)]
    entries = [entry for signal in signals for entry in signal.receivers]
    receivers = [dereferenced(entry[1]) for entry in entries]
    return {
        "connections": sorted((len(signal.receivers) for signal in signals), reverse=True),
        "collected": sum(each is None for each in receivers),
        "receivers": len({place_of(each) for each in receivers if each is not None}),
    }


def dereferenced(reference: Any) -> Any:
    return reference() if isinstance(reference, weakref.ReferenceType) else reference


def place_of(receiver: Any) -> object:
    """What a receiver is known by: its code, or the class of an object that can be called."""
    while isinstance(receiver, functools.partial):
        receiver = receiver.func
    receiver = inspect.unwrap(getattr(receiver, "__func__", receiver))
    return getattr(receiver, "__code__", type(receiver))


def diagnosis() -> list[dict[str, Any]]:
    """What `signalgraph --report json` says is wrong with the wiring."""
    from django.core.management import CommandError, call_command

    report = io.StringIO()
    try:
        call_command("signalgraph", report="json", stdout=report, stderr=io.StringIO())
    except CommandError as error:
        if error.returncode != 1:  # 1: there are problems
            raise
    found: list[dict[str, Any]] = json.loads(report.getvalue())["problems"]
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1]))
