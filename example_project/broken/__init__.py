"""What can go wrong with signals: the smallest code for each problem that the diagnosis names.

The shop itself has none of it. `/?broken=1` lists a page for each problem that a request can show.
"""
