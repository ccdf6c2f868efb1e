"""Write a large Django project that does nothing but connect receivers: the same for the same size.

Its wiring is like that of real projects: most receivers listen to models of their own app, some to
those of others, a few to every sender; some are async, some have a ``dispatch_uid``.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MODEL_SIGNALS = ("post_save", "pre_save", "post_delete", "pre_delete", "m2m_changed")
OWN_SIGNALS = ("placed", "shipped", "cancelled")


@dataclass(frozen=True)
class Size:
    """How many apps there are, and how many models and receivers in each."""

    apps: int = 50
    models: int = 20
    receivers: int = 100

    @property
    def connections(self) -> int:
        return self.apps * self.receivers


def label(app: int) -> str:
    return f"app{app:02}"


def write(folder: Path, size: Size) -> None:
    """Write the apps ``app00``, ``app01`` ... as packages into a folder."""
    for app in range(size.apps):
        package = folder / label(app)
        package.mkdir(parents=True)
        for module, source in _modules(app, size):
            (package / f"{module}.py").write_text(source, encoding="utf-8")


def _modules(app: int, size: Size) -> Iterator[tuple[str, str]]:
    yield "__init__", ""
    yield "apps", _APPS.format(label=label(app))
    yield "signals", _SIGNALS + "".join(f"{name} = Signal()\n" for name in OWN_SIGNALS)
    yield "models", _MODELS + "".join(_MODEL.format(model=model) for model in range(size.models))
    yield "receivers", "".join(_receivers(app, size))


def _receivers(app: int, size: Size) -> Iterator[str]:
    chance = random.Random(app)
    yield _RECEIVERS + "".join(
        f"from {label(other)} import models as {label(other)}_models, signals as "
        f"{label(other)}_signals\n"
        for other in range(size.apps)
    )
    for number in range(size.receivers):
        other = app if chance.random() < 0.75 else chance.randrange(size.apps)
        if chance.random() < 0.15:
            signal = f"{label(other)}_signals.{chance.choice(OWN_SIGNALS)}"
        else:
            signal = f"signals.{chance.choice(MODEL_SIGNALS)}"
        options = ""
        if chance.random() > 0.02:
            options += f", sender={label(other)}_models.Model{chance.randrange(size.models)}"
        if chance.random() < 0.1:
            options += f', dispatch_uid="{label(app)}.{number}"'
        begin = "async def" if chance.random() < 0.05 else "def"
        yield _RECEIVER.format(signal=signal, options=options, begin=begin, number=number)


_APPS = """\
from django.apps import AppConfig


class Config(AppConfig):
    name = "{label}"

    def ready(self):
        from . import receivers
"""
_SIGNALS = """\
from django.dispatch import Signal

"""
_MODELS = """\
from django.db import models
"""
_MODEL = """

class Model{model}(models.Model):
    name = models.CharField(max_length=40)
"""
_RECEIVERS = """\
from django.db.models import signals
from django.dispatch import receiver

"""
_RECEIVER = """

@receiver({signal}{options})
{begin} note_change_{number}(sender, **kwargs):
    pass
"""
