from typing import Any

from django.dispatch import receiver

from example_project.broken.bakery.signals import bread_sold, oven_opened


@receiver(oven_opened)
def ring(**kwargs: Any) -> None:
    """Tell everybody."""


def sell() -> None:
    bread_sold.send(sender=None)
