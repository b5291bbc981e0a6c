"""The legal name of a company.

It is found after a label for it, or before a legal form (in some countries after it), in the lines of the
address or of the numbers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from domains.scan.extract.company.forms import COPYRIGHT, LONGEST, MOST_WORDS, SEPARATOR, with_form
from domains.scan.extract.company.text import LabelledText
from domains.scan.extract.company.vocabulary import HEADING, NAME, Label, labels_within
from domains.scan.extract.words import depends_on_words, table

LONGEST_LINE = 600  # characters of a line that are looked at
ABOVE = 4  # lines above an address or a number that may name the company
FAR_ABOVE = 12  # the same, if all of them are short
SHORT_LINE = 80  # characters
_CARE_OF = re.compile(r"\W{0,9}c/o\b", re.IGNORECASE)


def find(said: LabelledText, blocks: Sequence[int], numbers: Sequence[int]) -> str:
    """``blocks``: the lines in which addresses begin; ``numbers``: those with the company's numbers."""
    return (
        next(filter(None, (_labelled(said, label) for label in said.labels if label.announces(NAME))), "")
        or _near(said, numbers, above=0)
        or _near(said, blocks, above=0)
        or _near(said, numbers, above=ABOVE)
        or next(filter(None, (_below_heading(said, line) for line in blocks)), "")
        or next(filter(None, map(_of_copyright, said.lines)), "")
        or next(filter(None, (_of_sole_trader(said.lines[line]) for line in (*numbers, *blocks))), "")
        or next(filter(None, (_near(said, [line], above=_short_lines(said, line)) for line in numbers)), "")
    )


def stated(said: LabelledText) -> str:
    """The name with its legal form that follows its label directly below the heading of an imprint.

    For imprints that give neither a number nor an address.
    """
    headings = {
        said.line_of(label.start)
        for label in said.labels
        if label.announces(HEADING) and said.is_heading(label)
    }
    for label in said.labels:
        line = said.line_of(label.start)
        is_below = label.announces(NAME) and not headings.isdisjoint(range(line - ABOVE, line))
        name = _labelled(said, label) if is_below and said.begins_line(label) else ""
        if name and with_form(name):
            return name
    return ""


def _labelled(said: LabelledText, label: Label) -> str:
    if not said.begins_statement(label):
        return ""
    if said.is_heading(label) and not said.text[label.end : label.end + 3].lstrip(" ").startswith(
        (":", "\n", "：")
    ):
        return ""
    told = SEPARATOR.split(re.sub(r"^[\s:：.–-]+", "", said.behind(label, LONGEST)))[0].strip()
    if name := with_form(told):
        return name
    line = re.split(r"[;,]|\s[-–]\s", told)[0].strip()
    is_label = any((one.start, one.end) == (0, len(line)) for one in labels_within(line))
    return line if len(line) > 1 and _is_name(line) and not is_label else ""


def _near(said: LabelledText, lines: Sequence[int], *, above: int) -> str:
    """A name with its legal form on these lines, or on the nearest of the lines above."""
    for line in lines:
        first = max(0, line - above)
        for place in range(line, first - 1, -1):
            if name := with_form(_told(said.lines[place])):
                return name
    return ""


def _short_lines(said: LabelledText, line: int) -> int:
    """How many lines directly above are short, as those of an address with telephone numbers."""
    above = reversed(said.lines[max(0, line - FAR_ABOVE) : line])
    return sum(1 for _ in takewhile(lambda one: len(one) <= SHORT_LINE, above))


def _below_heading(said: LabelledText, block: int) -> str:
    """The name above an address: one with a legal form, else the line between a heading and the address."""
    for line in range(block - 1, max(-1, block - 1 - ABOVE), -1):
        if name := with_form(_told(said.lines[line])):
            return name
    headings = {said.line_of(label.start) for label in said.labels if label.announces(HEADING)}
    for heading in (block - 2, block - 3):
        if heading in headings and _is_name(name := said.lines[heading + 1].strip()):
            return name
    return ""


def _of_copyright(line: str) -> str:
    """The name directly after a copyright sign and years."""
    begins = COPYRIGHT.match(line) if "©" in line else None
    name = with_form(line[begins.end() :]) if begins else ""
    return name if begins and line.startswith(name, begins.end()) else ""


def _of_sole_trader(line: str) -> str:
    """The name at the beginning of a line that is a sign's and a person's: "Forno Antico di Ida Lind"."""
    match = _sole_traders().match(line)
    return match[0] if match and _is_name(match[0]) and not labels_within(match[0]) else ""


@depends_on_words
def _sole_traders() -> re.Pattern[str]:
    return re.compile(rf"\A(?:{'|'.join(table('company')['sole_traders'].values())})")


def _told(line: str) -> str:
    """The text after the label with which a line begins; "" for the line of who receives the mail."""
    if _CARE_OF.match(line):
        return ""
    label = next(iter(labels_within(line[:LONGEST_LINE])), None)
    is_first = label is not None and not line[: label.start].strip() and not label.announces(NAME)
    return line[label.end if label and is_first else 0 : LONGEST_LINE]


def _is_name(line: str) -> bool:
    begins = line[:1]
    return (
        len(line) <= LONGEST
        and len(line.split()) <= MOST_WORDS
        and not begins.islower()
        and any(map(str.isalpha, line))
        and ":" not in line
        and "@" not in line
        and not line.endswith((".", "!", "?"))
    )
