"""Defaults of options that the project sets."""

from collections.abc import Iterable
from typing import Any

from signal_inspector import conf
from signal_inspector.management.graph_options.option import Option, usage_error


def configured(options: Iterable[Option]) -> dict[str, Any]:
    """Return the values of ``SIGNAL_INSPECTOR["SIGNALGRAPH"]`` by the options' keys.

    For an option that can be repeated, a text counts as a list of one. Raises CommandError, with
    exit code 2, for an unknown option, a value that it cannot have, or one of the wrong type.
    """
    known = {option.key: option for option in options if not option.is_action}
    found = {}
    for key, value in conf.current().signalgraph.items():
        name = str(key).replace("-", "_")
        where = f"SIGNAL_INSPECTOR['SIGNALGRAPH'][{key!r}]"
        if name not in known:
            raise usage_error(f"{where} is no option of signalgraph.", name, known)
        option = known[name]
        several = isinstance(value, (list, tuple)) and option.is_repeated
        values = list(value) if several else [value]
        for each in values:
            if option.choices and each not in option.choices:
                raise usage_error(f"{where} cannot be {each!r}.", str(each), option.choices)
            if not option.accepts(each):
                raise usage_error(f"{where} cannot be {each!r}.")
        found[name] = values if option.is_repeated else value
    return found
