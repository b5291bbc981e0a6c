"""``make run``: migrates, ensures that there is an admin user, runs web server and cluster until Ctrl-C.

For development only: it binds loopback and prints how to sign in. In production the web server and the
cluster are separate services; see docker-compose.yml.
"""

from __future__ import annotations

import argparse
import os
import secrets
import signal
import subprocess
import sys
import threading
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
MANAGE = [sys.executable, str(BASE_DIR / "manage.py")]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    port = parser.parse_args().port
    subprocess.run([*MANAGE, "migrate", "--verbosity", "0"], check=True)  # noqa: S603
    subprocess.run([*MANAGE, "collectstatic", "--noinput", "--verbosity", "0"], check=True)  # noqa: S603
    say(f"admin: http://127.0.0.1:{port}/admin/   {sign_in()}")
    say(f"API:   http://127.0.0.1:{port}/api/docs/")
    web = [
        sys.executable,
        "-m",
        "gunicorn",
        "scrapersky.wsgi",
        "--bind",
        f"127.0.0.1:{port}",
        "--threads",
        "8",
        "--limit-request-line",
        "8190",  # above the API's own limit, whose answer is JSON
        "--no-control-socket",  # its default is in the home folder, shared by all servers
    ]
    # In sessions of their own, so that Ctrl-C reaches only this process, which stops them in order.
    children = [
        subprocess.Popen(command, cwd=BASE_DIR, start_new_session=True)  # noqa: S603
        for command in (web, [*MANAGE, "qcluster"])
    ]
    return watch(children)


def sign_in() -> str:
    """Create a superuser if there is none. Returns a sentence that says how to sign in."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scrapersky.settings")
    import django

    django.setup()
    from django.contrib.auth import get_user_model

    user = get_user_model().objects.filter(is_superuser=True).first()
    if user:
        name = user.get_username()
        return f"sign in as {name} with the password you have, or set one: manage.py changepassword {name}"
    password = secrets.token_urlsafe(9)
    get_user_model().objects.create_superuser("admin", password=password)
    return f"sign in as admin with the password {password} (shown once)"


def watch(children: list[subprocess.Popen[bytes]]) -> int:
    """Wait for a signal or the end of a child, then stop all children. Returns the exit status."""
    stop = threading.Event()
    for signum in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signum, lambda *_: stop.set())
    while not stop.wait(0.5) and all(child.poll() is None for child in children):
        pass
    for child in children:
        if child.poll() is None:
            child.terminate()
    codes = [child.wait() for child in children]
    return 0 if stop.is_set() else max(abs(code) for code in codes) or 1


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
