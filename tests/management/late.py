"""A module that only ``--import`` loads, with a signal and a receiver of its own."""

from typing import Any

from django.dispatch import Signal, receiver

arrived = Signal()


@receiver(arrived)
def unload(**kwargs: Any) -> None:
    """A receiver."""
