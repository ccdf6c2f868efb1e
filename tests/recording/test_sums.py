"""Effects that are added up."""

from signal_inspector.recording.records import BulkWrite, Effects, Frame, Queries, Statement
from signal_inspector.recording.sums import EffectsSum, sum_effects


def test_effects_add_up():
    one = Effects(
        queries=(Queries("default", 2, 10), Queries("a", 1, 1)),
        statements=(Statement("SELECT 1", 2),),
        on_commit=1,
        mails=1,
        tasks=("t",),
        rolled_back=1,
        requests=("example.com",),
        in_atomic=2,
        survived=3,
        task_ids=("1",),
    )
    assert sum_effects([one, one, Effects(statements=(Statement("SELECT 2", 9),))]) == Effects(
        queries=(Queries("a", 2, 2), Queries("default", 4, 20)),
        statements=(Statement("SELECT 2", 9), Statement("SELECT 1", 4)),
        on_commit=2,
        mails=2,
        tasks=("t", "t"),
        rolled_back=2,
        requests=("example.com", "example.com"),
        in_atomic=4,
        survived=6,
        task_ids=("1", "1"),
    )


def test_nothing_adds_up_to_nothing():
    assert sum_effects([]) == Effects()


def test_equal_bulk_writes_are_one_with_a_count():
    site = Frame("shop.py", 3, "ship")
    write = BulkWrite("update", "shop.Order", 2, ("shop.audit",), site)
    unknown = BulkWrite("update", "shop.Parcel", None)
    elsewhere = BulkWrite("update", "shop.Order", 2, ("shop.audit",), Frame("shop.py", 9, "ship"))
    whole = EffectsSum()
    for _ in range(3):
        whole.add(Effects(bulk_writes=(write, unknown, elsewhere, write)))
    assert whole.result().bulk_writes == (
        BulkWrite("update", "shop.Order", 12, ("shop.audit",), site, 6),
        BulkWrite("update", "shop.Parcel", None, count=3),
        BulkWrite("update", "shop.Order", 6, ("shop.audit",), Frame("shop.py", 9, "ship"), 3),
    )
