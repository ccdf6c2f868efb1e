"""Couriers as reliable as real ones are. They are fakes: nothing leaves the process."""

import asyncio

LATENCY_S = {"bicycle": 0.02, "van": 0.03}
PRICE = {"bicycle": "4.50", "van": "9.80"}


class CourierError(Exception):
    """No courier takes the parcel."""


async def ask_price(vehicle: str) -> str:
    await asyncio.sleep(LATENCY_S[vehicle])
    return PRICE[vehicle]


def book(order_id: int) -> None:
    raise CourierError(f"No courier is free for order {order_id}.")
