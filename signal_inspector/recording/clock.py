"""The clocks of recordings."""

from time import perf_counter_ns, time


class Clock:
    """Holds the real clocks as class attributes: monotonic nanoseconds, and seconds since 1970.

    freezegun replaces the functions of ``time`` in every module that has them as an attribute;
    there our durations would become zero or billions of seconds.
    """

    now = staticmethod(perf_counter_ns)
    wall = staticmethod(time)
