"""manage.py with a resolver that knows no name, so that no test queries a real one."""

import os
import socket
import sys
from typing import Any

from django.core.management import execute_from_command_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scrapersky.settings")
ask = socket.getaddrinfo


def getaddrinfo(host: Any, port: Any, *arguments: Any, **options: Any) -> Any:
    if host in {"localhost", "127.0.0.1", "::1"}:
        return ask(host, port, *arguments, **options)
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


if __name__ == "__main__":
    socket.getaddrinfo = getaddrinfo
    execute_from_command_line(sys.argv)
