"""A payment service as far away as real ones are. It is a fake: nothing leaves the process."""

import secrets
import time


class PaymentService:
    latency_s = 0.03

    def __init__(self) -> None:
        self.customers: dict[str, str] = {}  # e-mail address by customer id

    def create_customer(self, email: str) -> str:
        """The id of the new customer."""
        time.sleep(self.latency_s)
        customer_id = f"cus_{secrets.token_hex(8)}"
        self.customers[customer_id] = email
        return customer_id

    def close_customer(self, customer_id: str) -> None:
        time.sleep(self.latency_s)
        self.customers.pop(customer_id, None)


service = PaymentService()
