"""Turn the strands of a closed recording into records.

One pass over the facts, and no recursion, however deep the cascade.
"""

from .nesting import is_open
from .strand_reader import replay

__all__ = ["is_open", "replay"]
