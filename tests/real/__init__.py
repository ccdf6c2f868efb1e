"""Real projects: parts of their own tests plain and recorded, and the graphs of their wiring.

Not part of the suite: `python3 -m tests.real` installs them from PyPI and needs minutes.
"""
