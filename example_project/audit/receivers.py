"""A diary of everything that the shop saves and deletes."""

from typing import Any

from django.db.models import Model

from example_project.audit.models import AuditEntry

WATCHED_APPS = frozenset({"auth", "accounts", "orders"})


def note_change(
    sender: type[Model],
    instance: Model,
    created: bool | None = None,
    raw: bool = False,
    **kwargs: Any,
) -> None:
    """Serves post_save and post_delete; only the first has `created`."""
    if sender._meta.app_label not in WATCHED_APPS or raw:
        return
    action = {None: "deleted", True: "created", False: "changed"}[created]
    AuditEntry.objects.create(action=action, model=sender._meta.label, key=str(instance.pk))
