"""What the tests ask of a farm, whichever it is: where it is, what it must give, what it counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tests.farm.businesses import ManyPages
from tests.farm.host import End, Kinds


@dataclass(frozen=True)
class Expected:
    """What a correct client makes of the hosts. Keys are host names.

    ``homes``: what fetching a hostile host's home page ends with. ``scans``: what a whole scan ends with,
    robots.txt included. ``ends``: the states, with kinds of error, that a run may leave a host in.
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
        """How often something inside was reached; a safe client: never."""

    def change(self, host: str) -> ManyPages:
        """Change the sites of many pages a little: another e-mail and title, a further page listed."""
