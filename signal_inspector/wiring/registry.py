"""Find every Signal of the process, without importing anything."""

import gc
from collections import Counter

from django.dispatch import Signal

from signal_inspector.naming import is_signal, reachable_signals, signal_names


def find_signals() -> dict[str, Signal]:
    """Return all signals that are alive, by name, sorted by name.

    Those that the garbage collector tracks, and those that loaded modules hold: after
    ``gc.freeze()``, which servers call before they fork, the collector no longer lists the latter.
    Signals of the same name, which happens to unnamed ones, are told apart by ``~2``, ``~3`` ...
    """
    tracked = [obj for obj in gc.get_objects() if is_signal(obj)]
    signals = list({id(signal): signal for signal in [*reachable_signals(), *tracked]}.values())
    found: dict[str, Signal] = {}
    times = Counter[str]()
    for name, signal in zip(signal_names(signals), signals, strict=True):
        times[name] += 1
        found[name if times[name] == 1 else f"{name}~{times[name]}"] = signal
    return dict(sorted(found.items()))
