"""The hook for pre-commit, run by pre-commit itself in a project of its own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("pre_commit", reason="pre-commit is not installed")

ROOT = Path(__file__).resolve().parent.parent
HOOKS = ROOT / ".pre-commit-hooks.yaml"
MANAGE = """
import sys
import django
from django.conf import settings
from django.core.management import execute_from_command_line

settings.configure(INSTALLED_APPS=["signal_inspector", "shop"], SECRET_KEY="x")
execute_from_command_line(sys.argv)
"""
RECEIVERS = """
def note(**kwargs): ...
def count(**kwargs): ...
"""
APP = """
from django.apps import AppConfig
from django.core.signals import request_started

class ShopConfig(AppConfig):
    name = "shop"

    def ready(self):
        from shop import receivers

        request_started.connect(receivers.note)
"""


@pytest.fixture
def run(tmp_path):
    """Run a program in the project, with the interpreter of these tests first on PATH."""
    if shutil.which("git") is None:
        pytest.skip("there is no git")
    scripts = tmp_path / "bin"
    scripts.mkdir()
    (scripts / "python").symlink_to(sys.executable)
    environment = os.environ | {
        "PATH": os.pathsep.join([str(scripts), os.environ["PATH"]]),
        "PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, sys.path)]),
        "PRE_COMMIT_HOME": str(tmp_path / "cache"),
        "HOME": str(tmp_path),
        **dict.fromkeys(("GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"), "A"),
        **dict.fromkeys(("GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"), "a@example.com"),
    }
    for name in ("DJANGO_SETTINGS_MODULE", "GITHUB_ACTIONS", "GIT_DIR", "GIT_INDEX_FILE"):
        environment.pop(name, None)

    def run(*arguments, cwd):
        return subprocess.run(
            arguments, cwd=cwd, env=environment, capture_output=True, text=True, check=False
        )

    return run


def repository(run, path, files):
    for name, content in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_text(content)
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "x"]):
        done = run("git", *arguments, cwd=path)
        assert done.returncode == 0, done.stderr


def test_the_hook_passes_as_written_and_fails_on_a_new_receiver(run, tmp_path):
    project, hooks = tmp_path / "project", tmp_path / "hooks"
    shop = {"shop/__init__.py": "", "shop/apps.py": APP, "shop/receivers.py": RECEIVERS}
    repository(run, project, shop | {"manage.py": MANAGE})
    repository(run, hooks, {HOOKS.name: HOOKS.read_text()})
    written = run("python", "manage.py", "signalgraph", "--write-baseline", cwd=project)
    assert written.returncode == 0, written.stderr
    assert run("git", "add", "-A", cwd=project).returncode == 0
    hook = (sys.executable, "-m", "pre_commit", "try-repo", str(hooks), "signalgraph-check", "-a")

    passed = run(*hook, cwd=project)
    (project / "shop" / "apps.py").write_text(
        APP + "        request_started.connect(receivers.count)\n"
    )
    failed = run(*hook, cwd=project)

    assert passed.returncode == 0, passed.stdout + passed.stderr
    assert "Passed" in passed.stdout
    assert failed.returncode == 1
    assert "shop.receivers.count receives request_started" in failed.stdout
    assert "shop/receivers.py:3" in failed.stdout
