import pytest

from signal_inspector.panels import effects
from signal_inspector.recording.records import NO_EFFECTS, BulkWrite, Effects, Queries, Statement

NBSP = "\N{NO-BREAK SPACE}"

ALL = Effects(
    queries=(Queries("default", 12, 3_400_000), Queries("other", 1, 50_000)),
    statements=(Statement("SELECT a", 11), Statement("SELECT b", 1)),
    on_commit=2,
    bulk_writes=(BulkWrite("bulk_create", "shop.Order", 20, ("shop.receivers.reserve",)),),
    mails=1,
    tasks=("shop.tasks.bill", "shop.tasks.pack"),
    rolled_back=3,
    requests=("pay.example",),
)


def test_a_call_without_effects_says_nothing():
    assert effects.sql(0, 0) == ""
    assert effects.chips(NO_EFFECTS) == ()
    assert effects.details(NO_EFFECTS) == []


def test_sql_of_all_databases_is_added_up():
    assert effects.sql(ALL.query_count, ALL.query_ns) == f"13 · 3.45{NBSP}ms"


def test_each_effect_has_a_word_on_the_line():
    assert effects.chips(ALL) == (
        "1 mail",
        "1 request",
        "2 tasks",
        "2 on commit",
        "bulk_create",
        "rolled back",
    )


def test_the_details_say_all():
    assert effects.details(ALL) == [
        ("SQL on “default”", f"12 · 3.40{NBSP}ms"),
        ("SQL on “other”", f"1 · 50{NBSP}µs"),
        ("Repeated SQL", "×11  SELECT a"),
        ("Tasks enqueued", "shop.tasks.bill, shop.tasks.pack"),
        ("Mails", "1"),
        ("HTTP requests to", "pay.example"),
        ("Registered on commit", "2"),
        (
            "Rows without signals",
            (
                "bulk_create() wrote 20 rows of shop.Order and sent no signals."
                " Therefore not run: reserve."
            ),
        ),
        ("Rolled back afterwards", "3"),
    ]


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        (None, "update() wrote rows of shop.Order and sent no signals."),
        (0, "update() wrote 0 rows of shop.Order and sent no signals."),
        (1, "update() wrote 1 row of shop.Order and sent no signals."),
    ],
)
def test_rows_may_be_unknown_none_or_one(rows, text):
    assert effects.bulk_write(BulkWrite("update", "shop.Order", rows)) == text
    twice = BulkWrite("update", "shop.Order", rows, count=2)
    assert effects.bulk_write(twice) == f"{text} (×2)"
