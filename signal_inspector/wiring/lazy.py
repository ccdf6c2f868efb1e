"""Connections that Django keeps back: ``connect(sender="app.Model")`` before the model is loaded.

They stay in the app registry, as partials of ``Signal.connect``, for ever if the model does not
exist.
"""

import functools
import inspect
from collections.abc import Iterator
from types import FunctionType, MethodType
from typing import Any, NamedTuple

from django.apps import apps

from signal_inspector.naming import is_signal
from signal_inspector.naming.raw import instance_dict


class LazyConnect(NamedTuple):
    """A waiting ``connect()``. ``app_label`` and ``model_name`` (in lower case) name the sender."""

    signal: Any
    receiver: Any
    app_label: str
    model_name: str
    weak: bool
    dispatch_uid: object

    @property
    def is_async(self) -> bool:
        plain = (FunctionType, MethodType, functools.partial)
        return type(self.receiver) in plain and inspect.iscoroutinefunction(self.receiver)


def lazy_connects() -> Iterator[LazyConnect]:
    """Yield the waiting connections, sorted by model, in the order of the calls."""
    pending = instance_dict(apps).get("_pending_operations", {})
    for (app_label, model_name), operations in sorted(pending.items()):
        for operation in operations:
            call = instance_dict(operation).get("func")
            if type(call) is not functools.partial or type(call.func) is not MethodType:
                continue
            signal, method = call.func.__self__, call.func.__func__
            if is_signal(signal) and type(method) is FunctionType and method.__name__ == "connect":
                yield LazyConnect(
                    signal,
                    call.args[0],
                    app_label,
                    model_name,
                    call.keywords.get("weak", True),
                    call.keywords.get("dispatch_uid"),
                )
