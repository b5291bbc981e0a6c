"""A PgBouncer in transaction mode for tests, if the program is installed."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest

from tests.postgres import Server, free_port

CONFIGURATION = """
[databases]
* = host=127.0.0.1 port={server} user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 5
max_client_conn = 200
"""


@contextmanager
def pooled(server: Server) -> Iterator[int]:
    """Run PgBouncer in front of this server. Yields its port."""
    program = shutil.which("pgbouncer", path="/usr/sbin:/usr/bin:/usr/local/bin")
    if program is None:
        pytest.skip("pgbouncer is not installed (Debian: apt-get install pgbouncer)")
    if not hasattr(server, "user"):
        pytest.skip("the server of TEST_DATABASE_URL may not let everybody in, as this PgBouncer does")
    port = free_port()
    file = server.folder / f"pgbouncer-{port}.ini"
    file.write_text(CONFIGURATION.format(server=server.port, port=port))
    process = subprocess.Popen(
        [program, str(file)],
        stderr=subprocess.PIPE,
        text=True,
        user=server.user.pw_uid if server.user else None,  # like PostgreSQL, it refuses to run as root
    )
    assert process.stderr
    with process:
        if not any("process up" in line for line in process.stderr):
            raise RuntimeError(f"pgbouncer ended with {process.wait()}")
        try:
            yield port
        finally:
            process.kill()


def through(url: str, port: int) -> str:
    """The database's URL through the pooler."""
    parts = urlsplit(url)
    return parts._replace(netloc=f"{parts.username}@127.0.0.1:{port}").geturl()
