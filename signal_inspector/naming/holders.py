"""Who holds an object that no module names: the last resort for signals made at run time."""

import gc
import sys
from collections.abc import Mapping, Sequence
from types import CellType, FunctionType
from typing import Any

from signal_inspector.naming.modules import bindings, loaded_modules
from signal_inspector.naming.raw import (
    class_dict,
    class_module,
    class_qualname,
    is_class,
    text_or_empty,
)

# Things that are only passed through on the way to a holder: a closure's cell, a list in a module.
_PASSED = (CellType, dict, list, tuple, set, frozenset)
# function <- closure tuple <- cell <- object is the longest way worth following.
_MAX_STEPS = 3
_OURS = __name__.partition(".")[0]

ModulePlace = tuple[str, int]


def places_of_holders(objects: Sequence[object]) -> dict[int, str]:
    """Return ``module:line``, by the object's id, of what holds each object.

    Holders are functions that close over it, classes whose instances or attributes refer to it, and
    containers at module level; of several, the first in alphabetical order. An object that only
    local variables hold is left out. Costs up to three passes over all objects of the process.
    """
    modules = dict(loaded_modules())
    names = {id(attributes): name for name, attributes in modules.items()}
    places: dict[int, set[ModulePlace]] = {}
    # The things whose referrers are looked up next, each with the ids of the objects it leads to.
    pending = list(objects)
    leads = {id(obj): {id(obj)} for obj in objects}
    for _ in range(_MAX_STEPS):
        following: list[object] = []
        for referrer in gc.get_referrers(*pending):
            if referrer is pending or referrer is objects or id(referrer) in leads:
                continue
            inside = [thing for thing in gc.get_referents(referrer) if id(thing) in leads]
            held = set().union(*(leads[id(thing)] for thing in inside))
            if id(referrer) in names:
                found = _global_places(names[id(referrer)], referrer, {id(x) for x in inside})
            else:
                found = _place(referrer, modules)
            for key in held:
                places.setdefault(key, set()).update(found)
            if type(referrer) in _PASSED and id(referrer) not in names:
                following.append(referrer)
                leads[id(referrer)] = held
        pending = following
    return {key: "{}:{}".format(*min(found)) for key, found in places.items() if found}


def _global_places(module: str, attributes: Any, inside: set[int]) -> set[ModulePlace]:
    """Return the places of the names that a module gives to the things with these ids."""
    if not _tells(module):
        return set()
    bound = bindings(attributes)
    names = [name for name, value in list(attributes.items()) if id(value) in inside]
    return {(module, bound[name].line) for name in names if name in bound}


def _place(holder: object, modules: Mapping[str, Mapping[str, Any]]) -> set[ModulePlace]:
    """Return the place of a function, a class or an instance's class, if it says anything."""
    if type(holder) is FunctionType:
        module, line = text_or_empty(holder.__module__), holder.__code__.co_firstlineno
        return {(module, line)} if _tells(module) else set()
    cls: Any = holder if is_class(holder) else type(holder)
    module = class_module(cls)
    if not _tells(module):
        return set()
    bound = bindings(modules.get(module, {})).get(class_qualname(cls))
    line = bound.line if bound else class_dict(cls).get("__firstlineno__", 0)
    return {(module, line)} if type(line) is int and line else set()


def _tells(module: str) -> bool:
    """Whether a holder in this module says something: ours and the standard library's do not."""
    top = module.partition(".")[0]
    return bool(top) and top != _OURS and top not in sys.stdlib_module_names
