"""Limits what a process may do from now on: connect to public addresses, and read Python's own files.

``install`` adds an audit hook (https://docs.python.org/3/library/audit_events.html). The interpreter calls it
before each connection with the address that is really connected to, whichever library asks for it, also after
a redirect and after a name was resolved again. A hook cannot be removed.
"""

from __future__ import annotations

import os
import sys
import sysconfig
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from domains.scan.fetch.address_policy import AddressPolicy

# Of public addresses; networks that the operator allows may be reached on any port.
PORTS = frozenset({25, 80, 443, 465, 587, 2525, 8080, 8443})
_SENDS = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
_LISTS = frozenset({"os.listdir", "os.scandir"})
_REFUSED = frozenset(
    {
        "socket.bind", "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork",
        "os.forkpty", "os.kill", "os.killpg", "pty.spawn", "webbrowser.open", "ctypes.dlopen", "os.remove",
        "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate", "os.chmod", "os.chown",
        "sqlite3.connect",
    }
)  # fmt: skip
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class Refused(PermissionError):
    """What the process may not do. It is an ``OSError``, which libraries take as a failed connection."""


class Guard:
    """``refusals``: why something was refused; the errors of libraries often say something else."""

    def __init__(self, addresses: AddressPolicy, files: Sequence[str] = ()) -> None:
        self.refusals: list[str] = []
        self._addresses = addresses
        paths = sysconfig.get_paths()
        folders = {paths[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")}
        self._readable = tuple(os.path.realpath(folder) + os.sep for folder in folders)
        self._files = {os.path.realpath(file) for file in files}

    def install(self) -> None:
        sys.addaudithook(self._check)

    def _check(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event in _SENDS:
            self._check_address(arguments[1])
        elif event == "open":
            self._check_file(*arguments)
        elif event in _LISTS:
            self._check_file(arguments[0], "", os.O_RDONLY)  # imports look for modules
        elif event in _REFUSED:
            self._refuse(f"{event} is not allowed in a process that sends notices")

    def _check_address(self, address: Any) -> None:
        if address is None:
            return  # by a socket that is connected already
        if not isinstance(address, tuple) or not isinstance(address[0], str):
            self._refuse("only internet addresses may be connected to")
        host, port = address[0], address[1]
        if reason := self._addresses.refuse(host.partition("%")[0]):
            self._refuse(reason)
        if port not in PORTS and not self._addresses.allows(host):
            ports = ", ".join(map(str, sorted(PORTS)))
            self._refuse(f"port {port} is not connected to; only {ports} are")

    def _check_file(self, path: Any, _mode: Any, flags: Any) -> None:
        if isinstance(path, int) or path is None:
            return  # it is open already
        real = os.path.realpath(os.fsdecode(path))
        written = isinstance(flags, int) and flags & _WRITES
        if written or not (real in self._files or (real + os.sep).startswith(self._readable)):
            self._refuse("files are neither read nor written for a notice")

    def _refuse(self, reason: str) -> None:
        self.refusals.append(reason)
        raise Refused(reason)


def trusted_authorities(bundle: str) -> str:
    """The file of certificate authorities that https is checked against."""
    if bundle:
        return str(Path(bundle).resolve())
    import certifi

    return certifi.where()
