"""``signaltrace --save`` on PostgreSQL: everything happens, and nothing stays."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections

from example_project.audit.models import AuditEntry
from example_project.orders.models import Invoice, Order
from example_project.orders.samples import newest_order

pytestmark = pytest.mark.usefixtures("databases")


def save(target: str) -> None:
    call_command("signaltrace", save=target, yes=True)


def rows() -> list[Any]:
    return [list(model.objects.values_list()) for model in (Order, Invoice, AuditEntry)]


def test_a_process_rolls_back_what_it_did(cluster):
    order = newest_order()
    Order.objects.update(status=Order.Status.CONFIRMED)
    before = rows()
    done = cluster.python(
        "-m", "django", "signaltrace", "--yes", "--save", f"orders.Order:{order.pk}"
    )
    assert done.returncode == 0, done.stderr
    assert "issue_invoice" in done.stdout
    assert "1 mail" in done.stdout
    assert "Rolled back." in done.stdout
    assert rows() == before


@pytest.mark.parametrize("key", ["404", "9" * 30, "x"])
def test_a_key_that_there_is_not_is_told(key):
    with pytest.raises(CommandError, match=r"There is no|is no key") as caught:
        save(f"orders.Order:{key}")
    assert caught.value.returncode == 2


@pytest.mark.parametrize("alias", ["default", "other"])
def test_a_server_that_does_not_answer_is_told_in_a_sentence(alias, tmp_path, monkeypatch):
    monkeypatch.setitem(connections[alias].settings_dict, "HOST", str(tmp_path))
    with pytest.raises(CommandError, match=f"The database '{alias}' cannot be reached") as caught:
        save("orders.Order:1")
    monkeypatch.undo()
    assert caught.value.returncode == 2
    assert "\n" not in str(caught.value)


def test_a_table_that_is_not_there_is_told_in_a_sentence():
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE django_session RENAME TO away")
    try:
        with pytest.raises(
            CommandError, match=r"sessions\.Session cannot be read: .* exist\."
        ) as caught:
            save("sessions.Session:1")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE away RENAME TO django_session")
    assert caught.value.returncode == 2
