import pytest

from example_project.accounts.payments import PaymentService
from example_project.orders import couriers


@pytest.fixture(autouse=True)
def no_latency(monkeypatch):
    """The services of the shop answer at once."""
    monkeypatch.setattr(PaymentService, "latency_s", 0)
    monkeypatch.setattr(couriers, "LATENCY_S", dict.fromkeys(couriers.LATENCY_S, 0))
