import functools
from unittest import mock

import pytest

from signal_inspector.naming import takes_any_keyword


def takes(sender, **kwargs):
    """Stand for a receiver."""


def refuses(sender, instance=None):
    """Stand for a receiver."""


class Holder:
    def __init__(self, sender, **kwargs):
        """Be called as a receiver."""

    def takes(self, **kwargs):
        """Stand for a receiver."""

    def refuses(self, sender):
        """Stand for a receiver."""

    @staticmethod
    def static(**kwargs):
        """Stand for a receiver."""

    def __call__(self, sender):
        """Stand for a receiver."""


class Circle:
    """A partial of itself cannot be made; an instance without a way to be called can."""


@pytest.mark.parametrize(
    ("receiver", "expected"),
    [
        (takes, True),
        (refuses, False),
        (Holder(None).takes, True),
        (Holder(None).refuses, False),
        (Holder.static, True),
        (Holder(None), False),
        (Holder, True),
        (functools.partial(takes, 1), True),
        (functools.partial(functools.partial(refuses)), False),
        (functools.wraps(refuses)(lambda *args, **kwargs: None), True),
        (mock.Mock(), True),
        (print, None),
        (Circle(), None),
    ],
    ids=range(13),
)
def test_whether_a_receiver_takes_any_keyword(receiver, expected):
    assert takes_any_keyword(receiver) is expected
