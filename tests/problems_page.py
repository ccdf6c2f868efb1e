"""``docs/reference/problems.md``: its code is that of the example, its findings are those of a run.

``python -m tests.problems_page`` writes the blocks of the page anew, and leaves the prose alone.
"""

from __future__ import annotations

import inspect
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "reference" / "problems.md"
SECTION = re.compile(
    r"^\((?P<anchor>\w+)\)=\n## (?P<head>.+)\n(?P<body>(?:(?!^\(\w+\)=\n).*\n)*)", re.MULTILINE
)
BLOCK = re.compile(r"```(?P<kind>python|text)\n(?P<text>.*?)```\n", re.DOTALL)
TIMES = re.compile(r"\d+(?:\.\d+)?\N{NO-BREAK SPACE}ms")
KEYS = re.compile(r"orders\.Order \d+")
# Of these problems a function alone cannot have any: they are in the modules of an app.
MODULES = {"W016": "receivers", "I020": "models", "I025": "models", "I026": "models"}


def sections() -> dict[str, dict[str, str]]:
    """Heading and blocks of each section, by the short id of its rule."""
    found = {}
    for section in SECTION.finditer(PAGE.read_text(encoding="utf-8")):
        blocks = {block["kind"]: block["text"] for block in BLOCK.finditer(section["body"])}
        prose = BLOCK.sub("", section["body"]).strip()
        found[section["anchor"].upper()] = {"head": section["head"], "prose": prose} | blocks
    return found


def blocks() -> dict[str, dict[str, str]]:
    """What the blocks of each section have to be."""
    from example_project.broken.cases import CASES
    from signal_inspector.diagnosis.rules import RULES

    found = {}
    in_modules = _of_modules()
    for rule in RULES.values():
        name = rule.slug.replace("-", "_")
        if rule.slug in CASES:
            code, text = inspect.getsource(CASES[rule.slug].run), _of_request(rule)
        elif rule.short_id in MODULES:
            code, text = _module(MODULES[rule.short_id]), in_modules[rule.id]
        else:
            from example_project.broken import wirings

            function = getattr(wirings, name)
            code, text = inspect.getsource(function), _of_wiring(rule, function)
        found[rule.short_id] = {"python": code, "text": comparable(text)}
    return found


def comparable(text: str) -> str:
    """No two runs take the same time, nor have databases the same keys."""
    return KEYS.sub("orders.Order 1", TIMES.sub("60\N{NO-BREAK SPACE}ms", text))


def _printed(problems, rule) -> str:
    from dataclasses import replace

    from signal_inspector import naming, reports

    found = [each for each in problems if each.rule == rule.id]
    assert len(found) == 1, f"{rule.short_id}: {found}"
    path = naming.short_path(found[0].path) if found[0].path else ""
    return reports.render([replace(found[0], path=path)], "text").rstrip("\n") + "\n"


def _of_request(rule) -> str:
    import signal_inspector
    from example_project.broken.cases import CASES
    from example_project.orders.samples import newest_order

    newest_order()
    with signal_inspector.record() as recording:
        CASES[rule.slug].run()
    return _printed(recording.problems, rule)


def _of_wiring(rule, function) -> str:
    from django.test import override_settings
    from django.urls import get_resolver

    from signal_inspector.diagnosis import wired

    assert get_resolver().url_patterns, "views send signals"
    # As the comment beside its name says.
    debug = "DEBUG = True" in inspect.getsource(function).splitlines()[0]
    with as_before(), override_settings(DEBUG=debug):
        known = wired.judge(wired.read())
        function()
        return _printed([each for each in wired.judge(wired.read()) if each not in known], rule)


@contextmanager
def as_before() -> Iterator[None]:
    """Take back what is connected, and the model that is defined, meanwhile."""
    from django.apps import apps
    from django.db.models.signals import post_save

    from example_project.orders.signals import delivery_asked, order_placed
    from signal_inspector.wiring.ledger import facts

    signals = (post_save, order_placed, delivery_asked)
    receivers = [list(signal.receivers) for signal in signals]
    tables = (facts.connected, facts.ignored, facts.disconnected)
    entries = [dict(table) for table in tables]
    models, pending = dict(apps.all_models["orders"]), dict(apps._pending_operations)
    try:
        yield
    finally:
        for signal, before in zip(signals, receivers, strict=True):
            signal.receivers[:] = before
            signal.sender_receivers_cache.clear()
        for table, content in zip(tables, entries, strict=True):
            table.clear()
            table.update(content)
        apps.all_models["orders"].clear()
        apps.all_models["orders"].update(models)
        apps._pending_operations.clear()
        apps._pending_operations.update(pending)
        apps.clear_cache()
        sys.modules.pop("broken.wirings", None)


def _module(name: str) -> str:
    return (ROOT / "example_project" / "broken" / "bakery" / f"{name}.py").read_text()


def _of_modules() -> dict[str, str]:
    """What is printed where the app with the problems is installed, by the ids of the rules."""
    code = (
        "import example_project.settings as s; "
        "s.INSTALLED_APPS.append('example_project.broken.bakery'); "
        "from django.core.management import execute_from_command_line as run; "
        "run(['manage.py', 'signalgraph', '--report', 'text', '-v', '0'])"
    )
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "example_project.settings"}
    printed = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True,
        check=True,
    ).stdout  # fmt: skip
    paragraphs = [each for each in printed.split("\n\n") if each.strip()]
    return {each.split()[1]: each.strip("\n") + "\n" for each in paragraphs}


def write() -> None:
    """Put the blocks of a run into the page."""
    wanted = blocks()
    page = PAGE.read_text(encoding="utf-8")

    def renewed(section: re.Match[str]) -> str:
        known = wanted[section["anchor"].upper()]
        return BLOCK.sub(
            lambda block: f"```{block['kind']}\n{known[block['kind']]}```\n", section.group()
        )

    PAGE.write_text(SECTION.sub(renewed, page), encoding="utf-8")


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "example_project.settings"
    import django
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = ":memory:"
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    write()


if __name__ == "__main__":
    main()
