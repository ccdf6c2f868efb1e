"""Turn the strands of a recording into records.

One pass over the facts, and no recursion, however deep the cascade.
"""

from .counting import added_up, counted_by
from .strand_reader import replay

__all__ = ["added_up", "counted_by", "replay"]
