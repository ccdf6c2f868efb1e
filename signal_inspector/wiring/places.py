"""Where channels come from: the source of the sender's class, else that of the signal.

What was loaded is looked up, nothing is imported. Receivers know their place themselves.
"""

import re
import sys
from collections.abc import Iterable
from typing import Any

from django.apps import apps

from signal_inspector.naming import Place, origin_of_path, short_path
from signal_inspector.naming.modules import bindings
from signal_inspector.naming.raw import class_module, class_qualname, instance_dict, text_or_empty
from signal_inspector.wiring.nodes import Channel

_UNNAMED = re.compile(r".+ @ (?P<module>.+):(?P<line>\d+)(?:~\d+)?", re.DOTALL)


def places_of_channels(channels: Iterable[Channel]) -> dict[str, Place]:
    """Return a file, by its short path, and a line for each channel, by id, where one is known.

    Only the project's own: of ``post_save`` of one of Django's models nothing is.
    """
    found = {channel.id: _sender_place(channel) or _signal_place(channel) for channel in channels}
    return {key: place for key, place in found.items() if place is not None}


def _sender_place(channel: Channel) -> Place | None:
    if channel.sender is None or channel.origin != "project":
        return None
    app_label, _, name = channel.sender.partition(".")
    model = apps.all_models.get(app_label, {}).get(name.lower())
    if model is not None:
        return _place(class_module(model), class_qualname(model))
    return _dotted_place(channel.sender)


def _signal_place(channel: Channel) -> Place | None:
    unnamed = _UNNAMED.fullmatch(channel.signal)
    if unnamed is not None:
        file = _file(unnamed["module"])
        return Place(short_path(file), int(unnamed["line"])) if file else None
    return _dotted_place(channel.signal)


def _dotted_place(dotted_name: str) -> Place | None:
    """Return the place of a name that a loaded module binds, the longest module name first."""
    module, dot, _ = dotted_name.rpartition(".")
    while dot:
        if module in sys.modules:
            return _place(module, dotted_name[len(module) + 1 :])
        module, dot, _ = module.rpartition(".")
    return None


def _place(module: str, qualname: str) -> Place | None:
    bound, file = bindings(_attributes(module)).get(qualname), _file(module)
    return Place(short_path(file), bound.line) if bound and bound.line and file else None


def _file(module: str) -> str:
    """Return the file of a module of the project; "" for others."""
    file = text_or_empty(_attributes(module).get("__file__"))
    return file if file and origin_of_path(file) == "project" else ""


def _attributes(module: str) -> Any:
    loaded = sys.modules.get(module)
    return {} if loaded is None else instance_dict(loaded)
