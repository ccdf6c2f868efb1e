"""What has to be known of a project to run its tests and to draw its graphs."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Source:
    """The source package that has the tests, where the installed package has none.

    ``parts`` of it are unpacked, all by default; tests run in ``folder``. With ``built_with``, pip
    reads its metadata by these packages, and not in an environment of its own.
    """

    requirement: str
    folder: str = "."
    parts: tuple[str, ...] = ()
    built_with: tuple[str, ...] = ()


@dataclass(frozen=True)
class Project:
    """``requirements`` are the project, its Django, and what its tests need, as for pip.

    ``settings`` is the module whose wiring is drawn. ``command`` runs the tests, as it would follow
    `python`; without a source it runs in ``tests/real/inside``.
    """

    name: str
    requirements: tuple[str, ...]
    settings: str
    command: tuple[str, ...]
    source: Source | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    pythons: tuple[str, ...] = ("3.13", "3.12")
