"""The scenarios of the shop: what the buttons, the guided tour and the tests run.

In this order each finds what it needs. A sentence says what the view does, not what follows
from it: that is for the panel to show.
"""

from dataclasses import dataclass

from django.urls import reverse


@dataclass(frozen=True)
class Scenario:
    """One page with one button. `name` is the name of its URL; a POST runs it."""

    name: str
    title: str
    sentence: str

    @property
    def url(self) -> str:
        return reverse(self.name)


SCENARIOS = {
    scenario.name: scenario
    for scenario in [
        Scenario("sign-up", "Sign up", "Creates one user account."),
        Scenario("log-in", "Log in", "Logs the newest customer in."),
        Scenario("place-order", "Place an order", "Saves one order and says that it was placed."),
        Scenario("tag-order", "Tag an order", "Puts two tags on the newest order."),
        Scenario(
            "quote-delivery",
            "Ask for delivery",
            "Asks, in an async view, what the delivery of the newest order would cost.",
        ),
        Scenario(
            "ship-order",
            "Ship an order",
            "Tells everybody concerned that the newest order is on its way.",
        ),
        Scenario("import-orders", "Import orders", "Writes twenty orders with one statement."),
        Scenario("cancel-order", "Cancel an order", "Deletes the newest order."),
        Scenario("log-out", "Log out", "Ends the session of the customer who is logged in."),
        Scenario("close-account", "Close an account", "Deletes the newest customer."),
    ]
}
