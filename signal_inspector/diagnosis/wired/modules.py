"""Rules about the modules that receivers are defined in."""

from __future__ import annotations

from signal_inspector.diagnosis.problem import Problem, grouped
from signal_inspector.diagnosis.rules import IN_MODELS, NEVER_IMPORTED
from signal_inspector.diagnosis.wired.reading import Wiring
from signal_inspector.diagnosis.wired.wording import listed, name
from signal_inspector.naming import short_path


def never_imported(wiring: Wiring) -> list[Problem]:
    """Modules of installed apps that would connect receivers, had anybody imported them."""
    found = []
    for each in wiring.unimported:
        count = f"{each.connects} receiver" + "s" * (each.connects > 1)
        sentence = f"{each.module} connects {count}, and nothing imports it."
        fix = f"Import it in {type(each.app).__name__}.ready()."
        problem = Problem(
            NEVER_IMPORTED.id, "warning", sentence, fix, path=short_path(each.path), line=each.line,
            subject=each.module,
        )  # fmt: skip
        found.append(problem)
    return found


def in_models(wiring: Wiring) -> list[Problem]:
    """Receivers that are functions of an app's models module."""
    found = []
    functions = (
        each
        for each in wiring.own
        if each.app is not None
        and each.module.rpartition(".")[2] == "models"
        and each.receiver.rpartition(".")[0] == each.module
    )
    for same in grouped(functions, lambda each: each.module):
        sentence = f"{same[0].module} defines receivers: {listed(map(name, same))}."
        fix = (
            "Move them to a module that AppConfig.ready() imports: models are imported by all"
            " others, and receivers import in turn."
        )
        problem = Problem(
            IN_MODELS.id, "info", sentence, fix, path=same[0].file, line=same[0].line,
            subject=same[0].module,
        )  # fmt: skip
        found.append(problem)
    return found
