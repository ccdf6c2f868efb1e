"""Turn the strands of a recording into records.

One pass over the facts, and no recursion, however deep the cascade.
"""

from .counting import CountedSum, added_up, counted_by, counted_dispatch
from .filling import replay

__all__ = ["CountedSum", "added_up", "counted_by", "counted_dispatch", "replay"]
