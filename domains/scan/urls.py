"""URLs of one site: which spellings mean one page."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

import ada_url

from domains.scan.names import same_site

_TRACKING = re.compile(r"utm_.*|.*clid|mc_[ce]id|_ga|_gl|ref|referrer|source|fb_.*|hs.*tracking|pk_.*|mtm_.*")
_SESSION_IN_PATH = re.compile(r";jsessionid=[^/?]*", re.IGNORECASE)
_INDEX = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$")


def resolve(reference: str, base: str) -> str:
    """The absolute http(s) URL, in the standard's spelling, that a reference found at ``base`` leads to.

    Follows the URL Standard (https://url.spec.whatwg.org/), as browsers do. "" where the reference is no
    URL, or one of another scheme.
    """
    try:
        url: str = ada_url.join_url(base, reference)
    except ValueError:
        return ""
    return url if url.startswith(("https://", "http://")) else ""


def is_web_url(url: str) -> bool:
    """Whether this is an absolute http(s) URL that names a host."""
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises where it is no number
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def tidy(url: str) -> str:
    """The URL without fragment, session id in its path, and parameters that only tell where one came from."""
    base, question, query = url.partition("#")[0].partition("?")
    base = _SESSION_IN_PATH.sub("", base)
    if not question:
        return base
    fields = parse_qsl(query, keep_blank_values=True)
    kept = [(name, value) for name, value in fields if not _TRACKING.fullmatch(name.lower())]
    if len(kept) == len(fields):
        return f"{base}?{query}"
    return f"{base}?{urlencode(kept)}" if kept else base


def key(url: str) -> str:
    """Equal for two URLs of one page: without scheme, www, closing slash and index file."""
    parts = urlsplit(url)
    path = _INDEX.sub("/", unquote(parts.path)).rstrip("/")
    query = f"?{parts.query}" if parts.query else ""
    return f"{_bare(parts.netloc)}{path}{query}"


def on_same_site(url: str, home: str) -> bool:
    """Whether both lie under one registered domain."""
    return same_site(urlsplit(url).hostname or "", urlsplit(home).hostname or "")


def on_same_host(url: str, home: str) -> bool:
    """Whether both lie on one host, with or without www."""
    return _bare(urlsplit(url).netloc) == _bare(urlsplit(home).netloc)


def _bare(authority: str) -> str:
    return authority.lower().removeprefix("www.")
