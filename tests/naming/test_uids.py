from typing import Any

import pytest

from signal_inspector.naming import dispatch_uid_of, uid_text


class Desk:
    def method(self) -> None:
        """A receiver."""


def receiver() -> None:
    """Another one."""


DESK = Desk()


@pytest.mark.parametrize(
    ("key", "owner", "uid"),
    [
        (id(receiver), receiver, None),
        ((id(DESK), id(Desk.method)), DESK.method, None),
        ("mine", receiver, "mine"),
        ("mine", DESK.method, "mine"),
        (7, receiver, "7"),
        (("mine", 7), receiver, "(mine, 7)"),
        (id(receiver), None, None),
        ((3, 4), None, None),
        ("mine", None, "mine"),
        (Desk, receiver, "tests.naming.test_uids.Desk"),
        (DESK, receiver, "<tests.naming.test_uids.Desk object>"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_the_uid_is_told_from_the_ids_that_stand_in_its_place(
    key: Any, owner: Any, uid: str | None
) -> None:
    assert dispatch_uid_of(key, owner) == uid


def test_a_uid_is_never_asked_for_its_text() -> None:
    class Uid(str):
        __slots__ = ()

        def __str__(self) -> str:
            raise AssertionError

    assert uid_text(Uid("mine")) == "mine"
