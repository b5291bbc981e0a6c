"""Phone and fax numbers in E.164: tel links, JSON-LD, visible text.

``phonenumbers``' matcher is exact and slow, so it is shown only the lines that hold enough digits, and no
line longer than what a person would write.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from urllib.parse import unquote

import phonenumbers
from phonenumbers import Leniency, PhoneNumber, PhoneNumberMatch, PhoneNumberMatcher

from domains.scan.extract.document import Document
from domains.scan.extract.structured import Thing
from domains.scan.extract.words import word_list
from domains.scan.report import Contact

Regions = Callable[[], list[str]]

MOST = 200  # numbers a page; more is a directory, not a contact
MOST_WINDOWS = 600
WINDOW = 240  # characters

# Patterns are compiled from the metadata of 250 regions: more than ``re`` keeps by itself.
phonenumbers.enable_pattern_cache()

# Seven digits at least, with what may stand between them: bounded, so linear. Patterns that are tried all
# over a text begin with a character class, which is found ten times faster than an optional part or a \b.
_RUN = re.compile(r"\d(?:[\s().\-/+·•–—‐‑\u2212\u30fc\uff08\uff09\uff0d-\uff0f\[\]]{0,4}\d){6,45}")
_LEAD = "+([ \t\u00a0\uff0b\uff08"  # what may stand before the first digit
_VANITY = re.compile(
    r"[2-9](?<=\b.)\d\d\)?[\s.-]{1,2}(?=[\dA-Z.\s-]{0,8}[A-Z])(?:[A-Z\d]{3}[\s.-]?[A-Z\d]{4}|[A-Z\d]{4}-[A-Z\d]{3})(?![a-z])"
)
_DIGIT = re.compile(r"[\d+]")
_NO_DIGIT = re.compile(r"\D+")
# What stands among the digits of a window that holds a number as North America writes it, or the prefix for
# abroad. No area code begins with 0 or 1, and outside the 800s no exchange; Canada's 310 has no area code.
_NORTH_AMERICAN = re.compile(r"(?:[2-9]\d\d[2-9]|8\d{3})\d{6}|310\d{4}|011")
_EXTENSION = re.compile(
    r"[\s,;]{0,3}(?:ext|extension|extn|x|durchwahl|poste|toestel|wew)[.:\s]{0,3}\d{1,6}\b", re.IGNORECASE
)
# These two look at lower-cased text; "Halifax" is no fax.
_FAX = re.compile(
    r"telefax|fax(?<![a-z]fax)|faks(?<![a-z]faks)|fx(?<![a-z]fx)\b|ファックス|ファクス|传真|傳真|факс|팩스"
)
_PHONE = re.compile(
    r"\b(?:tel|tlf|tfn|fon|gsm|phone|ph|mob|cell|call|toll|free|voice)|☎|✆|電話|电话|тел|전화"
)
# The word that names a number, with "no." or the like after it.
_NAMED = re.compile(
    r"([^\W\d_](?:[^\W\d_]|\.[a-z]){0,40})[.:#\s-]{0,3}(?:(?:no|nr|number|num)[.:#\s]{0,3})?$"
)
_SCHEMES = frozenset(["tel", "callto", "fax"])
_OTHER_NUMBERS = word_list("other_numbers")
_DATE = re.compile(
    r"\b(?:19|20)\d\d[-/.](?:0?[1-9]|1[0-2])[-/.](?:[0-2]?\d|3[01])\b|\b(?:[0-2]?\d|3[01])[-/.](?:[0-2]?\d|3[01])[-/.](?:19|20)\d\d\b"
)
_YEARS = re.compile(r"^\(?(?:19|20)\d\d\)?\s?[-–—/]\s?\(?(?:19|20)\d\d\)?")
# What most runs of digits are that are no phones; the matcher need not look at them.
_CALENDAR = re.compile(
    rf"{_DATE.pattern}|(?:19|20)\d\d\s{{0,2}}[-–—/]\s{{0,2}}(?:19|20)\d\d|"
    r"[0-2]?\d[.:][0-5]\d\s{0,2}[-–—]\s{0,2}[0-2]?\d[.:][0-5]\d"
)
_COORDINATE = re.compile(r"-?\d{1,3}\.\d{4,}")
# (202) 555-0143 or 1-202-555-0143, as most North American numbers are written: plain without the matcher.
_USUAL = re.compile(r"\s{0,9}((?:1[-. ])?(?:\([2-9]\d\d\)|[2-9]\d\d)[-. ]{1,2}[2-9]\d\d[-. ]\d{4})", re.ASCII)


def find(document: Document, things: tuple[Thing, ...], regions: Regions) -> tuple[Contact, ...]:
    """The page's phones and faxes, best first: linked and structured ones, then text, faxes last.

    ``regions``: told when first needed, where national numbers belong to, most likely first.
    """
    found: dict[str, Contact] = {}
    for number, kind, how in _candidates(document, things, regions):
        value = f"+{number.country_code}{phonenumbers.national_significant_number(number)}"  # E.164
        known = found.get(value)
        if known is None and len(found) < MOST:
            found[value] = Contact(kind, value, how, document.url, extension=number.extension or "")
    return rank(found.values())


def rank(contacts: Iterable[Contact]) -> tuple[Contact, ...]:
    """Phones before faxes; otherwise as found."""
    return tuple(sorted(contacts, key=lambda contact: contact.kind == "fax"))


def _candidates(
    document: Document, things: tuple[Thing, ...], regions: Regions
) -> Iterator[tuple[PhoneNumber, str, str]]:
    text = list(_in_text(document.text, regions))
    faxes = {str(number.national_number) for number, kind in text if kind == "fax"}
    for anchor in document.anchors:
        if anchor.href[:1] not in "tcfTCF":
            continue
        scheme, _, rest = anchor.href.partition(":")
        if scheme.lower() in _SCHEMES:
            number = parse(unquote(rest).lstrip("/"), regions())
            if number:
                is_fax = scheme.lower() == "fax" or str(number.national_number) in faxes
                yield number, "fax" if is_fax else "phone", "tel"
    for thing in things:
        for name, kind in (("telephone", "phone"), ("phone", "phone"), ("faxNumber", "fax")):
            for value in thing.texts(name):
                number = parse(value, regions())
                if number:
                    yield number, kind, thing.how
    for number, kind in text:
        yield number, kind, "text"


def parse(text: str, regions: list[str]) -> PhoneNumber | None:
    """The valid number that a text is meant to be, in the first region where it is one."""
    text = text.strip()[:60]
    for region in regions:
        try:
            number = phonenumbers.parse(text, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return number
    return None


def _in_text(text: str, regions: Regions) -> Iterator[tuple[PhoneNumber, str]]:
    for start, end in _windows(text):
        yield from _in_window(text, start, end, regions)


def _windows(text: str) -> Iterator[tuple[int, int]]:
    """Stretches of the text around runs of digits, not overlapping."""
    last = 0
    for count, run in enumerate(_RUN.finditer(text)):
        if count >= MOST_WINDOWS:
            return
        if run.end() - run.start() > WINDOW:
            continue  # a table of figures
        start = run.start()
        while start > max(last, run.start() - 4) and text[start - 1] in _LEAD:
            start -= 1
        extension = _EXTENSION.match(text, run.end())
        end = extension.end() if extension else run.end() + (text[run.end() : run.end() + 1] == ")")
        yield start, end
        last = run.end()
    for vanity in _VANITY.finditer(text):
        yield vanity.start(), vanity.end()


def _in_window(text: str, start: int, end: int, regions: Regions) -> Iterator[tuple[PhoneNumber, str]]:
    window = text[start:end].replace("-\n", "- ")
    if _CALENDAR.fullmatch(window.strip()) or (
        window.isdigit() and not _said(text[max(0, start - 24) : start])
    ):
        return
    if _VANITY.fullmatch(window):
        number = parse(window, ["US"]) if sum(map(str.isupper, window)) >= 3 else None
        if number:
            yield number, "phone"
        return
    likely = regions()
    for region in (*likely, *_trunk_regions(window, likely)):
        hits = matches(window, region)
        for hit in hits:
            if _is_phone(text, start, hit.start, hit.raw_string):
                yield hit.number, _kind(text, start + hit.start)
        if hits:
            return


@lru_cache(maxsize=2_048)
def matches(window: str, region: str) -> tuple[PhoneNumberMatch, ...]:
    """The matcher's finds. Kept, because a number stands in the head and foot of all of a site's pages."""
    known = _north_american(window) if region in {"US", "CA"} else None
    return tuple(PhoneNumberMatcher(window, region, Leniency.VALID)) if known is None else known


def _north_american(window: str) -> tuple[PhoneNumberMatch, ...] | None:
    """The matcher's finds where they are plain to see: none, or the one number; None where they are not."""
    if "+" in window or "\uff0b" in window:
        return None
    digits = _NO_DIGIT.sub("", window)
    if digits.isascii() and not _NORTH_AMERICAN.search(digits):
        return ()
    if usual := _USUAL.fullmatch(window):
        number = PhoneNumber(country_code=1, national_number=int(digits[-10:]))
        if phonenumbers.is_valid_number(number):
            return (PhoneNumberMatch(usual.start(1), usual[1], number),)
    return None


def _trunk_regions(window: str, regions: list[str]) -> tuple[str, ...]:
    """A leading zero cannot be North American; written in English it is British, or else Australian."""
    digit = _DIGIT.search(window)
    national = digit is not None and digit[0] == "0"
    return ("GB", "AU") if national and set(regions) <= {"US", "CA"} else ()


def _is_phone(text: str, offset: int, start: int, raw: str) -> bool:
    """Whether what stands before and in a match speaks against a phone number."""
    label = text[max(0, offset + start - 24) : offset + start]
    before = label.rpartition("\n")[2]
    if raw.count("(") != raw.count(")") or ")." in raw:
        return False
    if raw.startswith("+"):
        return True
    if _DATE.search(raw) or _YEARS.match(raw) or _COORDINATE.fullmatch(raw):
        return False
    if before[-1:].isalnum() or _is_other_number(before):
        return False
    after = text[offset + start + len(raw) : offset + start + len(raw) + 2]
    if after[:1] in {"€", "£", "$", "%"} or (after[:1] in ".,-/" and after[1:2].isdigit()):
        return False
    # Bare digits are more often order numbers than phones, unless somebody says so.
    return not raw.isdigit() or _said(label)


def _is_other_number(before: str) -> bool:
    """Whether what stands before a number calls it an order, a tax number, a price ..."""
    if before.rstrip()[-1:] in {"$", "€", "£", "¥", "#"}:
        return True
    named = _NAMED.search(before.lower())
    return named is not None and named[1].replace(".", "") in _OTHER_NUMBERS


def _said(label: str) -> bool:
    """Whether the words before a number call it a phone or a fax."""
    label = label.lower()
    return bool(_PHONE.search(label) or _FAX.search(label))


def _kind(text: str, position: int) -> str:
    """Fax where the word stands nearer before the number than any word for a phone."""
    before = text[max(0, position - 40) : position].lower()
    fax = max((match.start() for match in _FAX.finditer(before)), default=-1)
    if fax < 0:
        return "phone"
    phone = max((match.start() for match in _PHONE.finditer(before)), default=-1)
    digits = max((index for index, char in enumerate(before) if char.isdigit()), default=-1)
    return "fax" if fax >= phone and fax > digits else "phone"
