"""Limits of the operating system for a child process that reads untrusted data."""

from __future__ import annotations

import resource


def limit(what: int, value: int) -> None:
    """Set a limit (``resource.RLIMIT_...``) of this process, never above what it may have.

    Raises ``ValueError`` or ``OSError`` if the system does not support it: macOS has no limit of address
    space.
    """
    _, most = resource.getrlimit(what)
    resource.setrlimit(what, (value if most == resource.RLIM_INFINITY else min(value, most), most))
