"""The farm of ``../shared``, where it is beside the checkout: more hosts for the same tests."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

from domains.scan.report import ErrorKind
from tests.farm.businesses import ManyPages
from tests.farm.expected import Expected
from tests.farm.host import Kinds, end_of
from tests.farm.inputs import Inputs
from tests.ports import free_port

ZONE = "farm.test"
HOSTILE = 82
ORDINARY = 200
MANY = 61  # each of the twenty ways to a contact page three times, and a large site

# Every other hostile host returns a page: its problem appears later, or on another page than the home page.
HOMES = {
    ErrorKind.TIMEOUT: "slow-headers slow-body never-answers",
    ErrorKind.TOO_LARGE: "endless-body gzip-bomb deflate-bomb big-line",
    ErrorKind.CONNECT: "reset close-mid-body bad-chunks",
    ErrorKind.BAD_CONTENT: "huge-header many-headers not-http bad-gzip redirect-bad status-999",
    ErrorKind.TOO_MANY_REDIRECTS: "redirect-loop redirect-chain",
    ErrorKind.BLOCKED_ADDRESS: (
        "redirect-loopback redirect-metadata redirect-ipv6 redirect-mapped redirect-decimal redirect-name "
        "redirect-private redirect-file redirect-gopher redirect-port redirect-script redirect-data "
        "rebind inside metadata"
    ),
    ErrorKind.DNS: "redirect-nowhere",
    ErrorKind.HTTP_4XX: "status-401 status-403 status-404 status-410",
    ErrorKind.HTTP_5XX: "status-500 status-502 status-503 flaky",
    ErrorKind.RATE_LIMITED: "status-429",
    ErrorKind.NOT_HTML: "type-pdf type-png type-binary type-json binary-as-html",
}
ROBOTS = {"robots-none": ErrorKind.ROBOTS, "robots-5xx": ErrorKind.HTTP_5XX}
# Hosts whose end does not follow from their error kind: a site that asks to wait for two minutes, or that
# recovers.
ENDS = {"status-429": ("pending", "rate_limited"), "flaky": ("completed", "")}
SITEMAPS = {"plain": (1, 50), "gz": (1, 50), "index": (4, 30), "loop": (1, 0)}
WITH_EMAIL = (
    "robots-404 robots-huge robots-loop redirect-www redirect-relative meta-refresh cookie-wall "
    "cloudflare-mail at-dot-mail"
)
BAD_CERTIFICATES = "tls-self-signed tls-wrong-host tls-expired"


def hosts_of(labels: str) -> list[str]:
    return [f"{label}.{ZONE}" for label in labels.split()]


def expectations(labels: list[str], sites: list[ManyPages]) -> Expected:
    """``labels`` of the hostile hosts; ``sites`` of many pages, the large one first."""
    refused = {label: kind for kind, listed in HOMES.items() for label in listed.split()}
    homes = {label: refused.get(label) for label in [*labels, *refused]}
    scans = homes | ROBOTS
    ends = {label: ENDS.get(label) or end_of(kind) for label, kind in scans.items()}
    return Expected(
        homes=_by_host(homes),
        scans=_by_host(scans),
        ends={f"{label}.{ZONE}": {end} for label, end in ends.items()},
        emails=dict.fromkeys(hosts_of(WITH_EMAIL), ("hello@farmmail.net",)),
        titles={
            f"charset-lie.{ZONE}": "Café Zürich",
            f"charset-utf16.{ZONE}": "Café Zürich",
            f"charset-sjis.{ZONE}": "東京の花屋",
        },
        ordinary=[f"site-{number:04}.{ZONE}" for number in range(ORDINARY)],
        many_pages=sites[1:MANY],
        large=sites[0],
        forbidden=hosts_of("robots-none"),
        unavailable=hosts_of("robots-5xx"),
        delays={f"robots-delay.{ZONE}": 2.0},
        sitemaps={f"sitemap-{label}.{ZONE}": counts for label, counts in SITEMAPS.items()},
        entities=f"sitemap-xml-bomb.{ZONE}",
        traps=hosts_of("trap"),
        bad_certificates=hosts_of(BAD_CERTIFICATES),
        nowhere="no-such-host.farm.invalid",
    )


def _by_host(kinds: dict[str, ErrorKind | None]) -> dict[str, Kinds]:
    return {f"{label}.{ZONE}": frozenset({kind}) for label, kind in kinds.items()}


ESCAPE = re.compile(r"\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|\\)")
TOLD_BY_ADDRESS = {"rebind": "127.0.0.1", "inside": "10.0.0.7", "metadata": "169.254.169.254"}


def inputs(shared: Path) -> Inputs:
    folder = shared / "farm"
    pairs = (line.rpartition("\t") for line in _lines(folder / "domains_valid.tsv"))
    return Inputs(
        typed=[(typed, canonical) for typed, _, canonical in pairs],
        refused=_decoded_lines(folder / "domains_invalid.txt"),
        never_fetched=_decoded_lines(folder / "ssrf_vectors.txt"),
        told_by_address={f"{label}.{ZONE}": address for label, address in TOLD_BY_ADDRESS.items()},
    )


def _lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").removesuffix("\n").split("\n")


def _decoded_lines(file: Path) -> list[str]:
    r"""Lines with \xXX, \uXXXX and doubled backslashes as the characters they stand for; not the first."""
    first, *lines = _lines(file)
    assert first.startswith("#")
    return [ESCAPE.sub(lambda found: chr(int(found[1] or found[2] or "5c", 16)), line) for line in lines]


class SharedFarm:
    """A process of its own; a context manager. ``shared`` is the folder that contains the farm."""

    def __init__(self, shared: Path, folder: Path) -> None:
        self._program = shared / "farm" / "farm.py"
        self._folder = folder
        self._ports = free_port(), free_port()
        self.authority = folder / "tls" / "ca.pem"
        labels = [line.split(".")[0] for line in self._printed("--list")]
        assert len(labels) == HOSTILE
        self.expected = expectations(labels, self._sites())

    def __enter__(self) -> SharedFarm:
        http, https = map(str, self._ports)
        command = [*self._command, "--http", http, "--https", https, "--tls", self._folder / "tls"]
        self._process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        assert self._process.stdout
        assert self._process.stdout.readline().startswith("farm:"), "the farm did not start"
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def hosts(self, *, https: bool = True) -> str:
        http_port, https_port = self._ports
        self._printed("--write-hosts", str(self._folder / "names"))
        lines = []
        for line in (self._folder / "names").read_text().splitlines():
            address, *names = line.partition("#")[0].split()
            secure = https or not set(names).isdisjoint(self.expected.bad_certificates)
            ports = f":{http_port}:{https_port}" if secure else f":{http_port}"
            lines.append(f"{address}{ports} {' '.join(names)}")
        return "\n".join(lines)

    def seen(self, host: str) -> dict[str, int]:
        return dict(self._ask("stats")["seen"].get(host, {}))

    def secrets(self) -> int:
        return int(self._ask("stats")["secret"])

    def change(self, host: str) -> ManyPages:
        self._ask("change")
        before = next(site for site in self.expected.many_pages if site.host == host)
        name, _, domain = before.email.partition("@")
        return before._replace(email=f"{name}1@{domain}", pages=before.pages + 1)

    @property
    def _command(self) -> list[Any]:
        return [sys.executable, self._program, "--count", str(ORDINARY)]

    def _printed(self, *arguments: str) -> list[str]:
        done = subprocess.run([*self._command, *arguments], capture_output=True, text=True, check=True)
        return done.stdout.splitlines()

    def _sites(self) -> list[ManyPages]:
        told = map(json.loads, self._printed("--expect"))
        return [ManyPages(*(site[name] for name in ManyPages._fields)) for site in told]

    def _ask(self, what: str) -> Any:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(f"http://127.0.0.1:{self._ports[0]}/__farm__/{what}", timeout=30) as response:
            return json.load(response)
