import asyncio
import json
import os
import sys
from pathlib import Path

import django.contrib.auth.models
import pytest

from signal_inspector.naming import app_label_of, origin_of_module, origin_of_path, short_path

SITE_PACKAGES = Path(pytest.__file__).parent.parent


@pytest.mark.parametrize(
    ("path", "origin"),
    [
        (__file__, "project"),
        (django.contrib.auth.models.__file__, "django"),
        (pytest.__file__, "third-party"),
        (json.__file__, "third-party"),
        ("/srv/shop/.venv/lib/python3.12/site-packages/stripe/api.py", "third-party"),
        ("/usr/lib/python3/dist-packages/stripe/api.py", "third-party"),
        ("/srv/django/models.py", "project"),
        ("<frozen importlib._bootstrap>", "third-party"),
        ("<string>", "project"),
        ("", "project"),
    ],
)
def test_a_path_tells_whose_code_it_is(path: str, origin: str) -> None:
    assert origin_of_path(path) == origin


@pytest.mark.parametrize(
    ("module", "origin"),
    [
        ("django", "django"),
        ("django.contrib.auth.models.User", "django"),
        ("asyncio.tasks.gather", "third-party"),
        ("sys", "third-party"),
        ("pytest", "third-party"),
        (__name__, "project"),
        ("never_imported.module", "project"),
        ("djangosaurus", "project"),
        ("", "project"),
    ],
)
def test_a_module_tells_whose_code_it_is(module: str, origin: str) -> None:
    assert asyncio.tasks.__name__ == "asyncio.tasks"
    assert origin_of_module(module) == origin


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("django.contrib.auth", "auth"),
        ("django.contrib.auth.models.User.method", "auth"),
        ("django.contrib.authors", None),
        ("django", None),
        ("", None),
    ],
)
def test_the_longest_app_name_that_leads_a_dotted_name_counts(name: str, label: str | None) -> None:
    assert app_label_of(name) == label


class TestShortPath:
    def test_it_starts_below_the_folder_on_the_import_path(self) -> None:
        assert short_path(django.contrib.auth.models.__file__) == "django/contrib/auth/models.py"
        assert short_path(__file__) == "tests/naming/test_origins.py"

    def test_the_longest_folder_wins(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys, "path", [str(tmp_path), str(tmp_path / "apps")])

        assert short_path(str(tmp_path / "apps" / "orders" / "models.py")) == "orders/models.py"
        assert short_path(str(tmp_path / "shop" / "urls.py")) == "shop/urls.py"

    def test_a_folder_that_is_a_package_does_not_cut_the_path(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        package = tmp_path / "shop"
        package.mkdir()
        (package / "__init__.py").touch()
        monkeypatch.setattr(sys, "path", [str(package), str(tmp_path)])

        assert short_path(str(package / "orders" / "models.py")) == "shop/orders/models.py"

    def test_a_file_outside_keeps_two_parts(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sys, "path", [])
        monkeypatch.chdir(tmp_path)

        assert short_path(f"{os.sep}srv/shop/orders/models.py") == "orders/models.py"

    def test_it_is_never_absolute_without_a_working_directory(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def gone() -> str:
            raise FileNotFoundError

        monkeypatch.setattr(os, "getcwd", gone)

        assert short_path(__file__) == "tests/naming/test_origins.py"

    @pytest.mark.parametrize("path", ["<string>", "<frozen zipimport>"])
    def test_what_is_no_file_stays(self, path: str) -> None:
        assert short_path(path) == path
