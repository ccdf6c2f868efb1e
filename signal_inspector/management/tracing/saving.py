"""Save one object, and roll it back: what happens if I save this?"""

from __future__ import annotations

import difflib
from contextlib import ExitStack
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management import CommandError
from django.db import Error, connections, models, router, transaction

from signal_inspector.exporters.text import plural
from signal_inspector.management.tracing.run import Run
from signal_inspector.recording.recording import Recording
from signal_inspector.recording.sums import sum_effects

NOT_UNDONE = (
    "What leaves the databases is not undone: mails, requests to other services, tasks handed to a"
    " queue, files, cache entries. Neither are numbers that a sequence has given out. Commit"
    " callbacks do not run."
)


def save_run(target: str) -> Run:
    """Return the run of saving ``app.Model:pk`` as it is stored, on every database in a transaction
    that is rolled back.

    Raises CommandError for an object that there is not, or a database that cannot roll back.
    """
    label, colon, key = target.partition(":")
    if not colon or not key:
        raise CommandError(
            f"--save takes app.Model:pk, for instance orders.Order:12, not {target!r}.",
            returncode=2,
        )
    model = _model(label)
    for alias in connections:
        _check(alias)
    instance = _instance(model, key)
    name = f"save {instance._meta.label}:{key}"
    return Run(name, lambda: _save(instance), remarks=_remarks)


def announcement(target: str) -> str:
    """Return what to tell before it is done."""
    databases = ", ".join(map(repr, connections))
    return f"{target} is saved in a transaction on {databases} and rolled back. {NOT_UNDONE}"


def _save(instance: models.Model) -> int:
    with ExitStack() as blocks:
        for alias in connections:
            blocks.enter_context(transaction.atomic(using=alias))
        try:
            instance.save()
        finally:
            for alias in connections:
                transaction.set_rollback(True, using=alias)
    return 0


def _model(label: str) -> type[models.Model]:
    try:
        return apps.get_model(label)
    except (LookupError, ValueError):
        labels = [model._meta.label for model in apps.get_models()]
        close = difflib.get_close_matches(label, labels, n=1)
        hint = f" Did you mean {close[0]!r}?" if close else ""
        raise CommandError(f"There is no model {label!r}.{hint}", returncode=2) from None


def _instance(model: Any, key: str) -> models.Model:
    manager = model._base_manager.using(router.db_for_write(model))  # noqa: SLF001 - documented
    label = model._meta.label
    try:
        found: models.Model = manager.get(pk=key)
    except model.DoesNotExist:
        raise CommandError(f"There is no {label} with the key {key!r}.", returncode=2) from None
    except (ValueError, ValidationError):
        raise CommandError(f"{key!r} is no key of {label}.", returncode=2) from None
    except Error as error:
        raise CommandError(f"{label} cannot be read: {_first_line(error)}.", returncode=2) from None
    return found


def _check(alias: str) -> None:
    try:
        connections[alias].ensure_connection()
        can_roll_back = connections[alias].features.supports_transactions
    except Error as error:
        raise CommandError(
            f"The database {alias!r} cannot be reached, so that nothing could be rolled back"
            f" there: {_first_line(error)}.",
            returncode=2,
        ) from None
    if not can_roll_back:
        raise CommandError(f"The database {alias!r} cannot roll back.", returncode=2)


def _first_line(error: Error) -> str:
    """Of what a driver says, which can be several lines."""
    return str(error).partition("\n")[0].rstrip(".")


def _remarks(recording: Recording) -> list[str]:
    effects = sum_effects([recording.effects, *(call.effects for call in recording.receiver_calls)])
    left = [plural(effects.mails, "mail")] if effects.mails else []
    left += [f"a request to {host}" for host in dict.fromkeys(effects.requests)]
    left += [f"the task {task}" for task in dict.fromkeys(effects.tasks)]
    remarks = [f"Not undone: {', '.join(left)}."] if left else []
    if effects.on_commit:
        remarks.append(f"Commit callbacks that did not run: {effects.on_commit}.")
    return ["Rolled back.", *remarks]
