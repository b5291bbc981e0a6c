"""Hosts that are difficult for a crawler: every state of robots.txt, all kinds of sitemaps, endless pages."""

from __future__ import annotations

import gzip
from collections.abc import Callable

from domains.scan.report import ErrorKind
from tests.domains.scan.servers import Conversation, answer, redirect
from tests.farm.connections import UNTIL_CLOSED, dripping, endless
from tests.farm.host import CONTACT, EMAIL, Behaviour, Host, Request, completes, page

LINKED = page(body=f'{CONTACT}<a href="/contact">Contact</a>')
NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def text(body: str, status: str = "200 OK") -> bytes:
    return answer(body.encode(), status, "Content-Type: text/plain")


def xml(body: str) -> bytes:
    return answer(body.encode(), "200 OK", "Content-Type: application/xml")


def robots(response: bytes | Behaviour) -> Behaviour:
    """A page with a link to another one, behind this robots.txt."""

    def behave(request: Request, talk: Conversation) -> bytes | None:
        if request.path != "/robots.txt":
            return LINKED
        return response if isinstance(response, bytes) else response(request, talk)

    return behave


def streams(then: Callable[[Conversation], object]) -> Behaviour:
    def behave(request: Request, talk: Conversation) -> None:
        talk.send(UNTIL_CLOSED.replace(b"text/html", b"text/plain"))
        then(talk)

    return behave


ROBOTS: dict[str, bytes | Behaviour] = {
    "robots-allows": text("User-agent: *\nDisallow: /basement\n"),
    "robots-missing": text("", "404 Not Found"),
    "robots-denied": text("", "403 Forbidden"),
    "robots-is-a-page": page(),
    "robots-goes-round": redirect("/robots.txt"),
    "robots-of-megabytes": text("# filled with words\n" * 400_000),
    "robots-without-end": streams(endless(b"Disallow: /basement\n" * 500)),
    "robots-of-one-line": text("Disallow: /" + "x" * 2_000_000),
}

REFUSING: dict[str, Host] = {
    "robots-forbids-all": Host(
        robots(text("User-agent: *\nDisallow: /\n")), scan=frozenset({ErrorKind.ROBOTS})
    ),
    "robots-forbids-us": Host(
        robots(text("User-agent: *\nAllow: /\n\nUser-agent: ScraperSky\nDisallow: /\n")),
        scan=frozenset({ErrorKind.ROBOTS}),
    ),
}

# A robots.txt that cannot be fetched now: nothing else is requested, and the scan is retried later.
UNAVAILABLE: dict[str, Host] = {
    "robots-broken": Host(robots(text("", "503 Busy")), scan=frozenset({ErrorKind.HTTP_5XX})),
    "robots-drips": Host(robots(streams(dripping(b"#"))), scan=frozenset({ErrorKind.TIMEOUT})),
}

CRAWL_DELAY = 3.0  # seconds
DELAYED: dict[str, Host] = {
    "robots-asks-for-patience": completes(
        robots(text(f"User-agent: *\nCrawl-delay: {CRAWL_DELAY:.0f}\n")), emails=(EMAIL,)
    ),
}


def url_set(host: str, count: int, folder: str = "range") -> str:
    entries = (
        f"<url><loc>http://{host}/{folder}/{number}</loc><lastmod>2026-02-{number % 28 + 1:02}</lastmod>"
        "</url>"
        for number in range(count)
    )
    return f"<urlset {NAMESPACE}>{''.join(entries)}</urlset>"


def index(host: str, *names: str) -> str:
    entries = "".join(f"<sitemap><loc>http://{host}/{name}</loc></sitemap>" for name in names)
    return f"<sitemapindex {NAMESPACE}>{entries}</sitemapindex>"


def mapped(make: Callable[[Request], bytes], name: str = "sitemap.xml") -> Behaviour:
    """A site whose robots.txt names this sitemap; what is below /sitemap comes from ``make``."""

    def behave(request: Request, talk: Conversation) -> bytes:
        if request.path == "/robots.txt":
            return text(f"User-agent: *\nDisallow:\nSitemap: http://{request.host}/{name}\n")
        return make(request) if request.path.startswith("/sitemap") else page()

    return behave


def listed_in_text(request: Request) -> bytes:
    return text("".join(f"http://{request.host}/range/{number}\n" for number in range(25)))


def zipped(request: Request) -> bytes:
    body = gzip.compress(url_set(request.host, 30).encode())
    return answer(body, "200 OK", "Content-Type: application/gzip")


def tree(request: Request) -> bytes:
    """An index of four sitemaps with twelve pages each."""
    if request.path == "/sitemap.xml":
        return xml(index(request.host, *(f"sitemap/{part}.xml" for part in "abcd")))
    return xml(url_set(request.host, 12, folder=request.path[-5]))


def entities(request: Request) -> bytes:
    """Ten entities, each ten times the one before it: written out, ten gigabytes."""
    declared = "".join(f'<!ENTITY e{number} "{f"&e{number - 1};" * 10}">' for number in range(1, 10))
    return xml(
        f'<!DOCTYPE x [<!ENTITY e0 "sitemaps!!">{declared}]><urlset><url><loc>&e9;</loc></url></urlset>'
    )


# How many sitemap files are read, and how many pages they list.
SITEMAPS: dict[str, tuple[Behaviour, tuple[int, int]]] = {
    "sitemap-xml": (mapped(lambda request: xml(url_set(request.host, 35))), (1, 35)),
    "sitemap-elsewhere": (
        mapped(lambda request: xml(url_set(request.host, 15)), "sitemaps/of/all.xml"),
        (1, 15),
    ),
    "sitemap-zipped": (mapped(zipped, "sitemap.xml.gz"), (1, 30)),
    "sitemap-text": (mapped(listed_in_text, "sitemap.txt"), (1, 25)),
    "sitemap-tree": (mapped(tree), (5, 48)),
    "sitemap-names-itself": (mapped(lambda request: xml(index(request.host, "sitemap.xml"))), (1, 0)),
}


def calendar(request: Request, talk: Conversation) -> bytes:
    """Every day has a next one."""
    day = int(request.path.rpartition("=")[2]) if "=" in request.path else 0
    return page("Calendar", f'{CONTACT}<a href="/calendar?day={day + 1}">next day</a>')


def ever_deeper(request: Request, talk: Conversation) -> bytes:
    """Relative links that lead one folder further down."""
    folder = request.path.rstrip("/")
    return page("Shelves", f'{CONTACT}<a href="{folder}/left/">left</a> <a href="{folder}/right/">right</a>')


def sessions(request: Request, talk: Conversation) -> bytes:
    """A new session id in every link of every page."""
    number = len(talk.server.heads)
    links = "".join(f'<a href="/p{part}?sid={number}{part}">page {part}</a> ' for part in range(20))
    return page("Sessions", CONTACT + links)


TRAPS: dict[str, Host] = {
    "calendar": completes(calendar, emails=(EMAIL,)),
    "ever-deeper": completes(ever_deeper, emails=(EMAIL,)),
    "sessions": completes(sessions, emails=(EMAIL,)),
}

HOSTS: dict[str, Host] = {
    **{label: completes(robots(response), emails=(EMAIL,)) for label, response in ROBOTS.items()},
    **REFUSING,
    **UNAVAILABLE,
    **DELAYED,
    **{label: completes(behave, emails=(EMAIL,)) for label, (behave, _) in SITEMAPS.items()},
    "sitemap-of-entities": completes(mapped(entities), emails=(EMAIL,)),
    **TRAPS,
}
