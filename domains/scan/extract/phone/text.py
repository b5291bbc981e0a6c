"""Numbers in the visible text: runs of digits with the labels before them, and numbers with letters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from domains.scan.extract.phone import digits, labels, numbering, refusals
from domains.scan.extract.phone.announcements import announcement
from domains.scan.extract.phone.digits import LOCAL, Piece, Vanity
from domains.scan.extract.phone.labels import NONE, Label
from domains.scan.extract.phone.notation import Candidate, of_vanity
from domains.scan.extract.trace import Trace
from domains.scan.extract.words import depends_on_words, table

_SECOND = Label("phone", "the number before it")
_LINK = Label("phone", "its link")
_ANNOUNCED = Label(labels.ANNOUNCED)


def in_text(text: str, links: tuple[tuple[int, int], ...], trace: Trace | None) -> Iterator[Candidate]:
    """``links``: where the text is that of a link that dials."""
    begin, floor, label, last, joins = 0, 0, NONE, -1, _joins()
    for start, end in digits.runs(text):
        joined = joins.fullmatch(text, floor, start) is not None
        same_line = joined and not text[floor:start].lstrip(" )").startswith("\n")
        if not joined:
            label = labels.label_before(text, start, floor)
        elif not _has_label_of(text[begin:floor], text, start, end, label, same_line):
            label = NONE
        if not label.kind and any(begins <= start < ends for begins, ends in links):
            is_other = refusals.run_refused(text, start, end, _ANNOUNCED)  # "call us: 0900-1730"
            label = NONE if is_other else _LINK
        if not label.kind and (behind_year := digits.year_before(text, start)):
            dated = labels.label_before(text, behind_year, floor)
            label = dated if dated.kind == "other" else label
        if not label.kind and text[start:end].isdigit():
            label = announcement(text, start, end, floor)
        follows, last = last if same_line else -1, -1
        for one in _run(text, start, end, floor, _of_second(text, start, end, label, follows), trace):
            yield one if last >= 0 else one._replace(follows=follows)
            last = one.piece.start
        begin, floor = start, digits.extension(text, end, _extension_words())[1]
    for vanity in islice(digits.vanities(text), digits.MOST_RUNS):
        if candidate := _vanity(text, vanity):
            yield candidate


def _has_label_of(before: str, text: str, start: int, end: int, label: Label, same_line: bool) -> bool:
    """Whether the label of the run before one is also its own."""
    if label.kind != "other" and (same_line or refusals.is_own_line(text, start, text[start:end])):
        return True
    return _shape(text[start:end]) == _shape(before)  # unlike "Licence 1041827, 303.555.0143"


def _of_second(text: str, start: int, end: int, label: Label, follows: int) -> Label:
    """The label of a run; that of bare digits behind a number, which may lack its area code."""
    bare = follows >= 0 and not label.kind and digits.FEWEST <= end - start < LOCAL + 2
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
        if others and others[0].digits >= LOCAL:
            yield from _run(text, others[0].start, end, others[0].start, NONE, trace)


def _pieces(
    text: str, start: int, end: int, floor: int, label: Label, trace: Trace | None
) -> Iterator[Candidate]:
    first, follows = 0, -1
    for piece in digits.pieces(text, start, end):
        lead = text[piece.start : piece.groups[0].start]
        has_area = "(" in lead or text[piece.groups[0].start] == "0"
        only_behind = label is _SECOND or piece.digits < (0 if has_area else first)
        if piece.digits < digits.FEWEST:
            if trace is not None:
                trace.refuse("phone", text[piece.start : piece.end], "text", refusals.LAST_DIGITS)
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
        floor, follows = stop if piece.digits >= LOCAL else floor, piece.start


def _fewest_behind(text: str, first: Piece) -> int:
    """How many digits a second number has if it is whole. The first may begin with its country's code, which
    is behind a plus, or a group by itself; or stand behind a year.
    """
    rest = digits.behind_year(first, text)
    if rest is not None and rest.digits >= LOCAL:
        return rest.digits - 1
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
    return of_vanity(vanity)


@depends_on_words
def _joins() -> re.Pattern[str]:
    """Between two numbers of one label: "Tel. 01-4412827, 9841418273"; the second may begin a line, also
    behind a sign.
    """
    words = "|".join(map(re.escape, table("labels")["joins"].split()))
    return re.compile(rf"[ \u00a0)]{{0,3}}(?:[,;/|·•&、，] ?\n?|\n|{words})[ \u00a0(+]{{0,4}}", re.IGNORECASE)


@depends_on_words
def _extension_words() -> re.Pattern[str]:
    written = (word.replace("_", " ") for word in table("labels")["extension"].split())
    words = "|".join(map(re.escape, sorted(written, key=len, reverse=True)))
    return re.compile(rf"[\s.,;(/]{{0,3}}(?:{words})", re.IGNORECASE)
