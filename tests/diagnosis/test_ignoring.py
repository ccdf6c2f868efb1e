import pytest

from signal_inspector.diagnosis import ignoring
from signal_inspector.diagnosis.problem import Problem
from signal_inspector.diagnosis.rules import SAVED_AGAIN, SLOW

ORDER = Problem(SAVED_AGAIN.id, "warning", "Saved.", "Save once.", subject="shop.Order")
INVOICE = Problem(SAVED_AGAIN.id, "warning", "Saved.", "Save once.", subject="shop.Invoice")
SLOW_ORDER = Problem(SLOW.id, "warning", "Slow.", "Be quick.", subject="shop.Order")
FOUND = [ORDER, INVOICE, SLOW_ORDER]


def test_an_entry_leaves_out_what_it_names_and_nothing_else():
    ignored = {SAVED_AGAIN.id: {"shop.Order": "An import, once a year."}}
    assert ignoring.kept(FOUND, ignored) == [INVOICE, SLOW_ORDER]


@pytest.mark.parametrize("subject", ["shop.*", "shop", "Order", "shop.order"])
def test_entries_are_exact(subject):
    assert ignoring.kept(FOUND, {SAVED_AGAIN.id: {subject: "Never mind."}}) == FOUND


def test_entries_that_name_no_problem_are_told():
    ignored = {
        SLOW.id: {"shop.Order": "It waits for a bank.", "shop.Basket": "It did so once."},
        SAVED_AGAIN.id: {"shop.Gone": "It was."},
    }
    assert ignoring.unmatched(FOUND, ignored) == [
        (SLOW.id, "shop.Basket"), (SAVED_AGAIN.id, "shop.Gone"),
    ]  # fmt: skip


def test_a_sound_setting_has_no_faults():
    assert ignoring.faults({SLOW.id: {"shop.Order": "It waits for a bank."}}) == []


@pytest.mark.parametrize(
    ("ignored", "message", "hint"),
    [
        ({"signal_inspector.R0007": {"a": "b"}}, "there is no rule with this id", "Did you mean"),
        ({SLOW.id: []}, "names no subjects", "Use {"),
        ({SLOW.id: {}}, "names no subjects", "Use {"),
        ({SLOW.id: {"shop.Order": " "}}, "['shop.Order'] has no reason", "Write why"),
        ({SLOW.id: {"shop.Order": None}}, "['shop.Order'] has no reason", "Write why"),
    ],
)
def test_faults_say_what_is_wrong_and_the_way_out(ignored, message, hint):
    [fault] = ignoring.faults(ignored)
    assert message in fault.message
    assert fault.message.startswith("SIGNAL_INSPECTOR['IGNORE']['signal_inspector.R0")
    assert hint in fault.hint


def test_a_broken_setting_ignores_nothing():
    assert ignoring.kept(FOUND, {SLOW.id: "everything"}) == FOUND
    assert ignoring.unmatched(FOUND, {SLOW.id: "everything"}) == []


class Holder:
    def method(self):
        """Stand for a receiver."""


@pytest.mark.parametrize(
    ("subject", "there"),
    [
        (f"{__name__}.Holder.method", True),
        (f"functools.partial({__name__}.Holder.method)", True),
        (f"{__name__}.test_it.<locals>.receiver", False),
        (f"{__name__}.test_a_subject_is_looked_up_without_imports.<locals>.receiver", True),
        (f"{__name__}.Holder.gone", False),
        (f"{__name__}", True),
        ("auth.User", True),
        ("auth.Usr", False),
        ("nowhere.at.all", False),
    ],
)
def test_a_subject_is_looked_up_without_imports(subject, there):
    assert ignoring.is_there(subject) is there
