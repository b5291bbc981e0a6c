"""What a process that scans asks of its memory management. Called once, when all modules are loaded."""

from __future__ import annotations

import ctypes
import gc
import sys

COLLECT_AFTER = 50_000  # objects; Python's 700 are made by less than one page
M_ARENA_MAX = -8  # malloc.h of the GNU C library


def settle() -> None:
    """Keep the collector away from what stays for ever, and threads from hoarding memory.

    Collections took an eighth of a run's time, most of it for looking at loaded modules again and again.
    The C library would give many of a run's threads an arena of their own, which keeps what was freed
    in it: 16 MB at 64 threads.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER, *gc.get_threshold()[1:])
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # other C libraries have none
        if mallopt:
            mallopt(M_ARENA_MAX, 2)
