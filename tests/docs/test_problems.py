"""The page about the problems says what the diagnosis says."""

import pytest

from signal_inspector.diagnosis.rules import RULES
from tests import problems_page

pytestmark = pytest.mark.usefixtures("fresh_ledger")


def test_each_rule_has_its_section():
    sections = problems_page.sections()
    assert list(sections) == [rule.short_id for rule in RULES.values()]
    for rule in RULES.values():
        section = sections[rule.short_id]
        assert section["head"] == f"{rule.short_id} {rule.slug}: {rule.title}"
        assert len(section["prose"].split("\n\n")) >= 2, "the story, and the fix"


@pytest.mark.django_db
def test_the_code_runs_and_prints_what_stands_there():
    sections = problems_page.sections()
    for short_id, blocks in problems_page.blocks().items():
        assert sections[short_id]["python"] == blocks["python"], "python -m tests.problems_page"
        assert sections[short_id]["text"] == blocks["text"], "python -m tests.problems_page"
