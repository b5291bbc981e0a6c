"""The interface of a farm for the tests: its address, the expected results, and its counters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tests.farm.businesses import ManyPages
from tests.farm.host import End, Kinds


@dataclass(frozen=True)
class Expected:
    """The results of a correct client. Keys are host names.

    ``homes``: the result of fetching a hostile host's home page. ``scans``: the result of a whole scan,
    robots.txt included. ``ends``: the statuses and error kinds with which a run may end for a host.
    """

    homes: Mapping[str, Kinds]
    scans: Mapping[str, Kinds]
    ends: Mapping[str, set[End]]
    emails: Mapping[str, tuple[str, ...]]  # what a scan finds
    titles: Mapping[str, str]
    ordinary: Sequence[str]
    many_pages: Sequence[ManyPages]
    large: ManyPages
    forbidden: Sequence[str]  # by robots.txt, wholly
    unavailable: Sequence[str]  # whose robots.txt cannot be had now
    delays: Mapping[str, float]  # seconds between pages, as robots.txt asks
    sitemaps: Mapping[str, tuple[int, int]]  # files and pages
    entities: str  # the host of a sitemap that declares entities
    traps: Sequence[str]
    bad_certificates: Sequence[str]
    nowhere: str  # the name that a redirect leads to and that does not exist


class Farm(Protocol):
    """``authority`` is the file of its certificate authority."""

    authority: Path
    expected: Expected

    def hosts(self, *, https: bool = True) -> str:
        """The lines of FETCH_HOSTS_FILE. Without ``https`` only hosts with bad certificates offer it."""

    def seen(self, host: str) -> dict[str, int]:
        """How often each path of a host was asked for."""

    def secrets(self) -> int:
        """How often an internal address was reached; with a safe client, 0."""

    def change(self, host: str) -> ManyPages:
        """Change the sites of many pages a little: another e-mail and title, a further page listed."""
