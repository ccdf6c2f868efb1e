"""The commands that pages show have the options that there are, run by a test or not."""

from __future__ import annotations

import importlib.util
import re
import shlex

import pytest
from django.core.management import load_command_class

from benchmarks import overhead
from tests.docs.pages import ROOT

PAGES = [*ROOT.glob("docs/**/*.md"), *ROOT.glob("*.md")]
MANAGED = re.compile(r"^(?:\$ .*)?python manage\.py (signal(?:graph|trace)) ?(.*)$", re.MULTILINE)
MODULE = re.compile(r"python3? -m ((?:benchmarks|example_project|tests)[.\w]*)")
OVERHEAD = re.compile(r"python3 -m benchmarks\.overhead((?: --[\w-]+(?: [\w-]+)?)*)")


def found(pattern):
    return sorted({match for page in PAGES for match in pattern.findall(page.read_text("utf-8"))})


@pytest.mark.parametrize(("name", "arguments"), found(MANAGED))
def test_the_options_of_our_commands_are_there(name, arguments):
    words = shlex.split(arguments, comments=True)
    load_command_class("signal_inspector", name).create_parser("manage.py", name).parse_args(words)


@pytest.mark.parametrize("arguments", found(OVERHEAD))
def test_the_cases_of_the_benchmark_are_there(arguments):
    overhead.parser(list(overhead.cases())).parse_args(shlex.split(arguments))


@pytest.mark.parametrize("name", found(MODULE))
def test_the_modules_that_are_run_are_there(name):
    spec = importlib.util.find_spec(name)
    assert spec is not None
    assert spec.submodule_search_locations is None or importlib.util.find_spec(f"{name}.__main__")
