"""A host of the farm: its behaviour, and the result of a correct client."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from domains.queue.retry import SKIPPED
from domains.scan.report import ErrorKind
from tests.domains.scan import web
from tests.domains.scan.servers import Conversation, answer

EMAIL = "reception@maple-ridge-trading.com"
PHONE = "+442079460123"  # of the numbers that are kept for fiction
CONTACT = f'<p>Write to <a href="mailto:{EMAIL}">the desk</a> or ring <a href="tel:{PHONE}">us</a>.</p>'

End = tuple[str, str]  # a domain's state and error kind
Kinds = frozenset[ErrorKind | None]  # what a fetch or a scan may end with; None: it succeeds


@dataclass(frozen=True)
class Request:
    """One request as it arrived. ``host`` has no port and no "www."; header names are lower-cased.

    ``times``: how often its path was asked for, this time included.
    """

    host: str
    path: str
    www: bool
    headers: Mapping[str, str]
    times: int = 1

    @classmethod
    def read(cls, head: str) -> Request:
        first, *lines = head.split("\r\n")
        fields = (line.partition(":") for line in lines if line)
        headers = {name.strip().lower(): value.strip() for name, _, value in fields}
        name = headers.get("host", "").partition(":")[0].lower()
        return cls(name.removeprefix("www."), first.split(" ")[1], name.startswith("www."), headers)


# Returns the response, or None if it has already sent one and the connection must be closed.
Behaviour = Callable[[Request, Conversation], bytes | None]


@dataclass(frozen=True)
class Host:
    """``home``: the result of fetching its home page.

    ``scan``: the result of a scan, if robots.txt makes it different. ``end``: how a run ends for it, if that
    does not follow from the error kind. ``emails`` and ``title``: what a scan must find, if the host tests
    this.
    """

    behave: Behaviour
    home: Kinds = frozenset({None})
    scan: Kinds | None = None
    end: End | None = None
    emails: tuple[str, ...] | None = None
    title: str | None = None

    @property
    def scanned(self) -> Kinds:
        return self.home if self.scan is None else self.scan

    @property
    def ends(self) -> set[End]:
        return {self.end} if self.end else {end_of(kind) for kind in self.scanned}


def end_of(kind: ErrorKind | None) -> End:
    """The status and error kind of a domain, after a run, whose scans always end with this kind."""
    if kind is None:
        return "completed", ""
    return ("skipped" if kind in SKIPPED else "failed"), kind.value


def completes(behave: Behaviour, **found: tuple[str, ...] | str) -> Host:
    return Host(behave, **found)  # type: ignore[arg-type]


def fails(behave: Behaviour, *kinds: ErrorKind) -> Host:
    """A host whose home page and robots.txt both give an error of one of these kinds."""
    return Host(behave, frozenset(kinds))


def always(response: bytes) -> Behaviour:
    """The same answer to every request."""
    return lambda request, talk: response


def sends(beginning: bytes, then: Callable[[Conversation], object] = lambda talk: None) -> Behaviour:
    """Send these bytes, call ``then``, and close the connection."""

    def behave(request: Request, talk: Conversation) -> None:
        talk.send(beginning)
        then(talk)

    return behave


def page(title: str = "Maple Ridge Trading", body: str = CONTACT, head: str = "") -> bytes:
    return answer(web.page(title, body, head).encode())
