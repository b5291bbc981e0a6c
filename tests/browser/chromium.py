"""Finds a Chromium on this machine, and takes screenshots.

For looking at the admin by hand: ``python -m tests.browser.chromium http://127.0.0.1:8000/admin/ admin.png``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = f"no Chromium: neither CHROMIUM nor one of {', '.join(NAMES)} on PATH"
PATIENCE = 60  # seconds


def find_chromium() -> str | None:
    """The path of the executable; the environment's CHROMIUM before those on PATH."""
    candidates = (os.environ.get("CHROMIUM", ""), *NAMES)
    return next((found for name in candidates if name and (found := shutil.which(name))), None)


def require_chromium() -> str:
    """The path of the executable; skips the test where there is none."""
    return find_chromium() or pytest.skip(MISSING)


def arguments(profile: Path) -> list[str]:
    """What it needs to run without a screen, within containers, and without asking anybody anything."""
    quiet = [
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return [
        "--headless=new",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        f"--user-data-dir={profile}",
        *quiet,
        *root,
    ]


def screenshot(url: str, picture: Path, *, width: int = 1280, height: int = 1600) -> None:
    """Store a PNG of the page. Raises ``RuntimeError`` with Chromium's words where there is none."""
    chromium = find_chromium()
    if chromium is None:
        raise RuntimeError(MISSING)
    with tempfile.TemporaryDirectory(prefix="scrapersky-chromium-", ignore_cleanup_errors=True) as profile:
        options = [
            f"--screenshot={picture.resolve()}",
            f"--window-size={width},{height}",
            "--hide-scrollbars",
        ]
        command = [chromium, *arguments(Path(profile)), *options, url]
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    if done.returncode or not picture.is_file():
        raise RuntimeError(f"Chromium took no picture of {url}:\n{done.stderr[-2000:]}")


if __name__ == "__main__":
    screenshot(sys.argv[1], Path(sys.argv[2]))
