"""Settings of memory management for processes that scan or serve pages.

Called once, after all modules are loaded.
"""

from __future__ import annotations

import ctypes
import gc
import sys

COLLECT_AFTER = 50_000  # objects; one page, read or served, creates more than Python's default of 700
M_ARENA_MAX = -8  # malloc.h of the GNU C library


def settle() -> None:
    """Exclude permanent objects from garbage collection, and limit the C library's memory arenas.

    Garbage collection took an eighth of a run's time, and 0.1 s of some requests, most of it for objects of
    loaded modules. Without a limit, the C library uses many arenas for the threads, and does not return
    memory that was freed in them (16 MB with 64 threads).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER, *gc.get_threshold()[1:])
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # other C libraries have no arenas
        if mallopt:
            mallopt(M_ARENA_MAX, 2)
