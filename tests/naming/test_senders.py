import sys
from typing import Any

import pytest
from django.contrib.auth.models import AbstractUser, User
from django.db.models import Model
from hypothesis import given, strategies as st

from signal_inspector.naming import sender_module, sender_name


class Basket:
    """A sender."""


class Text(str):
    """A text whose own conversion must not be used."""

    __slots__ = ()

    def __str__(self) -> str:
        raise AssertionError


def function() -> None:
    """A sender."""


@pytest.mark.parametrize(
    ("sender", "name", "module"),
    [
        (None, "None", ""),
        (User, "auth.User", "django.contrib.auth.models"),
        (AbstractUser, "auth.AbstractUser", "django.contrib.auth.models"),
        (Model, "django.db.models.base.Model", "django.db.models.base"),
        (Basket, "tests.naming.test_senders.Basket", "tests.naming.test_senders"),
        (Basket(), "<tests.naming.test_senders.Basket object>", "tests.naming.test_senders"),
        (function, "tests.naming.test_senders.function", "tests.naming.test_senders"),
        (sys, "sys", "sys"),
        (3, "<builtins.int object>", "builtins"),
        ("nightly import", "'nightly import'", ""),
        pytest.param(Text("nightly import"), "'nightly import'", "", id="subclass of str"),
    ],
)
def test_each_kind_of_sender_has_a_name(sender: Any, name: str, module: str) -> None:
    assert sender_name(sender) == name
    assert sender_module(sender) == module


@given(st.text())
def test_a_text_is_quoted_and_at_most_200_characters_of_it_are_shown(text: str) -> None:
    name = sender_name(text)

    assert name[0] in "'\""
    assert name[-1] == name[0]
    assert name == repr(text if len(text) <= 200 else text[:199] + "…")
