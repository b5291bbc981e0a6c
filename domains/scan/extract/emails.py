"""E-mail addresses: visible text, mailto, JSON-LD, Cloudflare's cipher, and disguises."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from urllib.parse import unquote, urlsplit

import idna

from domains.scan.extract.document import Document
from domains.scan.extract.structured import Thing
from domains.scan.extract.words import word_list
from domains.scan.names import has_known_suffix, registrable_domain
from domains.scan.report import Contact

MOST = 200  # addresses a page; more is a list of members, not a contact
MOST_MARKS = 5_000  # "@" signs looked at
MOST_DISGUISES = 300  # words for "@" and "." looked at
BEFORE, AFTER = 64, 254  # the longest local part and domain

_LOCAL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}$")
_DOMAIN = re.compile(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,8}[^\W\d_]{2,24}")
# "[at]", "(ät)", "{arroba}" ...: a word or sign for @ in brackets, with the like for dots.
_BRACKETED_AT = re.compile(
    r"[\[({<]\s{0,2}(?:at|@|ät|aet|arroba|chez|arobase|chiocciola|apenstaartje|małpa|malpa|kukac|zavinac|"
    r"zavináč|snabel-?a|собака|собачка|アット|アットマーク|골뱅이)\s{0,2}[\])}>]\s{0,3}",
    re.IGNORECASE,
)
_DOTS = "dot|\\.|punkt|punto|point|ponto|punt|tečka|kropka|pont|точка|ドット|점"
_BRACKETED_DOT = re.compile(rf"[\[({{<]\s{{0,2}}(?:{_DOTS})\s{{0,2}}[\])}}>]", re.IGNORECASE)
_SPACED_AT = re.compile(r" @ ?|@ ")
_WORD_AT = re.compile(r"\b(?:at|AT|ät|arroba|chez)\b")
_DOT_WORDS = ("dot", "DOT", "punkt", "punto", "point", "ponto")
_WORD_DOT = re.compile(rf"\b(?:{'|'.join(_DOT_WORDS)})\b")
_NEAR_DOT = re.compile(rf"(?:{'|'.join(_DOT_WORDS)})\b")  # the same, and faster, but for "antidot"
# For short stretches only: either kind of dot with the space around it.
_ANY_DOT = re.compile(rf"\s{{0,3}}(?:{_BRACKETED_DOT.pattern}|{_WORD_DOT.pattern})\s{{0,3}}", re.IGNORECASE)
_WIDE = str.maketrans({"＠": "@", "﹫": "@", "．": ".", "。": "."})
_FILES = word_list("file_endings")
_PLACEHOLDERS = word_list("placeholder_domains")
_PLACEHOLDER_LOCALS = word_list("placeholder_locals")
_ROLES = word_list("roles")


def find(document: Document, things: tuple[Thing, ...]) -> tuple[Contact, ...]:
    """The page's addresses, best first: of the site's own domain, then linked ones, then the rest."""
    host = urlsplit(document.url).hostname or ""
    found: dict[str, Contact] = {}
    for text, how in _candidates(document, things):
        value = normalise(text)
        local, _, domain = value.partition("@")
        if value and value not in found and len(found) < MOST and _is_reachable(domain, host):
            found[value] = Contact("email", value, how, document.url, role=local in _ROLES)
    return rank(found.values(), host)


def _is_reachable(domain: str, host: str) -> bool:
    """Whether a domain lies under a public suffix; an intranet's addresses count on the intranet alone."""
    return has_known_suffix(domain) or domain.rpartition(".")[2] == host.rpartition(".")[2]


def rank(contacts: Iterable[Contact], host: str) -> tuple[Contact, ...]:
    """Own domain first, role addresses before personal ones, automatic ones last; otherwise as found."""
    site = registrable_domain(host.removeprefix("www.")) or host

    def order(contact: Contact) -> tuple[bool, bool, bool]:
        local, _, domain = contact.value.partition("@")
        own = domain == host or registrable_domain(domain) == site
        return (local.replace("-", "") in {"noreply", "postmaster", "abuse"}, not own, not contact.role)

    return tuple(sorted(contacts, key=order))


def _candidates(document: Document, things: tuple[Thing, ...]) -> Iterator[tuple[str, str]]:
    """(address, how) in the order of trust."""
    yield from _linked(document)
    for thing in things:
        for address in thing.texts("email"):
            yield address.removeprefix("mailto:"), thing.how
    for address in in_text(document.text):
        yield address, "text"
    for address in obfuscated(document.text):
        yield address, "obfuscated"
    for meta in ("og:email", "business:contact_data:email", "reply-to", "contact"):
        yield document.metas.get(meta, ""), "meta"


def _linked(document: Document) -> Iterator[tuple[str, str]]:
    for href, _ in document.anchors:
        if href[:1] in "mM" and href[:7].lower() == "mailto:":
            for address in _mailto(href):
                yield address, "mailto"
        elif "/cdn-cgi/l/email-protection#" in href:
            yield decipher(href.partition("#")[2]), "cloudflare"
    if "data-cfemail" not in document.source:
        return  # looking at every element is dear
    for element in document.tree.select("[data-cfemail]"):
        yield decipher(element.attr("data-cfemail") or ""), "cloudflare"


def _mailto(href: str) -> list[str]:
    text = unquote(href[7:]).replace("\u200b", "")
    addresses, _, query = text.partition("?")
    found = re.split(r"[,;]", addresses)
    if not addresses.strip():
        found = [part.partition("=")[2] for part in query.split("&") if part.lower().startswith("to=")]
    # "Name <info@example.com>" stands in mailto: links too
    return [address for text in found for address in in_text(text.translate(_WIDE))]


def in_text(text: str) -> Iterator[str]:
    """Addresses as such. Looks at bounded stretches around each "@": linear in the text."""
    text = text.translate(_WIDE) if "＠" in text or "﹫" in text else text
    at = text.find("@")
    for _ in range(MOST_MARKS):
        if at < 0:
            return
        local = _LOCAL.search(text[max(0, at - BEFORE) : at])
        domain = _DOMAIN.match(text, at + 1, at + 1 + AFTER)
        if local and domain:
            yield f"{local[0]}@{domain[0]}"
        at = text.find("@", at + 1)


def obfuscated(text: str) -> Iterator[str]:
    """Addresses written against robots: "info [at] example (dot) com", "info at example dot com"."""
    for mark in islice(_BRACKETED_AT.finditer(text), MOST_DISGUISES):
        yield from _around(text, mark.start(), mark.end())
    yield from _with_words(text)
    if "@" in text:
        yield from _with_spaces(text)
        for dot in islice(_BRACKETED_DOT.finditer(text), MOST_DISGUISES):
            yield from in_text(_ANY_DOT.sub(".", text[max(0, dot.start() - 80) : dot.end() + 60]))


def _with_words(text: str) -> Iterator[str]:
    """ "info at example dot com": prose where the end is no public suffix, as in "right at the dot of"."""
    if not any(word in text for word in _DOT_WORDS):
        return
    for dot in islice(_NEAR_DOT.finditer(text), MOST_DISGUISES):
        for mark in _WORD_AT.finditer(text, max(0, dot.start() - 80), dot.start()):
            for address in _around(text, mark.start(), mark.end()):
                if has_known_suffix(address.rpartition("@")[2].lower()):
                    yield address


def _with_spaces(text: str) -> Iterator[str]:
    """ "info @ example.com": prose unless the first word is a role, as "meet us @ example.com" shows."""
    if " @" not in text and "@ " not in text:
        return
    for mark in islice(_SPACED_AT.finditer(text), MOST_DISGUISES):
        for address in _around(text, mark.start(), mark.end()):
            if address.partition("@")[0].lower() in _ROLES:
                yield address


def _around(text: str, start: int, end: int) -> Iterator[str]:
    """The address around a disguised "@" that stands from start to end."""
    left = _ANY_DOT.sub(".", text[max(0, start - BEFORE) : start]).rstrip()
    right = _ANY_DOT.sub(".", text[end : end + 120].partition("\n")[0]).strip()
    yield from in_text(f"{left.rpartition(' ')[2]}@{right}")


def decipher(code: str) -> str:
    """Cloudflare's cipher: hexadecimal, the first byte is the key of all others."""
    try:
        key, *rest = bytes.fromhex(code)
        return bytes(byte ^ key for byte in rest).decode()
    except ValueError:
        return ""


@lru_cache(maxsize=4096)
def normalise(text: str) -> str:
    """The address in canonical form (lower case, ASCII domain); "" where it is none, or a placeholder."""
    local, _, domain = text.strip().strip(".,;:<>()[]\"'").lower().rpartition("@")
    local = local.lstrip(".-_'!#$%&*+/=?^`{|}~").rstrip(".-")
    if local.startswith(("u003e", "u003c", "x3e", "3e")) and len(local) > 6:
        local = local.partition("e")[2]
    if not local or len(local) > BEFORE or ".." in local or not local.isascii():
        return ""
    try:
        domain = domain if domain.isascii() else idna.encode(domain, uts46=True).decode()
    except (idna.IDNAError, UnicodeError):
        return ""
    if not _plausible(local, domain):
        return ""
    return f"{local}@{domain}"


def _plausible(local: str, domain: str) -> bool:
    last = domain.rpartition(".")[2]
    if "." not in domain or last in _FILES or "_" in domain or not registrable_domain(domain):
        return False
    if domain in _PLACEHOLDERS or domain.endswith(
        (".wixpress.com", ".sentry.io", ".example", ".invalid", ".test.com")
    ):
        return False
    if local in _PLACEHOLDER_LOCALS or any(
        label.startswith("-") or label.endswith("-") for label in domain.split(".")
    ):
        return False
    # "@2x" of image names, and the version numbers of packages, have no letters before or after
    return not (len(local) == 32 and all(c in "0123456789abcdef" for c in local))
