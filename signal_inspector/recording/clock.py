"""The clock of recordings: monotonic nanoseconds."""

from time import perf_counter_ns


class Clock:
    """Holds the real clock as a class attribute.

    freezegun replaces the functions of ``time`` in every module that has them as an attribute;
    there our durations would become zero or billions of seconds.
    """

    now = staticmethod(perf_counter_ns)
