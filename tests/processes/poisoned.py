"""manage.py with a planted defect: scanning poison.test kills the process on the spot, as no handler sees."""

import os
import signal
import sys
from typing import Any

import django
from django.core.management import execute_from_command_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scrapersky.settings")


def main() -> None:
    django.setup()
    from domains import engine

    scan_site = engine.scan_site

    def poisoned(session: Any, request: Any, **options: Any) -> Any:
        if request.domain == "poison.test":
            os.kill(os.getpid(), signal.SIGKILL)
        return scan_site(session, request, **options)

    engine.scan_site = poisoned
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
