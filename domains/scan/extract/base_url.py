"""The URL that the relative links of a page refer to. Simple links are resolved without a URL parser."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from domains.scan.urls import resolve

# References that the URL Standard leaves unchanged if ``_has_odd_parts`` is false: ASCII only, nothing to
# encode. Ranges are compared faster than "\w".
_WORD = "A-Za-z0-9_"
_PATH = rf"[{_WORD}~-][{_WORD}.~!$&()*+,;=@%/-]*+"
_END = rf"(?:\?[{_WORD}.~/?:@!$&()*+,;=%-]*+)?(?:#[{_WORD}.~/?:@!$&()*+,;=%-]*+)?"
_PLAIN_PATH = re.compile(rf"(?:/(?:{_PATH})?|{_PATH}){_END}")
_PLAIN_URL = re.compile(  # the group: what follows the host
    rf"(?:https?:)?//(?:[a-z0-9][a-z0-9-]*+\.)++[a-z]{{2,20}}+(/(?:{_PATH})?{_END})?"
)
_HTTP = frozenset(("http", "Http", "HTTP"))
_TWO_SLASHES = re.compile("https?://(?!/)|https?(?!:|s:)", re.IGNORECASE)  # the latter is no scheme
_NOT_IN_URL = dict.fromkeys(map(ord, "\t\n\r"))
_OTHER_SCHEME = re.compile(r"(?!https?:)[a-z][a-z\d+.-]{0,40}+:", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True)
class BaseURL:
    """``encoding``: that of the page, in which the queries of its links are encoded."""

    url: str
    encoding: str

    @cached_property
    def origin(self) -> str:
        """The prefix for links that begin with a slash; "" if the page has no http(s) address."""
        return "/".join(self.url.split("/", 3)[:3]) if self.url.startswith("http") else ""

    @cached_property
    def home(self) -> str:
        """What the absolute addresses of the site begin with."""
        return f"{self.origin}/" if self.origin else self.url

    @cached_property
    def folder(self) -> str:
        """The prefix for simple relative links; "" if the page has no http(s) address."""
        return self.url.partition("#")[0].partition("?")[0].rpartition("/")[0] + "/" if self.origin else ""

    def absolute(self, href: str) -> str:
        """The absolute http(s) URL of a link, or ""."""
        if _has_odd_parts(href):
            return self._resolved(href)
        if href.startswith(self.home):
            if _PLAIN_PATH.fullmatch(href, len(self.origin)):
                return href
        elif _PLAIN_PATH.fullmatch(href):
            prefix = self.origin if href[0] == "/" else self.folder
            return prefix + href if prefix else ""
        if plain := _PLAIN_URL.fullmatch(href):
            scheme = "" if href[0] == "h" else self.origin.partition("//")[0]
            return f"{scheme}{href}{'' if plain[1] else '/'}" if scheme or href[0] == "h" else ""
        return self._resolved(href)

    def as_read(self, href: str) -> str:
        """A link as a browser understands it: without line breaks, and with two slashes before its host."""
        if not _is_odd(href):
            return href
        href = href.translate(_NOT_IN_URL)
        return (self.absolute(href) if _is_odd(href) else "") or href

    def _resolved(self, href: str) -> str:
        return "" if _OTHER_SCHEME.match(href) else resolve(href, self.url, self.encoding)


def base_url(url: str, hrefs: Iterable[str | None], encoding: str) -> BaseURL:
    """The base of the page at ``url``: the first address of its <base> elements, else its own.

    ``hrefs``: the addresses of these elements, None for those without.
    """
    plain = _PLAIN_URL.fullmatch(url)
    is_plain = plain and plain[1] and url[0] == "h" and not _has_odd_parts(url)
    own = url if is_plain else resolve(url, url) or "about:blank"
    first = next((href for href in hrefs if href is not None), None)
    return BaseURL((first is not None and resolve(first, own)) or own, encoding)


def _has_odd_parts(url: str) -> bool:
    """Whether a URL may have segments of dots, which can be encoded, or a host in punycode."""
    return "/." in url or "/%" in url or "xn--" in url


def _is_odd(href: str) -> bool:
    """Whether only a URL parser knows to which host a link leads: it has line breaks, backslashes, or another
    number of slashes before the host than two.
    """
    if "\\" in href or not href.isprintable():
        return True
    return href[:4] in _HTTP and not _TWO_SLASHES.match(href)
