"""What the demo says: a line for each domain, tables of what was found, the logs where it went wrong."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from demo.serve import Site
from demo.truth import found

PLAIN_WIDTH = 170  # columns where nobody's terminal limits them
TAIL = 20  # lines of each log
RUN_COLUMNS = ("claimed", "successful", "failed", "skipped", "retried")


def console() -> Console:
    """On standard output, whatever it is; what its encoding lacks becomes a question mark."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")
    return Console(width=None if sys.stdout.isatty() else PLAIN_WIDTH)


def ended(domain: str, state: Mapping[str, Any], seconds: float) -> str:
    why = f": {state['error']}" if state["error"] else ""
    return escape(f"{seconds:6.1f} s  {domain}  {state['status']}{why}")


def domains(sites: Sequence[Site], rows: Mapping[str, Mapping[str, Any]]) -> Table:
    table = Table(title="What was found", box=box.SIMPLE_HEAD, title_justify="left")
    for name in ("domain", "state", "title", "language", "WordPress", "e-mails", "phones", "social"):
        table.add_column(name, overflow="fold")
    for site in sites:
        table.add_row(*map(escape, _cells(site, found(rows[site.name]))))
    return table


def _cells(site: Site, was: Mapping[str, Any]) -> list[str]:
    state = " ".join(filter(None, (was["state"], was["error_kind"])))
    contacts = ["\n".join(was["emails"]), "\n".join(was["phones"])]
    return [
        site.name,
        state,
        was["title"],
        was["language"],
        was["wordpress"],
        *contacts,
        "\n".join(was["social"]),
    ]


def runs(records: Sequence[Mapping[str, Any]], stats: Mapping[str, Mapping[str, int]]) -> Table:
    requests = sum(sum(paths.values()) for paths in stats.values())
    title = f"The runs that did it: {requests} requests to {len(stats)} host names"
    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left")
    for name in ("started by", "status", "seconds", *RUN_COLUMNS, "success rate", "bytes"):
        table.add_column(name)
    for run in records:
        counts = [str(run[f"domains_{name}"]) for name in RUN_COLUMNS]
        rate, size = f"{run['success_rate']:.0%}", f"{run['bytes_fetched']:,}"
        table.add_row(run["trigger"], run["status"], f"{run['duration_seconds']:.1f}", *counts, rate, size)
    return table


def trouble(console: Console, message: str, folder: Path) -> None:
    """Why the demo gave up, and the ends of the logs."""
    for log in sorted(folder.glob("*.log")):
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[-TAIL:]
        console.print(f"--- the end of {log}", *lines, sep="\n", markup=False, highlight=False)
    console.print(f"The demo did not work: {message}", style="bold red", markup=False, highlight=False)
