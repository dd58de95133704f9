"""What the allocator does with memory that is given back: keep it, since the next array wants as much."""

from functools import cache

import numpy as np

LARGEST_KEPT = 31 << 20
"""Bytes. glibc raises its limits up to blocks of 32 MiB, never down again."""


@cache
def keep_freed_memory() -> None:
    """Let the C library keep up to twice `LARGEST_KEPT` bytes that are freed, for the rest of the process.

    It starts by handing anything above 128 KiB back to the system at once, and each array of a month's rows is
    then paged in anew; what it keeps grows with the largest block ever freed, so one is taken and freed here.
    No memory is touched by that. Elsewhere than with glibc nothing happens.
    """
    np.empty(LARGEST_KEPT, dtype=np.uint8)
