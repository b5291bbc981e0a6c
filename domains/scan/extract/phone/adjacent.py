"""Numbers with little between them: "0212 418 27 36 0532 418 27 37", "418 2736 - 418 2737"."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from domains.scan.extract.phone import numbering
from domains.scan.extract.phone.digits import FEWEST, Group
from domains.scan.extract.phone.notation import Candidate
from domains.scan.extract.phone.numbering import Number

_MOST_ALONE = 13  # digits; more are rarely one number, even with the code of its country and an extension

Reader = Callable[[str], Number | None]


def before_another(candidate: Candidate, read: Reader) -> tuple[Number, int] | None:
    """The number with which a candidate begins, if the rest is one more or several; and where it ends.

    ``read`` turns the text of the first number into it. The others belong to the same country. Of several
    places to divide it, the one nearest to the middle counts.
    """
    piece = candidate.piece
    if piece.digits <= _MOST_ALONE:
        return None
    divided = _divided(candidate.source, piece.start, piece.groups, read)
    return min(divided, key=lambda found: abs(piece.start + piece.end - 2 * found[1]), default=None)


def _divided(
    source: str, start: int, groups: tuple[Group, ...], read: Reader
) -> Iterator[tuple[Number, int]]:
    """Each number with which the groups begin, if the others are numbers, too."""
    for index in range(1, len(groups)):
        end, rest = groups[index - 1].end, groups[index:]
        if _is_between(source[end : rest[0].start]) and (number := read(source[start:end])):
            bare = numbering.lacks_trunk(source[start:end], number)
            if _are_numbers(source, rest, number.region, bare):
                yield number, end


def _is_between(gap: str) -> bool:
    """Whether it may stand between two numbers: white space, or a sign between white space."""
    return gap.isspace() or (gap[0].isspace() and gap[-1].isspace())


def _are_numbers(source: str, groups: tuple[Group, ...], region: str, bare: bool) -> bool:
    """Whether groups are one number of a region, or several.

    ``bare``: whether they may lack the trunk prefix that they need, as the number before them does.
    """
    start, end = groups[0].start, groups[-1].end
    if sum(group.end - group.start for group in groups) < FEWEST:
        return False
    read = partial(numbering.national, region=region)
    number = read(source[start:end])
    if number is not None:
        return bare or not numbering.lacks_trunk(source[start:end], number)
    return any(True for _ in _divided(source, start, groups, read))
