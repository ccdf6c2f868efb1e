from typing import Any

from django.dispatch import receiver

from example_project.broken.bakery.signals import bread_sold


@receiver(bread_sold)
def count(**kwargs: Any) -> None:
    """Count the loaves."""
