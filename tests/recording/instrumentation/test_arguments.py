from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.contrib.sessions.models import Session
from django.db import models
from django.test.utils import isolate_apps

from signal_inspector.recording.instrumentation import arguments
from tests.naming.hostile import Untouchable


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (None, None),
        (3, 3),
        (2**63, "<int>"),
        ("a secret", "<str>"),
        (float("inf"), "inf"),
        ([1, 2], "<list of 2>"),
        (int, "builtins.int"),
    ],
)
def test_one_argument_is_described_as_a_dispatch_would_have_it(value: object, told: object) -> None:
    assert arguments.described("value", value) == told


def test_an_object_of_the_project_is_told_by_its_type_and_never_asked() -> None:
    told = arguments.described("value", Untouchable())
    assert told == "<tests.naming.hostile.Untouchable>"


@pytest.mark.parametrize(
    ("key", "told"),
    [
        (12, "12"),
        (UUID(int=7), "00000000-0000-0000-0000-000000000007"),
        (Decimal("1.50"), "1.50"),
        (date(2026, 1, 31), "2026-01-31"),
        ("DE", "#6814ef46f686"),
        ("", "#e3b0c44298fc"),
        ((1, "DE", UUID(int=7)), "(1, #6814ef46f686, 00000000-0000-0000-0000-000000000007)"),
    ],
)
def test_an_instance_is_told_by_its_key(key: Any, told: str) -> None:
    kept = arguments.kept_key(key)
    assert kept == key
    assert arguments.plain({"instance": ("a.B", kept)}) == {"instance": f"<a.B {told}>"}


@pytest.mark.parametrize(
    "key", [None, 2**63, True, b"12", datetime(2026, 1, 31, tzinfo=UTC), (1, None), (2**63, 1)]
)
def test_a_key_that_is_not_plain_is_left_out(key: Any) -> None:
    kept = arguments.kept_key(key)
    assert arguments.plain({"instance": ("a.B", kept)}) == {"instance": "<a.B>"}


def test_a_key_that_is_an_object_is_never_asked() -> None:
    assert arguments.kept_key(Untouchable()) is None


def test_a_key_that_is_a_secret_is_not_told() -> None:
    one, other = (Session(pk=letter * 32) for letter in "xy")
    told = arguments.described("instance", one)
    assert told == arguments.described("instance", Session(pk="x" * 32))
    assert told != arguments.described("instance", other)
    assert "xx" not in str(told)


def test_keys_of_all_kinds_of_models_are_read() -> None:
    with isolate_apps("tests"):

        class Order(models.Model):  # noqa: DJ008 - nobody prints it
            id = models.UUIDField(primary_key=True)

            class Meta:
                app_label = "tests"

        class Express(Order):  # noqa: DJ008 - nobody prints it
            class Meta:
                app_label = "tests"

        class Line(models.Model):  # noqa: DJ008 - nobody prints it
            pk = models.CompositePrimaryKey("order_id", "number")
            order = models.ForeignKey(Order, on_delete=models.CASCADE)
            number = models.IntegerField()

            class Meta:
                app_label = "tests"

    key = UUID(int=7)
    found = [Order(id=key), Express(id=key, order_ptr_id=key), Line(order_id=key, number=2)]
    assert [arguments.described("instance", each) for each in found] == [
        f"<tests.Order {key}>", f"<tests.Express {key}>", f"<tests.Line ({key}, 2)>",
    ]  # fmt: skip
    assert arguments.described("instance", Line(number=2)) == "<tests.Line>"
