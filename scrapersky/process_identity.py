"""Identifies a process of this machine beyond its end, so that others can tell whether it still exists.

An identity is ``boot id/namespace of process ids/process id/start time``. The start time (clock ticks since
the boot) distinguishes a process from a later one with the same id. Processes of another boot, another
machine or another container have another first or second part; about them nothing is known here. Without
Linux's /proc an identity is empty, and nothing is known about any process.
"""

from __future__ import annotations

import os
from pathlib import Path

_PROC = Path("/proc")
_ENDED = "ZX"  # states of a process that has ended and was not collected by its parent yet


def own() -> str:
    """The identity of the calling process; empty where it cannot be determined."""
    here, start = _here(), _start_time(os.getpid())
    return f"{here}/{os.getpid()}/{start}" if here and start else ""


def exists(identity: str) -> bool | None:
    """Whether the process exists; None if that cannot be known from here."""
    place, _, process = identity.rpartition("/")[0].rpartition("/")
    start = identity.rpartition("/")[2]
    if not place or place != _here():
        return None
    return _start_time(int(process)) == start


def _here() -> str:
    """Boot and namespace of the calling process."""
    try:
        boot = (_PROC / "sys/kernel/random/boot_id").read_text().strip()
        return f"{boot}/{(_PROC / 'self/ns/pid').stat().st_ino}"
    except OSError:
        return ""


def _start_time(pid: int) -> str:
    """Empty if there is no such process, or if it has ended."""
    try:
        # The name of the program, in parentheses, may contain spaces and parentheses itself.
        fields = (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if fields[0] in _ENDED else fields[19]  # fields 3 and 22 of proc(5)
