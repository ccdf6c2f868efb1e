"""The setting ``SIGNAL_INSPECTOR``: typed defaults, read on access so that ``override_settings``
works.

Each field below is a key of the setting in capitals: ``SIGNAL_INSPECTOR = {"SLOW_MS": 50}``. The
values that steer a recording are also keyword arguments of ``signal_inspector.record()``.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from django.conf import settings as django_settings
from django.utils.functional import empty

NAME = "SIGNAL_INSPECTOR"


@dataclass(frozen=True, slots=True)
class Settings:
    """Values of ``SIGNAL_INSPECTOR``; a missing key has the default given here."""

    sites: bool = True
    """Record the line that sent each dispatch."""

    arguments: bool = True
    """Record argument names, types and plain scalars of each dispatch; never a ``repr``."""

    effects: bool = True
    """Record the SQL, commit callbacks, bulk writes, mails and tasks of each receiver call."""

    muted: tuple[str, ...] = (
        "django.db.models.signals.pre_init",
        "django.db.models.signals.post_init",
        "django.test.signals.template_rendered",
    )
    """Dotted names of signals that are counted, and detailed only when something happens inside
    them.
    """

    detail_limit: int = 2_000
    """From this many dispatches of a recording on, sites and arguments are no longer recorded."""

    dispatch_limit: int = 10_000
    """From this many dispatches of a recording on, dispatches are only counted."""

    depth_limit: int = 100
    """Dispatches nested deeper than this are left out of the cascade and counted."""

    slow_ms: float = 50.0
    """A receiver whose own time is at least this many milliseconds is marked as slow."""

    repeat_limit: int = 5
    """A query that one call of a receiver executes at least this many times is reported."""

    ignore: Mapping[str, Any] = field(default_factory=dict)
    """Problems to leave out, by the rule's id and by subject, with the reason:
    ``{"signal_inspector.W021": {"audit.receivers.note": "A diary is of every sender."}}``.
    """

    ledger: bool = True
    """Remember which line connected and disconnected each receiver, from the start on."""

    editor_url: str = ""
    """Link template for source lines, for instance ``vscode://file/{path}:{line}``."""

    graphviz_dot: str = ""
    """Path of the ``dot`` program, when it is not on PATH."""

    otel: bool = False
    """Make OpenTelemetry spans and metrics of what is recorded outside of the toolbar."""

    otel_spans: int = 200
    """At most this many OpenTelemetry spans are made of one recording."""

    sink: str = ""
    """Where recordings of requests and tasks go: ``file:/var/log/signals.jsonl``, or the dotted
    name of a function that takes a ``signal_inspector.store.Entry``. OTEL is a way of its own.
    """

    sink_bytes: int = 50_000_000
    """At most so many bytes are in a file of recordings, together with the older file beside it."""

    request_rate: float = 0.0
    """The share of requests that the middleware records, from 0 to 1."""

    request_paths: tuple[str, ...] = ()
    """Paths that the middleware records always, as shell patterns: ``/checkout/*``."""

    request_header: str = "X-Signal-Inspector"
    """The header whose value, when it is REQUEST_SECRET, has the middleware record a request."""

    request_secret: str = ""
    """See REQUEST_HEADER; at least 16 characters, or no header has an effect."""

    request_slow_ms: float = 0.0
    """Requests that take at least this many milliseconds are kept as well; 0 for none. To know
    them, the middleware records all.
    """

    record_tasks: bool = False
    """Record each task of Celery and of Django, in the process that runs it."""

    signalgraph: Mapping[str, Any] = field(default_factory=dict)
    """Defaults for ``manage.py signalgraph``, by the long name of the option:
    ``{"origin": ["project"], "theme": "light"}``.
    """

    rules: Mapping[str, Any] = field(default_factory=dict)
    """Rules that ``signalgraph --check`` and ``--rules`` hold the wiring against, by name."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """A key of the setting that is not used as it stands. ``key`` is None for the setting as a
    whole.
    """

    key: str | None
    message: str
    hint: str


_DEFAULTS = Settings()
_UNSET: dict[str, object] = {}
_latest: tuple[object, object, Settings] = (None, None, _DEFAULTS)
_KEYS = {each.name.upper(): each.name for each in fields(Settings)}
_EXPECTED = {
    bool: "True or False",
    int: "a whole number from 0",
    float: "a number from 0",
    str: "a string",
    tuple: "a list of strings",
    dict: "a dictionary",
}


def current(**overrides: Any) -> Settings:
    """The settings as they are now; ``overrides`` win and raise TypeError when unknown or of a
    wrong type.
    """
    setting = _setting()
    if not overrides:
        return _settings(setting)
    values, _ = _read(setting)
    unknown = sorted(set(overrides) - set(_KEYS.values()))
    if unknown:
        raise TypeError(f"Unknown option {unknown[0]!r}.{_suggestion(unknown[0], _KEYS.values())}")
    for name, value in overrides.items():
        if not _fits(name, value):
            raise TypeError(f"The option {name!r} must be {_expected(name)}, not {value!r}.")
        values[name] = _plain(value)
    return replace(_DEFAULTS, **values)


def _setting() -> object:
    """The setting as it is now. ``LazySettings`` takes long to say that there is none."""
    wrapped = vars(django_settings)["_wrapped"]
    return getattr(django_settings if wrapped is empty else wrapped, NAME, _UNSET)


def _settings(setting: object) -> Settings:
    """The settings without overrides, made anew when the setting is no more what it was."""
    global _latest  # noqa: PLW0603 - one value that is replaced as a whole
    known, copy, made = _latest
    if setting is known and setting == copy:
        return made
    values, _ = _read(setting)
    made = replace(_DEFAULTS, **values)
    _latest = setting, _copy(setting), made
    return made


def _copy(value: object) -> object:
    """What a value is equal to until it is changed; not every mapping can be copied as it is."""
    if isinstance(value, Mapping):
        return {key: _copy(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_copy(each) for each in value]
    return set(value) if isinstance(value, set) else value


def mistakes() -> list[Mistake]:
    """What is wrong with ``SIGNAL_INSPECTOR``: unknown keys and wrong types, in the order of the
    keys.
    """
    return _read(_setting())[1]


def _read(setting: object) -> tuple[dict[str, Any], list[Mistake]]:
    """Usable values by field name, and the mistakes. A mistaken key keeps its default."""
    if not isinstance(setting, Mapping):
        found = type(setting).__name__
        return {}, [
            Mistake(None, f"{NAME} must be a dictionary, not {found}.", "Use {'SLOW_MS': 50}.")
        ]
    values: dict[str, Any] = {}
    wrong = []
    for key, value in setting.items():
        name = _KEYS.get(key) if isinstance(key, str) else None
        if name is None:
            hint = (
                _suggestion(str(key), _KEYS).strip() or f"Known keys: {', '.join(sorted(_KEYS))}."
            )
            wrong.append(Mistake(str(key), f"{NAME} has an unknown key {key!r}.", hint))
        elif not _fits(name, value):
            wrong.append(
                Mistake(
                    key,
                    f"{NAME}[{key!r}] must be {_expected(name)}, not {value!r}.",
                    f"The default, {getattr(_DEFAULTS, name)!r}, is used until it is.",
                )
            )
        else:
            values[name] = _plain(value)
    return values, wrong


def _fits(name: str, value: object) -> bool:
    default = getattr(_DEFAULTS, name)
    if isinstance(default, bool):
        return isinstance(value, bool)
    if isinstance(default, int | float):
        numbers = int if isinstance(default, int) else int | float
        return isinstance(value, numbers) and not isinstance(value, bool) and value >= 0
    if isinstance(default, tuple):
        return isinstance(value, list | tuple | set | frozenset) and all(
            isinstance(each, str) for each in value
        )
    return isinstance(value, Mapping if isinstance(default, dict) else str)


def _plain(value: Any) -> Any:
    if isinstance(value, set | frozenset):
        return tuple(sorted(value))
    return tuple(value) if isinstance(value, list) else value


def _expected(name: str) -> str:
    return _EXPECTED[type(getattr(_DEFAULTS, name))]


def _suggestion(word: str, known: Any) -> str:
    close = difflib.get_close_matches(word, list(known), n=1)
    return f" Did you mean {close[0]!r}?" if close else ""
