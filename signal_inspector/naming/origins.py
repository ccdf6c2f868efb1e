"""Whose code is it, which app does it belong to, and how is its file called for people?"""

import os
import site
import sys
import sysconfig
from functools import lru_cache
from typing import Literal

import django
from django.apps import apps

from signal_inspector.naming.raw import instance_dict, text_or_empty

Origin = Literal["project", "third-party", "django"]


def _with_real(paths: list[str]) -> tuple[str, ...]:
    """Return the folders, each also with its symbolic links resolved, ending in a separator."""
    both = [spelling for path in paths for spelling in (os.path.abspath(path), _real(path))]
    return tuple(dict.fromkeys(os.path.join(os.path.normcase(path), "") for path in both))


def _real(path: str) -> str:
    return os.path.realpath(path)


_DJANGO = _with_real([os.path.dirname(django.__file__)])
_INSTALLED = _with_real(
    [sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    + [*site.getsitepackages(), site.getusersitepackages()]
)
_INSTALLED_PARTS = (f"{os.sep}site-packages{os.sep}", f"{os.sep}dist-packages{os.sep}")


@lru_cache(maxsize=4096)
def origin_of_path(path: str) -> Origin:
    """Say whose code a file holds; the standard library counts as third-party."""
    if path.startswith("<frozen "):
        return "third-party"
    if path.startswith("<"):
        return "project"
    full = os.path.normcase(os.path.abspath(path))
    if full.startswith(_DJANGO):
        return "django"
    if full.startswith(_INSTALLED) or any(part in full for part in _INSTALLED_PARTS):
        return "third-party"
    return "project"


def origin_of_module(module: str) -> Origin:
    """Say whose code a module, or anything named below it, is; unknown ones count as project."""
    name = module
    while name:
        if name == "django":
            return "django"
        loaded = sys.modules.get(name)
        path = text_or_empty(instance_dict(loaded).get("__file__")) if loaded is not None else ""
        if path:
            return origin_of_path(path)
        name = name.rpartition(".")[0]
    return "third-party" if module.partition(".")[0] in sys.stdlib_module_names else "project"


def app_label_of(dotted_name: str) -> str | None:
    """Return the label of the installed app with the longest name that leads the dotted name."""
    labels = {config.name: config.label for config in list(apps.app_configs.values())}
    name = dotted_name
    while name:
        if name in labels:
            return labels[name]
        name = name.rpartition(".")[0]
    return None


def short_path(path: str) -> str:
    """Return a file's path for people: ``orders/receivers.py``, never absolute.

    It starts below the entry of ``sys.path`` (or the working directory) that holds the file. An
    entry that is itself a package is passed over, so that a script's own folder does not cut names.
    """
    if path.startswith("<"):
        return path
    full = os.path.abspath(path)
    holders = [holder for holder in _import_folders() if full.startswith(holder)]
    holders.sort(key=len, reverse=True)
    for holder in holders:
        if not os.path.exists(os.path.join(holder, "__init__.py")):
            return full[len(holder) :].replace(os.sep, "/")
    return "/".join(full.split(os.sep)[-2:])


def _import_folders() -> tuple[str, ...]:
    try:
        here = os.getcwd()
    except OSError:  # the working directory was removed
        here = os.sep
    entries = [here, *(entry for entry in list(sys.path) if type(entry) is str and entry)]
    folders = (os.path.join(os.path.abspath(entry), "") for entry in entries)
    return tuple(dict.fromkeys(folder for folder in folders if folder != os.sep))
