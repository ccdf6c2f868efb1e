"""Record a task of Celery in its worker."""

from pathlib import Path

import django
from celery import Celery
from celery.contrib.testing.worker import start_worker
from django.conf import settings
from django.dispatch import Signal

settings.configure(
    INSTALLED_APPS=["signal_inspector"],
    SIGNAL_INSPECTOR={"RECORD_TASKS": True, "SINK": "file:signals.jsonl", "REQUEST_RATE": 1},
)
django.setup()

from signal_inspector.store import read

packed = Signal()
app = Celery("shop", broker="memory://", backend="cache+memory://")


def count(**kwargs):
    pass


packed.connect(count)


@app.task(name="shop.pack")
def pack():
    packed.send(sender=None)


with start_worker(app, pool="solo", perform_ping_check=False):
    pack.delay().get(timeout=10)

[entry] = read(Path("signals.jsonl"))
assert entry.recording.name == "shop.pack", entry.recording.name
calls = [call for dispatch in entry.recording.dispatches for call in dispatch.receiver_calls]
assert any(call.receiver.endswith("count") for call in calls), calls
