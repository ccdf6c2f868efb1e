"""A module, first in the alphabet, that only passes on what another creates."""

from tests.naming import homes
from tests.naming.homes import Basket, created

__all__ = ["Basket", "assigned", "created"]

assigned = homes.created
