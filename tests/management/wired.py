"""A signal with receivers, connected while this module's ``connected()`` is entered."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.auth.models import Group
from django.dispatch import Signal

packed = Signal()
unheard = Signal()


def weigh(**kwargs: Any) -> None:
    """A receiver."""


async def label(**kwargs: Any) -> None:
    """An async receiver."""


@contextmanager
def connected() -> Iterator[None]:
    packed.connect(weigh, sender=Group, dispatch_uid="weigh")
    packed.connect(label)
    try:
        yield
    finally:
        packed.disconnect(sender=Group, dispatch_uid="weigh")
        packed.disconnect(label)
