"""The beginnings of a candidate that may be numbers by themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from domains.scan.extract.phone import numbering
from domains.scan.extract.phone.adjacent import before_another
from domains.scan.extract.phone.digits import LOCAL
from domains.scan.extract.phone.notation import Candidate, Resolved, is_range

_ZERO_TWICE = re.compile(r"\(0\)(?=[ \u00a0-]?0)")  # the trunk prefix: "+49 (0) 030 ..."
_ENDS = 5  # ends of a number that are tried
_MOST_DIGITS = 17  # of a number, a prefix for abroad included
CODED = 10  # digits that may be a number with a country code


def first_in(candidate: Candidate, region: str, how: str) -> Resolved | None:
    """The beginning of a candidate that is a number in a region: before another one, or the longest."""
    if pair := before_another(candidate, partial(numbering.national, region=region)):
        return Resolved(pair[0], how, pair[1], candidate.piece.start, before_another=True)
    for text, end in prefixes(candidate):
        if number := numbering.national(text, region):
            return Resolved(number, how, end, candidate.piece.start)
    return None


def prefixes(candidate: Candidate) -> Iterator[tuple[str, int]]:
    """The candidate's text up to the end of each of its last groups, the longest first."""
    groups = candidate.piece.groups
    left = candidate.piece.digits if len(groups) > _ENDS else 0
    while left > _MOST_DIGITS and len(groups) > 1:
        left -= groups[-1].end - groups[-1].start
        groups = groups[:-1]
    if len(groups) > 1 and is_range(candidate):
        groups = groups[:-1]
    first = groups[:1] if len(groups) == 1 or (len(groups) <= _ENDS and _begins_whole(candidate)) else ()
    for group in (*groups[: max(0, len(groups) - _ENDS) : -1], *first):
        text = candidate.source[candidate.piece.start : group.end]
        if "(0)" in text:
            text = _ZERO_TWICE.sub("", text)
        if len(text) >= 6:
            yield text, group.end


def _begins_whole(candidate: Candidate) -> bool:
    """Whether the first digits may be a number by themselves, and the others none: "+442079460018 24/7"."""
    first, *_ = candidate.piece.groups
    digits = first.end - first.start
    is_whole = digits >= CODED and candidate.piece.digits - digits < LOCAL
    return is_whole and candidate.source[first.end].isspace() and (candidate.has_plus or candidate.is_said)
