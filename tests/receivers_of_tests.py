"""Receivers that stay alive, for tests of the live wiring."""


def picky(sender, instance=None, signal=None):
    """Do without **kwargs."""
