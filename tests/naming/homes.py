"""A module that creates signals in several places."""

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import Signal

__all__ = ["Basket", "created", "listed", "make", "post_save"]

created = Signal()
listed = [Signal()]
globals()["dynamic"] = Signal()


class Basket:
    filled = Signal()

    def __init__(self) -> None:
        self.emptied = Signal()


def make() -> Any:
    enclosed = Signal()

    def inner() -> Signal:
        return enclosed

    return inner
