"""Phone, WhatsApp and fax numbers in E.164: tel and WhatsApp links, structured data, visible text.

A number with a country code belongs to that country. Any other belongs to the first region in which it is
valid, by the evidence of ``regions``, the nearest first. A number in groups of three, three and four digits
is North American, unless something near it names another country. A number without evidence is left out,
unless it is valid in the configured region and the page names no country.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import NamedTuple

from domains.scan.extract.document import Document
from domains.scan.extract.phone import labels, refusals
from domains.scan.extract.phone.abbreviated import abbreviated
from domains.scan.extract.phone.coded import with_code
from domains.scan.extract.phone.digits import LOCAL, Piece
from domains.scan.extract.phone.given import LONGEST_VALUE, linked, misdialled, structured
from domains.scan.extract.phone.hints import telling_labels
from domains.scan.extract.phone.marked import marked
from domains.scan.extract.phone.notation import Candidate, Resolved, hyphenated_extension
from domains.scan.extract.phone.numbering import Number
from domains.scan.extract.phone.resolution import without_code
from domains.scan.extract.phone.second import second
from domains.scan.extract.phone.short import Written, short_numbers
from domains.scan.extract.phone.text import in_text
from domains.scan.extract.regions import Regions
from domains.scan.extract.trace import Trace
from domains.scan.report import Contact

MOST = 200  # numbers a page; more is a directory, not a contact
MOST_GIVEN = 600  # numbers looked at in links, and as many in structured data
_ORDER = {"phone": 0, "whatsapp": 1, "fax": 2}


class _Found(NamedTuple):
    candidate: Candidate
    number: Number
    evidence: str


def find(document: Document, regions: Regions, trace: Trace | None = None) -> tuple[Contact, ...]:
    """The page's numbers, best first: from links and structured data, then from the text; faxes last."""
    given = (linked(document), structured(regions.things))
    written = in_text(document.text, tuple(islice(misdialled(document), MOST)), trace)
    candidates = [*chain(*(islice(some, MOST_GIVEN) for some in given)), *written]
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
    regions.numbered = tuple(dict.fromkeys(one.number.region for one in found.values()))
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
        is_its_text = known.place >= 0 and -4 < one.place - known.place < LONGEST_VALUE
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
    regions.labels = telling_labels(candidates)
    regions.marks = marked(candidates, coded, regions)
    written: dict[int, Number] = {}  # by where they begin in the text
    ends: list[Written] = []
    for index, candidate in enumerate(candidates):
        left: Candidate | None = candidate
        resolved = coded.get(index)
        while left is not None:
            first = written.get(left.follows)
            resolved = resolved or second(left, first) or _alone(left, regions, known)
            reason = _refused(left, resolved, first) if resolved else _unknown(left)
            if resolved and not reason:
                if left.how == "text":
                    written[left.piece.start] = resolved.number
                    if left.place >= 0:
                        ends.append(Written.of(left.source, resolved))
                dialled = left.extension or hyphenated_extension(left, resolved)
                yield _Found(left._replace(extension=dialled), resolved.number, resolved.evidence)
                if not dialled:
                    yield from _of_last_digits(left, resolved)
            elif trace is not None:
                trace.refuse("phone", left.raw, left.how, reason)
            left, resolved = _behind(left, resolved), None
    for candidate, resolved in short_numbers(regions.document.text, regions, ends):
        yield from _short(candidate, resolved)


def _short(candidate: Candidate, resolved: Resolved) -> Iterator[_Found]:
    if not _refused(candidate, resolved):
        yield _Found(candidate, resolved.number, resolved.evidence)
        yield from _of_last_digits(candidate, resolved)


def _alone(candidate: Candidate, regions: Regions, known: dict[str, Number]) -> Resolved | None:
    return None if candidate.only_behind else without_code(candidate, regions, known)


def _of_last_digits(candidate: Candidate, resolved: Resolved) -> Iterator[_Found]:
    source = candidate.source
    for number, end in abbreviated(candidate, resolved):
        kind = "fax" if labels.is_fax_behind(source, end) else candidate.kind
        if not refusals.placeholder_refused(number):
            yield _Found(candidate._replace(kind=kind), number, "last digits behind another number")


def _unknown(candidate: Candidate) -> str:
    return refusals.LAST_DIGITS if candidate.only_behind else "valid in no country that the page speaks of"


def _behind(candidate: Candidate, resolved: Resolved | None) -> Candidate | None:
    """The rest after a number, if it may be another number."""
    if resolved is None or resolved.end >= candidate.piece.end:
        return None
    groups = tuple(group for group in candidate.piece.groups if group.start >= resolved.end)
    if sum(group.end - group.start for group in groups) < LOCAL:
        return None
    place = candidate.place + groups[0].start - candidate.piece.start if candidate.place >= 0 else -1
    return candidate._replace(
        piece=Piece(groups[0].start, groups), place=place, follows=candidate.piece.start
    )


def _refused(candidate: Candidate, resolved: Resolved, first: Number | None = None) -> str:
    """Why a valid number is refused; "" if it is accepted. ``first``: the number before it on its line."""
    if reason := refusals.placeholder_refused(resolved.number):
        return reason
    if candidate.how != "text":
        return ""
    if first is not None and refusals.is_cut(candidate, resolved, first):
        return refusals.LAST_DIGITS
    return refusals.shape_refused(candidate, resolved)
