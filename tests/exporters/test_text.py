"""The text tree of a recording, drawn by hand."""

from dataclasses import replace

from signal_inspector.exporters import text
from signal_inspector.recording.recording import Recording
from signal_inspector.recording.records import (
    BulkWrite,
    Connection,
    Counted,
    Dispatch,
    Effects,
    Error,
    Frame,
    Queries,
    ReceiverCall,
)

MS = 1_000_000


def sent(recording, signal, ns, parent=None, **more):
    dispatch = Dispatch(
        len(recording.dispatches), signal, "shop.Order", "send", 0, ns, parent=parent, **more
    )
    recording.dispatches.append(dispatch)
    if parent is not None:
        parent.dispatches.append(dispatch)
    return dispatch


def called(dispatch, receiver, ns, outcome="returned", **more):
    call = ReceiverCall(0, dispatch, Connection(receiver), 0, ns, outcome, **more)
    dispatch.receiver_calls.append(call)
    return call


def order():
    recording = Recording(name="order")
    root = sent(recording, "shop.placed", 12 * MS, site=Frame("views.py", 7, "place"))
    effects = Effects(queries=(Queries("default", 2, MS),), mails=1)
    call = called(root, "shop.receivers.invoice", 11 * MS, effects=effects)
    for _ in range(6):
        called(sent(recording, "shop.saved", 2_000, call), "shop.receivers.note", 1_000)
    error = Error("ValueError", "no\nstock", (Frame("stock.py", 3, "take"),))
    called(root, "shop.receivers.reserve", MS, "raised", error=error)
    called(root, "shop.receivers.tell", 0, "not reached")
    return recording


def test_the_tree_shows_what_caused_what():
    assert text.render(order()).splitlines() == [
        (
            "order   7 dispatches · 8 receiver calls · 12.0 ms · 2 queries 1.0 ms"
            " · 1 exception · 2 deep"
        ),
        "└─ placed ⟨shop.Order⟩  12.0 ms  ← views.py:7",
        "   ├─ invoice  11.0 ms, own 11.0 ms  2 queries 1.0 ms, 1 mail",
        "   │  └─ saved ⟨shop.Order⟩  ×6  12 µs",
        "   │     └─ note  1 µs",
        "   ├─ reserve  1.0 ms  raised",
        "   │  ! ValueError: no stock at stock.py:3",
        "   └─ tell  not reached",
    ]


def test_ascii_terminals_get_the_same_in_ascii():
    drawn = text.render(order(), glyphs=text.glyphs_for("ascii"))
    assert drawn.isascii()
    assert "`- placed <shop.Order>  12.0 ms  from views.py:7" in drawn
    assert "saved <shop.Order>  x6  12 us" in drawn


def test_the_glyphs_follow_the_encoding():
    assert text.glyphs_for("utf-8") is text.UNICODE
    assert text.glyphs_for("latin-1") is text.ASCII
    assert text.glyphs_for(None) is text.ASCII
    assert text.glyphs_for("no such encoding") is text.ASCII


def test_nothing_is_folded_where_that_is_not_wanted():
    assert text.render(order(), fold_from=0).count("saved ⟨shop.Order⟩") == 6


def test_merged_paths_have_their_sums():
    lines = text.render(order(), merged=True).splitlines()
    assert "   │  └─ saved ⟨shop.Order⟩  ×6  12 µs" in lines
    assert "   │     └─ note  ×6  6 µs" in lines


def test_bulk_writes_and_what_was_only_counted_are_told():
    write = BulkWrite("update", "shop.Order", 3, ("shop.receivers.note",))
    recording = Recording(
        effects=Effects(bulk_writes=(write,)),
        counted=[Counted("shop.saved", "shop.Order", "muted", 4)],
        notes=["something went wrong"],
    )
    assert text.render(recording).splitlines()[1:] == [
        "! update ⟨shop.Order⟩ of 3 rows bypassed note",
        "Not detailed: 4 dispatches",
        "  saved ⟨shop.Order⟩  ×4  muted, only counted",
        "Note: something went wrong",
    ]
    recording.effects = Effects(bulk_writes=(replace(write, count=2),))
    assert "! update ×2 ⟨shop.Order⟩ of 3 rows bypassed note" in text.render(recording)


def test_what_nobody_received_is_summed_up_by_signal():
    names = ("s.a", "s.b", "s.c", "s.d", "s.e", "s.f", "s.g", "s.h")
    few = [Counted("s.a", "shop.Order", "no receivers", 2), Counted("s.a", "X", "no receivers", 1)]
    many = [Counted(name, "shop.Order", "no receivers", 1) for name in names]
    assert text.render(Recording(counted=few)).splitlines()[1:] == [
        "3 dispatches had no receivers: a"
    ]
    assert text.render(Recording(counted=many)).splitlines()[1:] == [
        "8 dispatches had no receivers: a, b, c, d, e, f, 2 more"
    ]


def test_an_empty_recording_says_so():
    assert "Nothing was dispatched." in text.render(Recording())
