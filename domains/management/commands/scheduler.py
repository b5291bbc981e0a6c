"""Shows, pauses or resumes all scheduled work, in all clusters."""

from __future__ import annotations

import getpass
from argparse import ArgumentParser
from typing import Any

from domains.queue import schedule
from metrics.models import Cluster, SchedulerMetric
from scrapersky.visible_output import TerminalCommand


class Command(TerminalCommand):
    help = __doc__
    requires_system_checks: list[str] = []  # they would load the admin and the API

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=("status", "pause", "resume"))
        parser.add_argument("--reason", default="", help="the reason for the pause; shown with it")

    def handle(self, *, action: str, reason: str, **_: Any) -> None:
        if action == "pause":
            schedule.pause(f"{getpass.getuser()} (command)", reason[:500])
        elif action == "resume" and not schedule.resume():
            self.stdout.write("scheduled work was not paused")
        self.stdout.write(_status())


def _status() -> str:
    pause = schedule.paused()
    runs = SchedulerMetric.objects.running().filter(slot__isnull=False).count()
    clusters = Cluster.objects.alive().count()
    state = f"scheduled work is {pause}" if pause else "scheduled work is on"
    return f"{state}; scheduled runs in progress: {runs}; clusters alive: {clusters}"
