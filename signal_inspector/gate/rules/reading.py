"""Read the setting RULES: rules that can be used, and what is wrong with the others."""

import difflib
from collections.abc import Collection, Iterator, Mapping
from typing import Any, get_args

from django.apps import apps

from signal_inspector.gate.rules.kinds import KINDS
from signal_inspector.gate.rules.rule import (
    Level,
    Mistake,
    Option,
    Rule,
    WiredKind,
    are_texts,
)
from signal_inspector.naming import Origin

_COMMON = ("kind", "reason", "level", "except")


def read(setting: Mapping[Any, Any]) -> tuple[list[Rule], list[Mistake]]:
    """Return the rules, in the order of the setting, and the mistakes; these rules are left out."""
    rules, mistakes = [], []
    for name, given in setting.items():
        found = list(_mistakes(name, given))
        mistakes += found
        if not found:
            rules.append(_rule(name, given))
    return rules, mistakes


def _rule(name: str, given: Mapping[str, Any]) -> Rule:
    kind = KINDS[given["kind"]]
    return Rule(
        name=name,
        kind=given["kind"],
        reason=given["reason"],
        level=given.get("level", "error"),
        exceptions=dict(given.get("except", {})),
        origins=tuple(given.get("origin", ("project",))),
        options={key: given.get(key, option.default) for key, option in kind.options.items()},
    )


def _mistakes(name: Any, given: Any) -> Iterator[Mistake]:
    where = f"SIGNAL_INSPECTOR['RULES'][{name!r}]"
    if not isinstance(name, str) or not name:
        yield Mistake(f"{where}: the name of a rule must be a text.", "Name it, as 'layers'.")
        return
    if not isinstance(given, Mapping):
        yield Mistake(
            f"{where} must be a dictionary, not {given!r}.", f"Known kinds: {_listed(KINDS)}."
        )
        return
    kind = given.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        yield Mistake(f"{where} has the unknown kind {kind!r}.", _nearest(str(kind), KINDS))
        return
    options = KINDS[kind].options
    known = [*_COMMON, *(["origin"] if isinstance(KINDS[kind], WiredKind) else []), *options]
    for key in given:
        if key not in known:
            yield Mistake(f"{where} has the unknown key {key!r}.", _nearest(str(key), known))
    yield from _common_mistakes(where, given)
    for key, option in options.items():
        yield from _option_mistakes(where, key, option, given)


def _common_mistakes(where: str, given: Mapping[str, Any]) -> Iterator[Mistake]:
    reason, level = given.get("reason"), given.get("level", "error")
    if not isinstance(reason, str) or not reason.strip():
        yield Mistake(f"{where} has no 'reason'.", "Say why the rule is there; reports print it.")
    if level not in get_args(Level):
        yield Mistake(
            f"{where}['level'] cannot be {level!r}.", _nearest(str(level), get_args(Level))
        )
    exceptions = given.get("except", {})
    if not isinstance(exceptions, Mapping):
        yield Mistake(
            f"{where}['except'] must be a dictionary, not {exceptions!r}.",
            "Map what is excepted, as a report prints it, to the reason.",
        )
    else:
        for subject, why in exceptions.items():
            if not (isinstance(subject, str) and isinstance(why, str) and why.strip()):
                yield Mistake(
                    f"{where}['except'][{subject!r}] has no reason.", "Say why, in a text."
                )
    origins = given.get("origin", ("project",))
    if not are_texts(origins) or not set(origins) <= set(get_args(Origin)):
        yield Mistake(
            f"{where}['origin'] must be a list, not {origins!r}.",
            f"Known: {_listed(get_args(Origin))}.",
        )


def _option_mistakes(
    where: str, key: str, option: Option, given: Mapping[str, Any]
) -> Iterator[Mistake]:
    if key not in given:
        if option.default is None:
            yield Mistake(f"{where} lacks {key!r}.", f"Add {option.expected}.")
    elif not option.fits(given[key]):
        yield Mistake(f"{where}[{key!r}] cannot be {given[key]!r}.", f"Use {option.expected}.")
    elif option.names_apps:
        for label in _flat(given[key]):
            if label not in apps.app_configs:
                yield Mistake(
                    f"{where}[{key!r}] names the app {label!r}, which is not installed.",
                    _nearest(label, apps.app_configs),
                )


def _flat(layers: Collection[Any]) -> Iterator[str]:
    for layer in layers:
        yield from [layer] if isinstance(layer, str) else layer


def _nearest(word: str, known: Collection[str]) -> str:
    close = difflib.get_close_matches(word, list(known), n=1)
    return f"Did you mean {close[0]!r}?" if close else f"Known: {_listed(known)}."


def _listed(known: Collection[str]) -> str:
    return ", ".join(sorted(known))
