"""Settings of the shop without its problems: here the diagnosis finds nothing."""

from example_project import settings as shop
from example_project.settings import *  # noqa: F403 - all but what follows is the same

SHOP_IS_FIXED = True

_IMPORTED = "Imported orders were invoiced where they come from."
_SAMPLES = "Samples are there before a scenario begins."
SIGNAL_INSPECTOR = {
    **shop.SIGNAL_INSPECTOR,
    "IGNORE": {
        **shop.SIGNAL_INSPECTOR["IGNORE"],
        "signal_inspector.R009": {
            "example_project.orders.receivers.release_stock": "Few customers have many orders.",
        },
        "signal_inspector.R014": {
            "accounts.Profile": _SAMPLES,
            "auth.User": _SAMPLES,
            "orders.Order": _IMPORTED,
            "orders.Product": _SAMPLES,
        },
    },
}
