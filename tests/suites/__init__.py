"""Test suites of others, run plain and with everything recorded: does looking change anything?

`inside/` holds what runs in the environment of such a suite, where `tests` may be a package of
theirs: its modules know each other by plain names.
"""
