"""URLs by the URL Standard (https://url.spec.whatwg.org/), and which different URLs mean the same page."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote, unquote_plus

import ada_url
import webencodings

from domains.scan.names import has_known_suffix, same_site, stands_for_unicode

_TRACKING = frozenset({"mc_cid", "mc_eid", "_ga", "_gl", "ref", "referrer", "source"})
_TRACKING_STARTS = ("utm_", "fb_", "pk_", "mtm_")
_SESSION_IN_PATH = re.compile(r";jsessionid=[^/?]{0,500}", re.IGNORECASE)
_INDEX = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$")
_PLAIN = re.compile(r"[\w\-.~/?=&:@!$'()*+,;]*", re.ASCII)  # nothing to encode or to decode
_ESCAPE = re.compile(r"%[0-9a-f]{2}", re.IGNORECASE)
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


class UrlParts(NamedTuple):
    """The parts of a URL that identify a page, as the standard writes them: no dot segments, host in ASCII.

    ``host`` includes the port, unless it is the default port of the scheme. ``query`` has no question mark.
    """

    host: str = ""
    path: str = ""
    query: str = ""


def resolve(reference: str, base: str, encoding: str = "utf-8") -> str:
    """The absolute http(s) URL of ``reference``, which was found in a page with the URL ``base``.

    Follows the URL Standard, as browsers do; ``encoding`` is that of the page, in which queries are written.
    Returns "" if the reference is not a URL or has another scheme.
    """
    if encoding != "utf-8" and not reference.isascii():
        reference = _with_encoded_query(reference, encoding)
    try:
        url: str = ada_url.join_url(base, reference)
    except ValueError:
        return ""
    if not url.startswith(("https://", "http://")):
        return ""
    return url if "xn--" not in url or _has_valid_labels(url) else ""


def as_utf8(value: str) -> str:
    """The value of a header (decoded as Latin-1), as servers mean it that send more than ASCII."""
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value


def _with_encoded_query(reference: str, encoding: str) -> str:
    """The reference with a query of ASCII. What ``encoding`` lacks is written as in HTML: "&#8364;"."""
    known = webencodings.lookup(encoding)
    if known is None or known.name.startswith("utf-"):
        return reference
    encode = known.codec_info.encode
    rest, hash_sign, fragment = reference.partition("#")
    path, question, query = rest.partition("?")
    query = _NOT_ASCII.sub(
        lambda found: quote(encode(found[0], "xmlcharrefreplace")[0], safe="!$%()*+,/:=?@[\\]^`{|}"), query
    )
    return f"{path}{question}{query}{hash_sign}{fragment}"


def _has_valid_labels(url: str) -> bool:
    """Whether the host's punycode can be decoded. ada 4.0.0 does not check this if the host is ASCII."""
    labels = url.split("/", 3)[2].rpartition("@")[2].partition(":")[0].split(".")
    return all(stands_for_unicode(label) for label in labels if label.startswith("xn--"))


def resolve_listed(reference: str, base: str) -> str:
    """Like ``resolve``, for files written by hand, in which the scheme is often missing.

    "shop.example/map.xml" is read as a host with a path if the host belongs to the site of ``base``, or if it
    ends in a public suffix and a slash follows. Otherwise it is read as a path.
    """
    first, slash, _ = reference.strip().partition("/")
    host = first.lower()
    if "." in first and ":" not in first:
        is_host = same_site(host, parts(base).host) or (slash and has_known_suffix(host))
        if is_host:
            reference = f"//{reference.strip()}"
    return resolve(reference, base)


@lru_cache(maxsize=8192)
def parts(url: str) -> UrlParts:
    """The parts of an absolute http(s) URL; all of them are empty if it is not one."""
    _, _, rest = resolve(url, url).partition("#")[0].partition("://")
    place, _, query = rest.partition("?")
    authority, slash, path = place.partition("/")
    return UrlParts(authority.rpartition("@")[2], slash + path, query)


def is_web_url(url: str) -> bool:
    """Whether this is an absolute http(s) URL that names a host."""
    return parts(url).host != ""


def same_encoding(text: str) -> str:
    """Path and query with uniform percent-encoding, for comparisons (RFC 3986 section 6.2.2).

    Unreserved characters are decoded. Characters that a URL may not contain are encoded, in upper case.
    """
    if _PLAIN.fullmatch(text):
        return text
    return quote(_ESCAPE.sub(_same_escape, text), safe="%/?:@!$&'()*+,;=[]~")


def _same_escape(match: re.Match[str]) -> str:
    letter = chr(int(match[0][1:], 16))
    return letter if letter in _UNRESERVED else match[0].upper()


def tidy(url: str) -> str:
    """The URL without fragment, session id in the path, and tracking parameters."""
    base, question, query = url.partition("#")[0].partition("?")
    base = _SESSION_IN_PATH.sub("", base)
    kept = [field for field in query.split("&") if not _is_tracking(field)] if question else []
    return f"{base}?{'&'.join(kept)}" if kept else base


def _is_tracking(field: str) -> bool:
    name = unquote_plus(field.partition("=")[0]).lower()
    if name in _TRACKING or name.startswith(_TRACKING_STARTS) or name.endswith("clid"):
        return True
    return name.startswith("hs") and name.endswith("tracking")


def key(url: str) -> str:
    """A key that is equal for two URLs of the same page: without scheme, www, final slash and index file,
    and without the dot that may end a host.
    """
    host, path, query = parts(url)
    path = _INDEX.sub("/", same_encoding(path)).rstrip("/")
    return f"{_bare(host)}{path}{'?' if query else ''}{same_encoding(query)}"


def on_same_site(url: str, home: str) -> bool:
    """Whether both URLs have the same registered domain."""
    return same_site(_name(parts(url).host), _name(parts(home).host))


def on_same_host(url: str, home: str) -> bool:
    """Whether both URLs have the same host, with or without www."""
    return _bare(parts(url).host) == _bare(parts(home).host)


def _bare(host: str) -> str:
    return host.removeprefix("www.").removesuffix(".")


def _name(host: str) -> str:
    """The host without its port."""
    return host if host.endswith("]") else host.partition(":")[0]
