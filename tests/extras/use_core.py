"""Record, read the wiring and check it with nothing but Django."""

import importlib
from io import StringIO

import django
from django.conf import settings
from django.core.management import call_command
from django.core.signals import request_started

for name in ("debug_toolbar", "graphviz", "opentelemetry", "celery", "pytest"):
    try:
        importlib.import_module(name)
    except ModuleNotFoundError:
        continue
    raise AssertionError(f"{name} is installed here")

settings.configure(
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "signal_inspector"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
)
django.setup()

from signal_inspector import record

with record() as recording:
    request_started.send(sender=object)
assert [dispatch.signal for dispatch in recording.dispatches] == [
    "django.core.signals.request_started"
]
call_command("check", stdout=StringIO())
graph, trace = StringIO(), StringIO()
call_command("signalgraph", "--all", format="text", verbosity=0, stdout=graph)
assert "reset_queries" in graph.getvalue()
call_command("signaltrace", "migrate", "--verbosity=0", stdout=trace)
assert "create_permissions" in trace.getvalue()
