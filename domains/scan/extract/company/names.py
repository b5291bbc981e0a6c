"""The legal name of a company.

It is found after a label for it, or before a legal form (in some countries after it), in the lines of the
address or of the numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain, takewhile

from domains.scan.extract.company.forms import (
    COPYRIGHT,
    LONGEST,
    MOST_WORDS,
    SEPARATOR,
    begins_with_form,
    is_form,
    with_form,
)
from domains.scan.extract.company.text import LabelledText
from domains.scan.extract.company.vocabulary import (
    ADDRESS,
    HEADING,
    LEGAL_FORM,
    NAME,
    TRADE_NAME,
    Label,
    is_label,
    labels_within,
)
from domains.scan.extract.words import begins_small, depends_on_words, table

LONGEST_LINE = 600  # characters of a line that are looked at
ABOVE = 4  # lines above an address or a number that may name the company
FAR_ABOVE = 12  # the same, if all of them are short
SHORT_LINE = 80  # characters
_CAPITAL = r"[^\W\d_a-z][\w'’.&-]{0,30}"
_CAPITALS = rf"(?<![^\W_])(?:{_CAPITAL} ){{1,5}}{_CAPITAL}(?<![.&-])"
_WORDS = re.compile(rf"{_CAPITAL}(?: (?:[iaz&] )?{_CAPITAL}){{1,5}}")
_CARE_OF = re.compile(r"\W{0,9}c/o\b", re.IGNORECASE)


def find(said: LabelledText, blocks: Sequence[int], numbers: Sequence[int], countries: Sequence[str]) -> str:
    """``blocks``: the lines in which addresses begin; ``numbers``: those with the company's numbers.
    ``countries``: of both.
    """
    near = [*numbers, *blocks]
    return (
        _after_label(said, NAME)
        or _near(said, numbers, above=0)
        or _near(said, blocks, above=0)
        or _near(said, numbers, above=ABOVE)
        or next(filter(None, (_of_sole_trader(line, countries) for line in _with_above(said, near))), "")
        or next(filter(None, (_below_heading(said, line) for line in blocks)), "")
        or next(filter(None, map(_of_copyright, said.lines)), "")
        or next(filter(None, (_near(said, [line], above=_short_lines(said, line)) for line in numbers)), "")
        or _after_label(said, TRADE_NAME)
        or _above(said, blocks, numbers, countries)
    )


def stated(said: LabelledText) -> str:
    """The name that follows its label directly below the heading of an imprint, with its legal form, or above
    the line that tells the form.

    For imprints that give neither a number nor an address.
    """
    headings = {
        said.line_of(label.start)
        for label in said.labels
        if label.announces(HEADING) and said.is_heading(label)
    }
    forms = {said.line_of(label.start) for label in said.labels if label.announces(LEGAL_FORM)}
    for label in said.labels:
        line = said.line_of(label.start)
        is_name = label.announces(NAME) or label.announces(TRADE_NAME)
        is_below = is_name and not headings.isdisjoint(range(line - ABOVE, line))
        name = _labelled(said, label) if is_below and said.begins_line(label) else ""
        if name and (with_form(name) or not forms.isdisjoint(range(line, line + ABOVE))):
            return name
    return ""


def _after_label(said: LabelledText, meaning: str) -> str:
    labels = (label for label in said.labels if label.announces(meaning))
    return next(filter(None, (_labelled(said, label) for label in labels)), "")


def _labelled(said: LabelledText, label: Label) -> str:
    if not said.begins_statement(label):
        return ""
    if said.is_heading(label) and not said.text[label.end : label.end + 3].lstrip(" ").startswith(
        (":", "\n", "：")
    ):
        return ""
    told = SEPARATOR.split(re.sub(r"^[\s:：.–-]+", "", said.behind(label, LONGEST)))[0].strip()
    if (name := with_form(told)) or label.announces(ADDRESS):  # "Ünvan: AZ1075, Bakı şəhəri"
        return name
    line = re.split(r"[;,]|\s[-–]\s", told)[0].strip()
    is_told = len(line) > 1 and _is_name(line) and not (is_label(line) or is_form(line))
    return line if is_told else ""


def _near(said: LabelledText, lines: Sequence[int], *, above: int) -> str:
    """A name with its legal form on these lines, or on the nearest of the lines above."""
    for line in lines:
        first = max(0, line - above)
        for place in range(line, first - 1, -1):
            name = with_form(_told(said.lines[place]))
            if name and not _is_banks(said, place):
                return name
    return ""


def _is_banks(said: LabelledText, line: int) -> bool:
    """Whether the line below begins with what the codes of banks are called: "Cod bancar: AGRNMD2X"."""
    below = said.lines[line + 1][:SHORT_LINE].lstrip().lower() if line + 1 < len(said.lines) else ""
    return any(below.startswith(code) and not below[len(code) :][:1].isalpha() for code in _bank_codes())


@depends_on_words
def _bank_codes() -> tuple[str, ...]:
    return tuple(word.replace("_", " ") for word in table("company")["words"]["bank_codes"].split())


def last_of(lines: Sequence[str]) -> str:
    """The name with its legal form on the last of these lines that has one."""
    return next(filter(None, (with_form(_told(line)) for line in reversed(lines))), "")


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
        if heading in headings and heading + 1 not in headings:
            name = said.lines[heading + 1].strip()
            if _is_name(name):
                return name
    return ""


def _of_copyright(line: str) -> str:
    """The name directly after a copyright sign and years."""
    begins = COPYRIGHT.match(line) if "©" in line else None
    name = with_form(line[begins.end() :]) if begins else ""
    return name if begins and line.startswith(name, begins.end()) else ""


def is_sole_traders(name: str, countries: Sequence[str]) -> bool:
    """Whether a name is a person's, by the form of a sole trader with it: "Ida Lind, Einzelunternehmen"."""
    return _sole_traders(countries).search(name) is not None


def _with_above(said: LabelledText, lines: Sequence[int]) -> Iterator[str]:
    """The lines, each followed by those above it."""
    return (said.lines[one] for line in lines for one in range(line, max(-1, line - 1 - ABOVE), -1))


def _of_sole_trader(line: str, countries: Sequence[str]) -> str:
    """The name in a line that is a sign's and a person's, or a person's with the form of a sole trader."""
    match = _sole_traders(countries).search(_told(line)[:LONGEST_LINE])
    name = match[0].strip(' „”"') if match else ""
    if name.count("(") > name.count(")"):
        name += ")"
    return name if _is_name(name) and not labels_within(name) else ""


def _sole_traders(countries: Sequence[str]) -> re.Pattern[str]:
    return _sole_traders_of(frozenset(countries).intersection(table("company")["sole_traders_at_home"]))


@depends_on_words
def _sole_traders_of(countries: frozenset[str]) -> re.Pattern[str]:
    """The patterns that count everywhere, and those that count only in these countries."""
    home = table("company")["sole_traders_at_home"]
    every = chain(*table("company")["sole_traders"].values(), *(home[one] for one in sorted(countries)))
    return re.compile("|".join(every).replace("{name}", _CAPITALS))


def _above(
    said: LabelledText, blocks: Sequence[int], numbers: Sequence[int], countries: Sequence[str]
) -> str:
    """The name of a person's firm directly above its address, with its number near: "Remontex Jan Lis"."""
    if countries and countries[0] not in table("company")["named_above"]:
        return ""
    for block in blocks:
        name = said.lines[block - 1].strip(" ,") if block else ""
        has_person = not _first_names().isdisjoint(name.lower().split())
        is_near = has_person and any(abs(line - block) <= ABOVE for line in numbers)
        if is_near and _WORDS.fullmatch(name) and not labels_within(name):
            return name
    return ""


@depends_on_words
def _first_names() -> frozenset[str]:
    return frozenset(table("company")["words"]["first_names"].split())


def _told(line: str) -> str:
    """The text after the label with which a line begins; "" for the line of who receives the mail."""
    if _CARE_OF.match(line):
        return ""
    label = next(iter(labels_within(line[:LONGEST_LINE])), None)
    is_first = label is not None and not line[: label.start].strip() and not _begins_name(line, label)
    return line[label.end if label and is_first else 0 : LONGEST_LINE]


def _begins_name(line: str, label: Label) -> bool:
    """Whether what looks like a label for a name is the beginning of one: "상호물산 주식회사". No legal form
    follows: "상호주식회사 등대".
    """
    written, rest = line[label.start : label.end], line[label.end :]
    is_both = written in table("company")["words"]["begin_names"].split()
    return is_both and rest[:1].isalpha() and not begins_with_form(rest)


def _is_name(line: str) -> bool:
    return (
        len(line) <= LONGEST
        and len(line.split()) <= MOST_WORDS
        and not begins_small(line)
        and any(map(str.isalpha, line))
        and not {":", "：", "@"} & {*line}
        and not line.endswith((".", "!", "?"))
    )
