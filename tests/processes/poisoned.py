"""manage.py with deliberate defects, which its child processes have too.

Scanning poison.test kills the process at once. Scanning glutton.test allocates more memory than the process
may have. Scanning busy.test never ends.
"""

import os
import resource
import signal
import sys
from typing import Any

import django
from django.core.management import execute_from_command_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scrapersky.settings")
MEMORY = 4 << 30  # bytes of address space
CHILD = "child"


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    django.setup()
    from domains import scan_setup
    from domains.runs import isolated_scan

    scan_site = scan_setup.scan_site

    def poisoned(session: Any, request: Any, **options: Any) -> Any:
        if request.domain == "poison.test":
            os.kill(os.getpid(), signal.SIGKILL)
        if request.domain == "busy.test":
            while True:
                pass
        if request.domain == "glutton.test":
            bytearray(MEMORY)
        return scan_site(session, request, **options)

    scan_setup.scan_site = poisoned
    if sys.argv[1] == CHILD:
        isolated_scan.CPU_SECONDS = isolated_scan.CPU_SECONDS_PER_PAGE = 1
        isolated_scan.serve()
        return
    isolated_scan.COMMAND = [sys.executable, "-m", "tests.processes.poisoned", CHILD]
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
