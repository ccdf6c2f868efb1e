import pytest
from django.db import models
from django.test.utils import isolate_apps

from signal_inspector.overlay import kinship as module
from signal_inspector.overlay.kinship import kinship


@pytest.fixture(autouse=True)
def shop(monkeypatch):
    with isolate_apps("example_project.orders") as isolated:

        class Stamped(models.Model):
            class Meta:
                abstract = True
                app_label = "orders"

        class Thing(Stamped):  # noqa: DJ008 - nobody reads it
            class Meta:
                app_label = "orders"

        class OldThing(Thing):  # noqa: DJ008
            class Meta:
                app_label = "orders"
                proxy = True

        class BigThing(Thing):  # noqa: DJ008
            class Meta:
                app_label = "orders"

        monkeypatch.setattr(module, "apps", isolated)
        yield


@pytest.mark.parametrize(
    ("connected", "sent", "expected"),
    [
        ("orders.Thing", "orders.OldThing", "proxy"),
        ("orders.OldThing", "orders.Thing", "proxy"),
        ("orders.Stamped", "orders.Thing", "abstract"),
        ("orders.Stamped", "orders.BigThing", "abstract"),
        ("orders.Thing", "orders.BigThing", "parent"),
        ("orders.BigThing", "orders.Thing", None),
        ("orders.Thing", "orders.Thing", None),
        ("orders.Thing", "orders.Nothing", None),
        ("orders.Nothing", "orders.Thing", None),
        ("None", "None", None),
        ("'a text. of a sender'", "orders.Thing", None),
    ],
)
def test_models_that_are_taken_for_another(connected, sent, expected):
    assert kinship(connected, sent) == expected
