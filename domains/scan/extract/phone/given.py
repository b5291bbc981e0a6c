"""Numbers that are given as such: in links that dial or start a chat, and in structured data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from domains.scan.extract.anchors import Anchor
from domains.scan.extract.document import Document
from domains.scan.extract.phone import digits
from domains.scan.extract.phone.digits import LOCAL
from domains.scan.extract.phone.notation import Candidate, of_vanity
from domains.scan.extract.phone.numbering import COUNTRY_CODES
from domains.scan.extract.rare_elements import RareElements
from domains.scan.extract.regions.country_names import country_of
from domains.scan.extract.regions.named_countries import countries
from domains.scan.extract.structured import Thing

MOST_CLICKED = 50  # elements with a script that dials
LONGEST_VALUE = 80  # characters of a link's or property's value
_PROPERTIES = (("telephone", "phone"), ("phone", "phone"), ("faxNumber", "fax"))
_SCHEMES = {"tel": "phone", "callto": "phone", "sms": "phone", "smsto": "phone", "fax": "fax"}
_DIALS = re.compile(r"(?:tel|callto|sms|smsto|fax|skype):", re.IGNORECASE)
_DIALS_BEGIN = frozenset("tTcCsSfF")
_CHATS = ("whatsapp", "wa.me/", "viber:", "zalo.me/", "t.me/+")  # in links that may name a number
_WHATSAPP_HOSTS = frozenset(["wa.me", "api.whatsapp.com", "web.whatsapp.com", "whatsapp.com"])
_DIGITS = re.compile(r"\d+")
_EXTENSION = re.compile(r";ext=(\d{1,6})|[\s,;]{0,3}(?:ext\.?|x)\s?(\d{1,6})$", re.IGNORECASE)
_DIALLING = RareElements(lambda: ['[onclick*="tel:" i]'])
_CLICKED = re.compile(r"""['"]tel:([^'"]{6,40})['"]""", re.IGNORECASE)


class Given(NamedTuple):
    """The value of a link: its kind ("phone", "fax", "whatsapp"), how it was found, and the country of the
    service that it names, if it has one.
    """

    kind: str
    how: str
    value: str
    country: str = ""


def linked(document: Document) -> Iterator[Candidate]:
    """The numbers of links, and of elements that dial if they are clicked."""
    for anchor in document.telling:
        for one in (_dialled(anchor.href), _chat(anchor.href)):
            if one is not None and not _cuts_code(one.value, anchor.text):
                yield from _candidates(one.value, one.kind, one.how, _place(document, anchor), one.country)
    for element in islice(document.markup.find(_DIALLING), MOST_CLICKED):
        if match := _CLICKED.search(element.attr("onclick") or ""):
            yield from _candidates(unquote(match[1]), "phone", "tel")


def structured(things: tuple[Thing, ...]) -> Iterator[Candidate]:
    for thing in things:
        country = _country(thing)
        for name, kind in _PROPERTIES:
            for value in thing.texts(name):
                yield from _candidates(value, kind, thing.how, country=country)


def misdialled(document: Document) -> Iterator[tuple[int, int]]:
    """Where the texts of links are that dial something else than they say, as broken ones do."""
    for anchor in document.telling:
        one = _dialled(anchor.href)
        written = "".join(_DIGITS.findall(anchor.text)) if one else ""
        if one and len(written) >= LOCAL and written[-LOCAL:] not in "".join(_DIGITS.findall(one.value)):
            start = _place(document, anchor)
            yield start, start + len(anchor.text)


def _cuts_code(value: str, text: str) -> bool:
    """Whether a link dials the number that its text says, behind a plus and no country's code, or only the
    beginning of one: "+378901362" for "078 901 362" in Moldova (373) would ring in San Marino (378).
    """
    written = "".join(_DIGITS.findall(text))
    national = written.lstrip("0")
    dialled = "".join(_DIGITS.findall(value))
    is_its_text = written[:1] == "0" and len(national) >= LOCAL and dialled.endswith(national)
    if not (is_its_text and value.startswith("+")):
        return False
    code = dialled[: -len(national)]
    return code not in COUNTRY_CODES and any(known.startswith(code) for known in COUNTRY_CODES)


def _dialled(href: str) -> Given | None:
    """What a link dials; None for another link."""
    if href[:1] not in _DIALS_BEGIN or not _DIALS.match(href):
        return None
    scheme, _, rest = href.partition(":")
    value = unquote(rest).lstrip("/").partition("?")[0]
    if scheme.lower() == "skype":  # others name a user
        return Given("phone", "tel", value) if value[:1] == "+" else None
    return Given(_SCHEMES[scheme.lower()], "tel", value)


def _chat(href: str) -> Given | None:
    """The number with which a link starts a chat; None for another link."""
    if "//" not in href[:11] or not any(map(href.lower().__contains__, _CHATS)):
        return None
    try:
        parts = urlsplit(href)
    except ValueError:  # "https://[wa.me/49..."
        return None
    if number := whatsapp_number(href):
        return Given("whatsapp", "whatsapp", number)
    path = parts.path.strip("/")
    if parts.scheme == "viber":
        return Given("phone", "tel", _dialable(_parameter(parts, "number")))
    if parts.hostname == "zalo.me" and path.isdigit():
        return Given("phone", "tel", path, "VN")
    if parts.hostname == "t.me" and path[1:].isdigit():  # others are invitations
        return Given("phone", "tel", path)
    return None


def whatsapp_number(href: str) -> str:
    """The number of a WhatsApp link that starts a chat, after a plus if it has its country's code; "" for
    a share link.
    """
    parts = urlsplit(href)
    host = (parts.hostname or "").removeprefix("www.")
    path = unquote(parts.path) if host == "wa.me" else ""
    if host in _WHATSAPP_HOSTS or parts.scheme == "whatsapp":
        is_number = not any(map(str.isalpha, path))  # unlike wa.me/message/...
        return _dialable(_parameter(parts, "phone") or (path if is_number else ""))
    return ""


def _parameter(parts: SplitResult, name: str) -> str:
    return parse_qs(parts.query).get(name, [""])[0]


def _dialable(number: str) -> str:
    """A number that should have its country's code, without a plus; one that has a trunk prefix lacks it."""
    found = "".join(_DIGITS.findall(number))
    if found[:1] == "0" and found[1:2] != "0" and "+" not in number:
        return found
    return "+" + found.lstrip("0") if found.strip("0") else ""


def _place(document: Document, anchor: Anchor) -> int:
    """Where the text of a link is; -1 if it has none."""
    return document.text.find(anchor.text[:60]) if anchor.text else -1


def _country(thing: Thing) -> str:
    address = thing.properties.get("address")
    inside = address[0] if isinstance(address, list) and address else address
    if isinstance(inside, str):  # "200 George Street, Sydney NSW 2000, Australia"
        return next((place.region for place in reversed(countries(inside, "en"))), "")
    country = inside.get("addressCountry") if isinstance(inside, dict) else None
    named = country.get("name") if isinstance(country, dict) else country
    return country_of(named) if isinstance(named, str) else ""


def _candidates(text: str, kind: str, how: str, place: int = -1, country: str = "") -> Iterator[Candidate]:
    """The numbers of a value that should contain only numbers."""
    text = text[:LONGEST_VALUE]
    extension = _EXTENSION.search(text)
    end = extension.start() if extension else len(text)
    dialled = (extension[1] or extension[2]) if extension else ""
    for start, stop in digits.runs(text[:end]):
        for piece in digits.pieces(text, start, stop):
            yield Candidate(text, piece, kind, how, place, country=country, extension=dialled, usual=True)
    for vanity in digits.vanities(text):
        yield of_vanity(vanity)._replace(kind=kind, how=how, place=place, usual=True)
