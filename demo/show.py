"""The output of the demo: a line for each domain, tables of results, and logs if it failed."""

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

PLAIN_WIDTH = 120  # columns if the output is not a terminal
TAIL = 20  # lines of each log
RUN_COLUMNS = {
    "domains_claimed": "claimed",
    "domains_successful": "success",
    "domains_failed": "failed",
    "domains_skipped": "skipped",
    "domains_retried": "retried",
}


def console() -> Console:
    """A console for standard output. Characters that its encoding lacks become question marks."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")
    return Console(width=None if sys.stdout.isatty() else PLAIN_WIDTH)


def ended(domain: str, state: Mapping[str, Any], seconds: float) -> str:
    why = f": {state['error']}" if state["error"] else ""
    return escape(f"{seconds:6.1f} s  {domain}  {state['status']}{why}")


def domains(sites: Sequence[Site], rows: Mapping[str, Mapping[str, Any]]) -> Table:
    table = _table("What was found", "site", "state", "contacts", rows_apart=True)
    for site in sites:
        table.add_row(*map(escape, _cells(site, found(rows[site.name]))))
    return table


def _cells(site: Site, was: Mapping[str, Any]) -> list[str]:
    wordpress = was["wordpress"] and f"WordPress {was['wordpress']}"
    state = (was["state"], was["error_kind"], was["language"], wordpress)
    contacts = (*was["emails"], *was["phones"], ", ".join(was["social"]))
    return [f"{site.name}\n{was['title']}", *("\n".join(filter(None, lines)) for lines in (state, contacts))]


def runs(records: Sequence[Mapping[str, Any]], stats: Mapping[str, Mapping[str, int]]) -> Table:
    requests = sum(sum(paths.values()) for paths in stats.values())
    title = f"Runs: {requests} requests to {len(stats)} host names"
    table = _table(title, "trigger", "status", "seconds", *RUN_COLUMNS.values(), "rate", "bytes")
    for run in records:
        counts = [str(run[name]) for name in RUN_COLUMNS]
        rate, size = f"{run['success_rate']:.0%}", f"{run['bytes_fetched']:,}"
        table.add_row(run["trigger"], run["status"], f"{run['duration_seconds']:.1f}", *counts, rate, size)
    return table


def _table(title: str, *columns: str, rows_apart: bool = False) -> Table:
    """A table that fits 80 columns."""
    padding = (0, int(rows_apart), int(rows_apart), 0)
    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", padding=padding, show_edge=False)
    for name in columns:
        table.add_column(name, overflow="fold")
    return table


def trouble(console: Console, message: str, folder: Path) -> None:
    """Print why the demo failed, and the ends of the logs."""
    for log in sorted(folder.glob("*.log")):
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[-TAIL:]
        console.print(f"--- the end of {log}", *lines, sep="\n", markup=False, highlight=False)
    console.print(f"The demo did not work: {message}", style="bold red", markup=False, highlight=False)
