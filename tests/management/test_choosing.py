"""What is said on stderr about recordings, however much there is to say."""

from signal_inspector.management.choosing import _notes
from signal_inspector.overlay import Laid, Step, Unknown
from signal_inspector.wiring.nodes import SignalGraph


def notes(**found: object) -> list[str]:
    laid = {"unknown": (), "cycles": (), "undetailed": 0} | found
    return list(_notes(Laid(graph=SignalGraph(), **laid)))  # type: ignore[arg-type]


def ring(length: int) -> tuple[Step, ...]:
    return tuple(Step(f"c{n}", f"r{n}", f"c{(n + 1) % length}") for n in range(length))


def test_without_anything_to_say_nothing_is_said() -> None:
    assert notes() == []


def test_the_first_ten_that_are_not_connected_are_named() -> None:
    unknown = tuple(Unknown("shop.sold", "shop.Bill", f"shop.r{n}", n + 1) for n in range(12))

    (note,) = notes(unknown=unknown)

    assert note.startswith(
        "Recorded, but not connected in this process: shop.r0 of shop.sold, sender shop.Bill (1×); "
    )
    assert note.endswith("shop.r9 of shop.sold, sender shop.Bill (10×); and 2 more.")


def test_what_was_only_counted_is_told() -> None:
    assert notes(undetailed=1)[0].startswith("1 recorded dispatch only counted: ")
    assert notes(undetailed=7)[0].startswith("7 recorded dispatches only counted: ")
    (note,) = notes(unknown=(Unknown("shop.sold", "shop.Bill", None, 3),))
    assert "receivers of shop.sold, sender shop.Bill (3×)." in note


def test_a_cycle_is_spelt_out_and_a_long_one_shortened() -> None:
    assert notes(cycles=(ring(2),)) == ["Cycle: c0 → r0 → c1 → r1 → c0."]

    (note,) = notes(cycles=(ring(1000),))

    assert note.startswith("Cycle: c0 → r0 → c1 → ")
    assert note.endswith(" → r9 → c10 → 990 more receivers → c0.")


def test_of_many_cycles_ten_are_told() -> None:
    assert len(notes(cycles=tuple(ring(2) for _ in range(12)))) == 11
    assert notes(cycles=tuple(ring(2) for _ in range(12)))[-1] == "And 2 more cycles."
