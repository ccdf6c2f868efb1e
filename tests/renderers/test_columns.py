from hypothesis import given, strategies as st

from signal_inspector.renderers.columns import Part, filled

HEAD = 50.0

parts_of_any_size = st.lists(
    st.builds(
        lambda label, heights: Part(label, list(enumerate(heights)), heights),
        st.text("abc", min_size=1, max_size=3),
        st.lists(st.floats(10, 2000), min_size=1, max_size=30),
    ),
    max_size=12,
    unique_by=lambda part: part.label,
)


@given(parts_of_any_size)
def test_every_item_is_in_one_piece_of_its_part_in_the_same_order(parts: list[Part]) -> None:
    columns = filled(parts, width=400, head=HEAD)

    pieces = [piece for column in columns for piece in column]
    for part in parts:
        own = [items for label, items in pieces if label.partition(" ")[0] == part.label]
        assert [item for items in own for item in items] == list(part.items)
        assert all(items for items in own)
    assert [label.partition(" ")[0] for label, _ in pieces] == [
        part.label for part in parts for _ in range(sum(_whose(p, part) for p in pieces))
    ]


def _whose(piece: tuple[str, object], part: Part) -> bool:
    return piece[0].partition(" ")[0] == part.label


@given(parts_of_any_size.filter(bool))
def test_no_column_is_much_higher_than_its_share(parts: list[Part]) -> None:
    total = sum(HEAD + sum(part.heights) for part in parts)
    tallest = max(height for part in parts for height in part.heights)

    columns = filled(parts, width=400, head=HEAD)

    share = total / max(1, round((total / 400) ** 0.5))
    heights = {part.label: part.heights for part in parts}
    for column in columns:
        height = sum(
            HEAD + sum(heights[label.partition(" ")[0]][number] for number, _ in items)
            for label, items in column
        )
        assert height <= share + tallest + HEAD


def test_pieces_are_numbered() -> None:
    part = Part("orders", list(range(40)), [50.0] * 40)

    columns = filled([part], width=500, head=HEAD)

    assert [label for column in columns for label, _ in column] == ["orders 1/2", "orders 2/2"]


def test_a_part_that_fits_stays_whole() -> None:
    parts = [Part(label, [0, 1, 2], [40.0] * 3) for label in "abcd"]

    columns = filled(parts, width=200, head=HEAD)

    assert [[label for label, _ in column] for column in columns] == [["a", "b"], ["c", "d"]]


def test_the_foot_of_a_column_is_not_begun() -> None:
    parts = [Part("a", [0] * 9, [100.0] * 9), Part("b", [0] * 9, [100.0] * 9)]

    columns = filled(parts, width=500, head=HEAD)

    assert [[label for label, _ in column] for column in columns] == [["a"], ["b"]]


def test_nothing_needs_no_column() -> None:
    assert filled([], width=400, head=HEAD) == []
