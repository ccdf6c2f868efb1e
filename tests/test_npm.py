"""What needs a package from npm where there is none."""

import pytest

from tests import biome, npm


@pytest.fixture(autouse=True)
def _without_npm(monkeypatch, tmp_path):
    monkeypatch.setattr(npm, "CACHE", tmp_path)
    monkeypatch.setenv("PATH", "")


def test_a_test_is_skipped_with_the_reason():
    with pytest.raises(pytest.skip.Exception, match="no npm on PATH to install mermaid 12"):
        npm.package("mermaid", "12")


def test_scripts_and_styles_are_no_failure(capsys):
    assert biome.main(["ci"]) == 0
    assert f"no npm on PATH to install @biomejs/biome {biome.VERSION}" in capsys.readouterr().out
