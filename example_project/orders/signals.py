"""Signals of the shop. Each is sent with `sender=Order` and the argument `order`."""

from django.dispatch import Signal

order_placed = Signal()
order_shipped = Signal()
delivery_asked = Signal()  # receivers return a sentence with their price, or None
