"""Phone, WhatsApp and fax numbers in E.164: tel and WhatsApp links, structured data, visible text.

A number with a country code belongs to that country. Any other belongs to the first region in which it is
valid, by the evidence of ``regions``, the nearest first. A number in groups of three, three and four digits
is North American, unless something near it names another country. A number without evidence is left out,
unless it is valid in the configured region and the page names no country.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from domains.scan.extract.document import Anchor, Document
from domains.scan.extract.phone import digits, labels, numbering, refusals
from domains.scan.extract.phone.digits import Group, Piece, Vanity
from domains.scan.extract.phone.labels import NONE, Label
from domains.scan.extract.phone.notation import Candidate, Resolved, hyphenated_extension
from domains.scan.extract.phone.numbering import Number
from domains.scan.extract.phone.resolution import second, with_code, without_code
from domains.scan.extract.regions import Regions
from domains.scan.extract.regions.country_names import country_of
from domains.scan.extract.structured import Thing
from domains.scan.extract.trace import Trace
from domains.scan.extract.words import depends_on_words, table
from domains.scan.report import Contact

MOST = 200  # numbers a page; more is a directory, not a contact
MOST_GIVEN = 600  # numbers looked at in links, and as many in structured data
_PROPERTIES = (("telephone", "phone"), ("phone", "phone"), ("faxNumber", "fax"))
_ORDER = {"phone": 0, "whatsapp": 1, "fax": 2}
_SCHEMES = {"tel": "phone", "callto": "phone", "sms": "phone", "fax": "fax"}
_LINK_BEGINS = frozenset("tTcCsSfF")
_LONGEST_VALUE = 80  # characters of a link's or property's value
_SECOND = Label("phone", "the number before it")
_LINK = Label("phone", "its link")
_SHORT = "last digits of a second number"
_WHOLE = 7  # digits of the rest after a number, if it may be another number
_DIGITS = re.compile(r"\d+")
_EXTENSION_IN_LINK = re.compile(r";ext=(\d{1,6})|[\s,;]{0,3}(?:ext\.?|x)\s?(\d{1,6})$", re.IGNORECASE)
_WHATSAPP_HOSTS = frozenset(
    ["wa.me", "api.whatsapp.com", "web.whatsapp.com", "www.whatsapp.com", "whatsapp.com"]
)


class _Found(NamedTuple):
    candidate: Candidate
    number: Number
    evidence: str


def find(document: Document, regions: Regions, trace: Trace | None = None) -> tuple[Contact, ...]:
    """The page's numbers, best first: from links and structured data, then from the text; faxes last."""
    given = (_linked(document), _structured(regions.things))
    in_text = _in_text(document.text, tuple(islice(_written_links(document), MOST)), trace)
    candidates = [*chain(*(islice(some, MOST_GIVEN) for some in given)), *in_text]
    found: dict[str, _Found] = {}
    for one in _resolve(candidates, regions, trace):
        known = found.get(one.number.value)
        if known is None and len(found) < MOST:
            found[one.number.value] = one
        elif known is not None and _says_more(one.candidate, known.candidate):
            kind = one.candidate.kind
            found[one.number.value] = known._replace(candidate=known.candidate._replace(kind=kind))
    if trace is not None:
        for candidate, number, evidence in found.values():
            trace.accept(candidate.kind, number.value, candidate.how, candidate.raw, number.region, evidence)
    return rank(_contact(one, document.url) for one in found.values())


def rank(contacts: Iterable[Contact]) -> tuple[Contact, ...]:
    """Phones before WhatsApp before faxes; otherwise in the given order."""
    return tuple(sorted(contacts, key=lambda contact: _ORDER.get(contact.kind, 0)))


def _says_more(one: Candidate, known: Candidate) -> bool:
    """Whether the second finding of a number is more exact.

    A WhatsApp number that is a telephone outside of its link is a telephone. A linked number that the text
    calls a fax is a fax.
    """
    if known.kind == "whatsapp" and one.kind == "phone":
        is_its_text = known.place >= 0 and -4 < one.place - known.place < _LONGEST_VALUE
        return not is_its_text or one.how != "text" or one.label.kind == "phone"
    return one.kind == "fax" and known.how == "tel"


def _contact(found: _Found, page: str) -> Contact:
    candidate, number, _ = found
    return Contact(
        candidate.kind,
        number.value,
        candidate.how,
        page,
        extension=candidate.extension,
        line_type=number.line_type,
    )


def _resolve(candidates: list[Candidate], regions: Regions, trace: Trace | None) -> Iterator[_Found]:
    """The numbers of the candidates.

    Those with a country code come first, because they indicate the region of others.
    """
    turned = regions.right_to_left
    coded = {index: one for index, each in enumerate(candidates) if (one := with_code(each, turned))}
    known: dict[str, Number] = {}
    for index, one in coded.items():
        known.setdefault(one.number.national, one.number)
        regions.codes.append((candidates[index].place, one.number.region))
    regions.has_trunk_zero = any(candidate.has_trunk_zero for candidate in candidates)
    regions.first_groups = [candidate.first_group for candidate in candidates if candidate.is_said]
    written: dict[int, Number] = {}  # by where they begin in the text
    for index, candidate in enumerate(candidates):
        left: Candidate | None = candidate
        resolved = coded.get(index)
        while left is not None:
            resolved = resolved or second(left, written.get(left.follows)) or _alone(left, regions, known)
            reason = _refused(left, resolved) if resolved else _unknown(left)
            if resolved and not reason:
                if left.how == "text":
                    written[left.piece.start] = resolved.number
                dialled = left.extension or hyphenated_extension(left, resolved)
                yield _Found(left._replace(extension=dialled), resolved.number, resolved.evidence)
            elif trace is not None:
                trace.refuse("phone", left.raw, left.how, reason)
            left, resolved = _behind(left, resolved), None


def _alone(candidate: Candidate, regions: Regions, known: dict[str, Number]) -> Resolved | None:
    return None if candidate.only_behind else without_code(candidate, regions, known)


def _unknown(candidate: Candidate) -> str:
    return _SHORT if candidate.only_behind else "valid in no country that the page speaks of"


def _behind(candidate: Candidate, resolved: Resolved | None) -> Candidate | None:
    """The rest after a number, if it may be another number."""
    if resolved is None or resolved.end >= candidate.piece.end:
        return None
    groups = tuple(group for group in candidate.piece.groups if group.start >= resolved.end)
    if sum(group.end - group.start for group in groups) < _WHOLE:
        return None
    place = candidate.place + groups[0].start - candidate.piece.start if candidate.place >= 0 else -1
    return candidate._replace(
        piece=Piece(groups[0].start, groups), place=place, follows=candidate.piece.start
    )


def _refused(candidate: Candidate, resolved: Resolved) -> str:
    """Why a valid number is refused; "" if it is accepted."""
    if reason := refusals.placeholder_refused(resolved.number):
        return reason
    if candidate.how != "text":
        return ""
    return refusals.shape_refused(candidate, resolved)


# Links and structured data


def _linked(document: Document) -> Iterator[Candidate]:
    for anchor in document.anchors:
        kind, value = _dialled(anchor)
        if kind:
            yield from _given(value, kind, "tel", _place(document, anchor))
        href = anchor.href.lower()
        if ("whatsapp" in href or "wa.me/" in href) and (value := whatsapp_number(anchor.href)):
            yield from _given(value, "whatsapp", "whatsapp", _place(document, anchor))


def _dialled(anchor: Anchor) -> tuple[str, str]:
    """The kind of a link that dials, and what it dials; "" and "" for another link."""
    if anchor.href[:1] in _LINK_BEGINS:
        scheme, _, rest = anchor.href.partition(":")
        if kind := _SCHEMES.get(scheme.lower()):
            return kind, unquote(rest).lstrip("/").partition("?")[0]
    return "", ""


def _written_links(document: Document) -> Iterator[tuple[int, int]]:
    """Where the texts of links are that dial something else than they say, as broken ones do."""
    for anchor in document.anchors:
        kind, value = _dialled(anchor)
        digits = "".join(_DIGITS.findall(anchor.text)) if kind else ""
        if len(digits) >= _WHOLE and digits[-_WHOLE:] not in "".join(_DIGITS.findall(value)):
            start = _place(document, anchor)
            yield start, start + len(anchor.text)


def _place(document: Document, anchor: Anchor) -> int:
    """Where the text of a link is; -1 if it has none."""
    return document.text.find(anchor.text[:60]) if anchor.text else -1


def whatsapp_number(href: str) -> str:
    """The number (after a plus) of a WhatsApp link that starts a chat; "" for a share link."""
    parts = urlsplit(href)
    if (parts.hostname or "") in _WHATSAPP_HOSTS or parts.scheme == "whatsapp":
        query = parse_qs(parts.query)
        number = query.get("phone", [""])[0] or (parts.path.strip("/") if parts.hostname == "wa.me" else "")
        code_and_rest = "".join(_DIGITS.findall(number)).lstrip("0")
        return "+" + code_and_rest if code_and_rest else ""
    return ""


def _structured(things: tuple[Thing, ...]) -> Iterator[Candidate]:
    for thing in things:
        country = _country(thing)
        for name, kind in _PROPERTIES:
            for value in thing.texts(name):
                yield from _given(value, kind, thing.how, country=country)


def _country(thing: Thing) -> str:
    address = thing.properties.get("address")
    inside = address[0] if isinstance(address, list) and address else address
    country = inside.get("addressCountry") if isinstance(inside, dict) else None
    named = country.get("name") if isinstance(country, dict) else country
    return country_of(named) if isinstance(named, str) else ""


def _given(text: str, kind: str, how: str, place: int = -1, country: str = "") -> Iterator[Candidate]:
    """The numbers of a value that should contain only numbers."""
    text = text[:_LONGEST_VALUE]
    extension = _EXTENSION_IN_LINK.search(text)
    end = extension.start() if extension else len(text)
    dialled = (extension[1] or extension[2]) if extension else ""
    for start, stop in digits.runs(text[:end]):
        for piece in digits.pieces(text, start, stop):
            yield Candidate(text, piece, kind, how, place, country=country, extension=dialled, usual=True)


# Text


def _in_text(text: str, links: tuple[tuple[int, int], ...], trace: Trace | None) -> Iterator[Candidate]:
    """``links``: where the text is that of a link that dials."""
    begin, floor, label, last, joins = 0, 0, NONE, -1, _joins()
    for start, end in digits.runs(text):
        joined = joins.fullmatch(text, floor, start) is not None
        same_line = joined and "\n" not in text[floor:start]
        if not joined:
            label = labels.label_before(text, start, floor)
        elif (label.kind == "other" or not same_line) and (
            _shape(text[start:end]) != _shape(text[begin:floor])
        ):
            label = NONE  # "Licence 1041827, 303.555.0143": not the same sort of number
        if not label.kind and any(begins <= start < ends for begins, ends in links):
            label = _LINK
        follows, last = last if same_line else -1, -1
        for one in _run(text, start, end, floor, _of_second(text, start, end, label, follows), trace):
            yield one if last >= 0 else one._replace(follows=follows)
            last = one.piece.start
        begin, floor = start, end
    for vanity in islice(digits.vanities(text), digits.MOST_RUNS):
        if candidate := _vanity(text, vanity):
            yield candidate


def _of_second(text: str, start: int, end: int, label: Label, follows: int) -> Label:
    """The label of a run; that of bare digits behind a number, which may lack its area code."""
    bare = follows >= 0 and not label.kind and digits.FEWEST <= end - start < _WHOLE + 2
    return _SECOND if bare and text[start:end].isdigit() else label


def _shape(raw: str) -> str:
    return re.sub(r"\d", "0", raw)


def _run(
    text: str, start: int, end: int, floor: int, label: Label, trace: Trace | None
) -> Iterator[Candidate]:
    reason = refusals.run_refused(text, start, end, label)
    if not reason:
        yield from _pieces(text, start, end, floor, label, trace)
        return
    if trace is not None:
        trace.refuse("phone", text[start:end], "text", reason)
    if label.kind == "other":  # "SIRET 418 273 650 00012 - 02 40 41 82 73"
        _, *others = digits.pieces(text, start, end)
        if others and others[0].digits >= _WHOLE:
            yield from _run(text, others[0].start, end, others[0].start, NONE, trace)


def _pieces(
    text: str, start: int, end: int, floor: int, label: Label, trace: Trace | None
) -> Iterator[Candidate]:
    first, follows = 0, -1
    for piece in digits.pieces(text, start, end):
        lead = text[piece.start : piece.groups[0].start]
        only_behind = label is _SECOND or piece.digits < (0 if "(" in lead else first)
        if piece.digits < digits.FEWEST:
            if trace is not None:
                trace.refuse("phone", text[piece.start : piece.end], "text", _SHORT)
            continue
        first = first or _fewest_behind(text, piece)
        extension, stop = digits.extension(text, piece.end, _extension_words())
        last = stop if piece.end == end and not extension else -1
        if reason := refusals.context_refused(text, piece, last, floor, label):
            if trace is not None:
                trace.refuse("phone", text[piece.start : piece.end], "text", reason)
            continue
        kind = label.kind if label.kind in {"fax", "whatsapp"} else "phone"
        if kind == "phone" and labels.is_fax_behind(text, stop):
            kind = "fax"
        yield Candidate(
            text,
            piece,
            kind,
            "text",
            piece.start,
            label,
            extension=extension,
            follows=follows,
            only_behind=only_behind,
        )
        floor, follows = stop if piece.digits >= _WHOLE else floor, piece.start


def _fewest_behind(text: str, first: Piece) -> int:
    """How many digits a second number has if it is whole. The first may begin with its country's code.

    The code is behind a plus, or a group by itself.
    """
    begin = text[first.groups[0].start : first.groups[0].end]
    if not digits.PLUSES & {*text[first.start : first.groups[0].start]}:
        return first.digits - 1 - (len(begin) if begin in numbering.COUNTRY_CODES else 0)
    code = next((end for end in (1, 2, 3) if begin[:end] in numbering.COUNTRY_CODES), 0)
    return first.digits - code


def _vanity(text: str, vanity: Vanity) -> Candidate | None:
    """The number with letters, if it is written as one number or follows a word for telephone."""
    label = labels.label_before(text, vanity.start).kind
    if label == "other" or (label != "phone" and not vanity.whole):
        return None
    piece = Piece(0, (Group(0, 3), Group(3, 6), Group(6, 10)))
    return Candidate(vanity.digits, piece, "phone", "text", label=Label("phone", "vanity"))


@depends_on_words
def _joins() -> re.Pattern[str]:
    """Between two numbers of one label: "Tel. 01-4412827, 9841418273"; the second may begin a line."""
    words = "|".join(map(re.escape, table("labels")["joins"].split()))
    return re.compile(rf"[ \u00a0)]{{0,3}}(?:[,;/|·•&、，\n]|{words})[ \u00a0(+]{{0,4}}", re.IGNORECASE)


@depends_on_words
def _extension_words() -> re.Pattern[str]:
    written = (word.replace("_", " ") for word in table("labels")["extension"].split())
    words = "|".join(map(re.escape, sorted(written, key=len, reverse=True)))
    return re.compile(rf"[\s,;(/]{{0,3}}(?:{words})", re.IGNORECASE)
