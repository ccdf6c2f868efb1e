"""Names of signals: a Signal does not know its own, so the loaded modules are searched for it."""

import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django.dispatch import Signal

from signal_inspector.naming.holders import places_of_holders
from signal_inspector.naming.modules import Binding, bindings, loaded_modules
from signal_inspector.naming.raw import (
    class_dict,
    class_module,
    class_name,
    class_qualname,
    dotted,
    is_class,
)


class Home(NamedTuple):
    """A place where a signal can be reached: a loaded module and a qualified name in it."""

    module: str
    qualname: str
    how: Binding


# Names by the signal's id; the weak reference purges the entry when the signal dies.
_names: dict[int, tuple[weakref.ref[Any], str]] = {}


def is_signal(obj: object) -> bool:
    """Tell signals from everything else; ``isinstance`` would evaluate lazy objects."""
    return issubclass(type(obj), Signal)


def signal_name(signal: object) -> str:
    """Return the dotted name: ``django.db.models.signals.post_save``.

    Of several names the one that the module's source assigns wins, Django's own modules first.
    Class attributes count: ``debug_toolbar.toolbar.DebugToolbar._created``. A signal that no module
    names is called ``Signal @ module:line`` after what holds it, or ``Signal @ unknown``.
    """
    known = _known_name(signal)
    if known is not None:
        return known
    if not is_signal(signal):
        return f"<{class_name(type(signal))} object>"
    return signal_names([signal])[0]


def signal_names(signals: Sequence[Any]) -> list[str]:
    """Return the names of many signals, as ``signal_name`` does, at the cost of one look-up."""
    if any(_known_name(signal) is None for signal in signals):
        _name_reachable()
    unnamed = [signal for signal in signals if _known_name(signal) is None]
    places = places_of_holders(unnamed) if unnamed else {}
    for signal in unnamed:
        kind = class_qualname(type(signal))
        _remember(signal, f"{kind} @ {places.get(id(signal), 'unknown')}")
    return [_known_name(signal) or "Signal @ unknown" for signal in signals]


def reachable_signals() -> list[Any]:
    """Return the signals that loaded modules and their classes hold, each once, in any order."""
    return list({id(signal): signal for signal, _, _ in _found()}.values())


def _known_name(signal: object) -> str | None:
    reference, name = _names.get(id(signal), (None, None))
    return name if reference is not None and reference() is signal else None


def _remember(signal: Any, name: str) -> None:
    key = id(signal)

    def forget(reference: weakref.ref[Any]) -> None:
        if (known := _names.get(key)) is not None and known[0] is reference:
            del _names[key]

    _names[key] = (weakref.ref(signal, forget), name)


def _name_reachable() -> None:
    """Name all signals that modules hold and that have no name yet, in one walk."""
    homes: dict[int, list[tuple[str, str]]] = {}
    signals: dict[int, Any] = {}
    for signal, module, qualname in _found():
        if _known_name(signal) is None:
            signals[id(signal)] = signal
            homes.setdefault(id(signal), []).append((module, qualname))
    modules = dict(loaded_modules()) if homes else {}
    for key, places in homes.items():
        best = _best_home(places, modules)
        _remember(signals[key], dotted(best.module, best.qualname))


def _best_home(places: Iterable[tuple[str, str]], modules: Mapping[str, Mapping[str, Any]]) -> Home:
    """Return the home whose source creates the signal; sources are read only as far as needed."""
    homes = []
    for module, qualname in sorted(places, key=_likelihood):
        bound = bindings(modules.get(module, {})).get(qualname)
        home = Home(module, qualname, bound.how if bound else Binding.UNKNOWN)
        if home.how is Binding.CREATED:
            return home
        homes.append(home)
    return min(homes, key=lambda home: home.how)


def _likelihood(place: tuple[str, str]) -> tuple[bool, bool, int, tuple[str, str]]:
    """Sort key: Django's modules, then modules called signals, then the least nested."""
    module, _ = place
    django = module == "django" or module.startswith("django.")
    return not django, not module.endswith("signals"), module.count("."), place


def _found() -> Iterator[tuple[Any, str, str]]:
    """Yield (signal, module, qualified name) for each place in a module or one of its classes."""
    for module, attributes in loaded_modules():
        seen: set[int] = set()
        pending = [("", attributes)]
        while pending:
            prefix, members = pending.pop()
            for name, value in list(members.items()):
                if is_signal(value):
                    yield value, module, f"{prefix}{name}"
                elif is_class(value) and class_module(value) == module and id(value) not in seen:
                    seen.add(id(value))
                    pending.append((f"{prefix}{name}.", class_dict(value)))
