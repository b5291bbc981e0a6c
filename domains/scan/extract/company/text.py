"""A page's text in lines, with its labels, and without parts about other companies."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from domains.scan.extract.company.forms import COPYRIGHT
from domains.scan.extract.company.vocabulary import (
    ADDRESS,
    GROUP,
    HEADING,
    NAME,
    NUMBER,
    OTHER,
    ROLE,
    SECTION,
    Label,
)
from domains.scan.extract.words import depends_on_words, table
from domains.scan.names import registrable_domain

OTHERS_PART = 10  # lines that are about somebody else, unless a new part begins before
LONGEST_HEADING = 60  # characters
SHORTEST_OWN = 5  # letters of a domain's name that is no common word
_BEGINS = re.compile(r"(?:^|[|·•.;,(–—:/\n-])\s*$")
_NUMBERING = re.compile(
    r"[\s\-–•·*|]*"
    r"(?:(?:§ ?|Art(?:icle|\.)? )?(?:\d{1,2}(?:\.\d{1,2}){0,4}|[IVX]{1,4}|[a-hA-H])[.)]?[\s\-–:]{1,9})?"
)
LONGEST_NUMBERING = 16  # characters: "Article 2.1 - "
_COLON = re.compile(r" ?[:：]")
_NO_LINE_END = re.compile(r"[^\n]")
_NEXT_STATEMENT = re.compile(r"[|·•\n]|\Z")


@depends_on_words
def _makes() -> frozenset[str]:
    """What stands directly before the name of who made something."""
    return frozenset(table("company")["words"]["before_makers"].split())


def _blanked(text: str, parts: list[tuple[int, int]]) -> str:
    """The text with blanks in these parts, which may overlap; its lines stay."""
    pieces, place = [], 0
    for start, end in sorted(parts):
        pieces.append(text[place : max(start, place)])
        pieces.append(_NO_LINE_END.sub(" ", text[max(start, place) : end]))
        place = max(place, end)
    return "".join([*pieces, text[place:]])


class LabelledText:
    """``text``: the page's, of the same length, with blanks where it is about hosts, designers, authorities
    and others. ``labels``: those left. ``host``: of the page; what it calls its own maker is itself.
    """

    def __init__(self, text: str, found: list[Label], host: str) -> None:
        self._own_name = registrable_domain(host).partition(".")[0].replace("-", "")
        self._index(text)
        self.labels = found
        others = list(self._parts_of_others(found))
        if others:
            text = _blanked(text, others)
            self._index(text)
            self.labels = [label for label in found if text[label.start] != " "]

    def _index(self, text: str) -> None:
        self.text = text
        self.lines = text.split("\n")
        self._starts = [0]
        for line in self.lines:
            self._starts.append(self._starts[-1] + len(line) + 1)

    def _parts_of_others(self, found: list[Label]) -> Iterator[tuple[int, int]]:
        """Where parts about others begin and end: several lines, or one statement within a line."""
        begins = sorted(self.line_of(label.start) for label in found if self._begins_part(label))
        for label in found:
            if not label.announces(OTHER) or self._goes_on(label):
                continue
            if not (self.begins_statement(label) or self._follows_years(label)):
                continue
            if self._names_own(label):
                continue
            if not self.begins_line(label):
                yield label.start, self._end_of_statement(label, found)
                continue
            first = self.line_of(label.start)
            last = min(first + OTHERS_PART, len(self.lines))
            last = next((line for line in begins if first < line < last), last)
            yield label.start, self.start_of(last)

    def _follows_years(self, other: Label) -> bool:
        """Whether a maker is named behind a copyright sign with its years: "© 2024 Powered by Mill Ltd"."""
        before = self.text[self.start_of(self.line_of(other.start)) : other.start]
        *_, last = self.text[other.start : other.end].lower().split()
        return last in _makes() and COPYRIGHT.fullmatch(before) is not None

    def _goes_on(self, other: Label) -> bool:
        """Whether a label is the beginning of a sentence that names nobody: "Built by hand since 1920"."""
        *_, last = self.text[other.start : other.end].lower().split()
        behind = self.text[other.end : other.end + 2]
        return behind[:1] == " " and behind[1:].islower() and last in _makes()

    def _names_own(self, other: Label) -> bool:
        """Whether the name behind a label is the site's: "Designed by Kiln Tools Ltd" on kiln-tools.com."""
        return self.is_own(self.behind(other, LONGEST_HEADING))

    def is_own(self, text: str) -> bool:
        """Whether a text begins with the name of the site, as its domain writes it."""
        name = "".join(filter(str.isalnum, text.lower()))
        return len(self._own_name) >= SHORTEST_OWN and name.startswith(self._own_name)

    def _end_of_statement(self, other: Label, found: list[Label]) -> int:
        """Where a statement about somebody else ends: with their number, also behind the address below it."""
        match = _NEXT_STATEMENT.search(self.text, other.end)
        end = match.start() if match else len(self.text)
        is_numbered = any(
            other.end <= label.start < end and any(one.startswith((NUMBER, GROUP)) for one in label.meanings)
            for label in found
        )
        below = self.line_of(end) + 1
        has_address = any(
            label.announces(ADDRESS) and self.begins_line(label) and self.line_of(label.start) == below
            for label in found
        )
        return self.end_of(below) if is_numbered and has_address else end

    def _begins_part(self, label: Label) -> bool:
        if label.announces(OTHER) or not self.begins_line(label):
            return False
        if label.announces(HEADING, SECTION):
            return self.is_heading(label)
        return label.announces(NAME) or any(one.startswith(ROLE + "responsible") for one in label.meanings)

    def line_of(self, position: int) -> int:
        return bisect_right(self._starts, position) - 1

    def start_of(self, line: int) -> int:
        return self._starts[line]

    def end_of(self, line: int) -> int:
        return self._starts[line + 1] - 1

    def begins_line(self, label: Label) -> bool:
        """Whether nothing precedes the label but marks and the number of a heading."""
        before = self.text[self.start_of(self.line_of(label.start)) : label.start]
        return len(before) <= LONGEST_NUMBERING and _NUMBERING.fullmatch(before) is not None

    def begins_statement(self, label: Label) -> bool:
        """Whether the label is at the beginning of its line, after a mark that ends a statement, or before a
        colon.
        """
        before = self.text[max(0, label.start - 3) : label.start]
        return _BEGINS.search(before) is not None or _COLON.match(self.text, label.end) is not None

    def is_heading(self, label: Label) -> bool:
        """Whether the line holds little more than the label."""
        line = self.line_of(label.start)
        return self.begins_line(label) and self.end_of(line) - label.start <= LONGEST_HEADING

    def behind(self, label: Label, most: int) -> str:
        """The text after a label: the rest of its line, or the next line if nothing follows on its own."""
        line = self.line_of(label.start)
        rest = self.text[label.end : min(self.end_of(line), label.end + most)]
        if any(map(str.isalnum, rest)) or line + 1 >= len(self.lines):
            return rest
        return self.lines[line + 1][:most]
