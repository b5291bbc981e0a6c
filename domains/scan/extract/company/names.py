"""The legal name of a company.

It is found after a label for it, or before a legal form (in some countries after it), in the lines of the
address or of the numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import takewhile
from typing import Any, NamedTuple

from domains.scan.extract.company.text import LabelledText
from domains.scan.extract.company.vocabulary import HEADING, NAME, Label, labels_within
from domains.scan.extract.words import depends_on_words, table

LONGEST = 120  # characters of a name
LONGEST_LINE = 600  # characters of a line that are looked at
MOST_WORDS = 10
ABOVE = 4  # lines above an address or a number that may name the company
FAR_ABOVE = 12  # the same, if all of them are short
SHORT_LINE = 80  # characters
SHORT_FORM = 2  # letters of a form that is a word of some language where it is written in small letters
_WORDS = frozenset(["spa", "sas"])  # so are these
_BETWEEN = r"[. ]{0,2}"
_MARKED = r"(?:\. ?|/)"
_PARTNER = r"(?: ?& ?Co\.? ?(?:KGaA|KG|OG|OHG)(?!\w))?"  # of a partnership whose partner is a company
_YEARS = r"(?:19|20)\d\d(?: ?[-–—] ?(?:19|20)\d\d)?"
_SMALL = re.compile(r"[a-z][a-z\d.-]{2,40}")
_SPOKEN = re.compile(r"[^\W_a-z][^,;:|()]{1,80} [^\W\d_]{4,}")  # "Dobrá pekárna", in its language's spelling
_INITIALS = re.compile(r"(?:[^\W\d_a-z]\.){1,2}")
_SEPARATOR = re.compile(r" ?[|•·] ?")
_SHORT_NAME = re.compile(r"\s?\([^()]*[«»\"“”„‘’'][^()]*\)\s*$")  # (ci-après « TTD »)
_COPYRIGHT = re.compile(rf"(?:Copyright )?© ?(?:Copyright )?(?:{_YEARS}[,:.]? )?", re.IGNORECASE)
_CARE_OF = re.compile(r"\W*c/o\b", re.IGNORECASE)
_ENDS = re.compile(r"[:;|•·!?„“\"»«)(]$")
_UNSPACED_NAME = r"[^\s、。,，:：|()（）/／©「」]"


class _Forms(NamedTuple):
    """``links``: small words within names. ``other``: text that may precede a name. ``alias``: what follows a
    name that is not the legal one.
    """

    behind: re.Pattern[str]  # a name
    before: re.Pattern[str]
    unspaced: re.Pattern[str]  # of scripts without spaces, with the name
    links: frozenset[str]
    other: re.Pattern[str]
    alias: re.Pattern[str]
    article: re.Pattern[str]
    told: re.Pattern[str]
    introduced: re.Pattern[str]
    no_name: frozenset[str]
    no_end: frozenset[str]


def find(said: LabelledText, blocks: Sequence[int], numbers: Sequence[int]) -> str:
    """``blocks``: the lines in which addresses begin; ``numbers``: those with the company's numbers."""
    return (
        next(filter(None, (_labelled(said, label) for label in said.labels if label.announces(NAME))), "")
        or _near(said, numbers, above=0)
        or _near(said, blocks, above=0)
        or _near(said, numbers, above=ABOVE)
        or next(filter(None, (_below_heading(said, line) for line in blocks)), "")
        or next(filter(None, map(_of_copyright, said.lines)), "")
        or next(filter(None, (_near(said, [line], above=_short_lines(said, line)) for line in numbers)), "")
    )


def _labelled(said: LabelledText, label: Label) -> str:
    if not said.begins_statement(label):
        return ""
    if said.is_heading(label) and not said.text[label.end : label.end + 3].lstrip(" ").startswith(
        (":", "\n", "：")
    ):
        return ""
    told = _SEPARATOR.split(re.sub(r"^[\s:：.–-]+", "", said.behind(label, LONGEST)))[0].strip()
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
    begins = _COPYRIGHT.match(line) if "©" in line else None
    name = with_form(line[begins.end() :]) if begins else ""
    return name if begins and line.startswith(name, begins.end()) else ""


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


def with_form(line: str) -> str:
    """The name with a legal form in a line; "" if there is none."""
    forms = _forms()
    if not line.isascii() and (match := forms.unspaced.search(line)):
        return match[0].strip()
    for match in forms.before.finditer(line):
        if _begins_name(line[: match.start()]) and (name := _behind(line, match.end())):
            return (match[0] + name).strip()
    aside = ""
    for match in forms.behind.finditer(line):
        before, behind = _SHORT_NAME.sub("", line[: match.start()]), line[match.end() :]
        if not _is_form(match[0], behind):
            continue
        if told := forms.told.search(before):
            name = _before(before[: told.start()])
            return "" if name.lower() in forms.no_name else name
        is_marked = not match[0].islower() or "." in match[0]
        name = _before(before) or (_in_small_letters(before, behind) if is_marked else "")
        written = forms.article.sub("", f"{name}{line[match.start() : match.end()]}").strip()[:LONGEST]
        if name.startswith("("):  # "Muster (Beispiel AG)"; behind a name with a form it is an alias
            aside = written.lstrip("(") if before.strip() != name.strip() else aside
        elif name and not _is_alias(behind):
            return written
    return aside


def _in_small_letters(before: str, behind: str) -> str:
    """A name with words in small letters: introduced as one, or alone in its line ("dradda UG")."""
    forms = _forms()
    introduced = next(iter(reversed(list(forms.introduced.finditer(before)))), None)
    if introduced is None and not _SEPARATOR.match(f"{behind.strip(' .,')} |"):
        return ""
    name = before[introduced.end() :] if introduced else _SEPARATOR.split(before)[-1]
    if _SMALL.fullmatch(name):
        return name
    words = name.lower().split()
    is_name = _SPOKEN.fullmatch(name.rstrip()) and len(words) <= MOST_WORDS
    return name if is_name and words[-1] not in forms.no_end else ""


def _is_alias(behind: str) -> bool:
    """Whether the text after a name says that it is a trading name of the company."""
    return _forms().alias.match(behind) is not None


def _begins_name(before: str) -> bool:
    """Whether the text before a form does not end with a word of a name, as that of "Sauna Oy Ab" does."""
    words = before.split()
    return not words or not words[-1][0].isupper() or not words[-1][-1].isalnum()


def _is_form(written: str, behind: str) -> bool:
    """Whether it is no word in small letters, and no label such as "MB:"."""
    letters = written.strip(" .,")
    if len(letters) <= SHORT_FORM and behind.lstrip(" ").startswith((":", "：")):
        return False
    is_short = len(letters) <= SHORT_FORM or letters in _WORDS
    return not (letters.islower() and is_short and "." not in letters)


def _before(text: str) -> str:
    """The words of a name at the end of the text, with the space after it."""
    words = text.split()
    taken: list[str] = []
    for place, word in enumerate(reversed(words)):
        if len(taken) >= MOST_WORDS or not _may_belong(word, last=place == 0):
            break
        if word.startswith("(") and not any(one.endswith(")") for one in (word, *taken)):
            taken.insert(0, word)
            break
        taken.insert(0, word)
    while taken and taken[0] in _forms().links:
        taken.pop(0)
    name = _forms().other.sub("", " ".join(taken))
    space = text[len(text.rstrip()) :]
    return f"{name}{space}" if any(map(str.isalpha, name)) and len(name) > 1 else ""


def _may_belong(word: str, *, last: bool) -> bool:
    if word.endswith(",") and not last:
        return False
    if _ENDS.search(word) and not (word.endswith((")", '"', "“", "»")) and last):
        return False
    if word.endswith(".") and len(word) > 5 and not last:
        return False
    begins = word.lstrip("\"'„“«(")[:1]
    return word.lower() in _forms().links or begins.isupper() or begins.isdigit() or not begins.isascii()


def _behind(text: str, position: int) -> str:
    """A name after its legal form: in quotes, or words that begin with capitals."""
    rest = text[position : position + LONGEST]
    rest = next((rest[: label.start] for label in labels_within(rest) if label.start > 1), rest)
    quoted = re.match(r"\s?[«\"“„'‘]([^»\"”“'’]{2,80})[»\"”“'’]", rest)
    if quoted:
        return quoted[0]
    taken: list[str] = []
    for word in rest.split()[:MOST_WORDS]:
        if not taken and not word[0].isalnum():
            break
        if not (word[0].isupper() or word[0].isdigit() or word.lower() in _forms().links):
            break
        taken.append(word.rstrip(",;"))
        if word[-1] in ",;:.|" and not _INITIALS.fullmatch(word):
            break
    name = " ".join(taken).rstrip(" .,;:-–—")
    return f" {name}" if name else ""


@depends_on_words
def _forms() -> _Forms:
    data = table("company")
    other = "|".join(map(re.escape, data["words"]["before_names"].split()))
    behind = {form for forms in data["forms"].values() for form in forms}
    before = {form for forms in data["forms_before"].values() for form in forms}
    unspaced = {form for form in behind | before if not _spaced(form)}
    return _Forms(
        re.compile(rf",? ?(?<![^\W_])(?:{_either(behind - unspaced)})(?![^\W_])\.?{_PARTNER}", re.IGNORECASE),
        re.compile(rf"(?<![^\W_])(?<!\d )(?:{_either_as_written(before - unspaced)})\.?(?=[ «\"“„])"),
        re.compile(
            rf"(?:{_either(unspaced)}) ?{_UNSPACED_NAME}{{1,40}}"
            rf"|{_UNSPACED_NAME}{{1,40}} ?(?:{_either(unspaced)})"
        ),
        frozenset(data["words"]["in_names"].split()),
        re.compile(rf"^(?:(?:{other}|{_YEARS})(?:[:.,]? |$))+", re.IGNORECASE),
        re.compile(rf"[)\"”“»]? (?:{'|'.join(map(re.escape, data['aliases']))})(?!\w)", re.IGNORECASE),
        _articles(data),
        re.compile(rf" (?:{'|'.join(map(re.escape, data['tell_forms']))})$", re.IGNORECASE),
        re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, data['introductions']))}) +", re.IGNORECASE),
        frozenset(data["words"]["no_names"].split()),
        frozenset(data["words"]["articles"].split()),
    )


def _articles(data: dict[str, Any]) -> re.Pattern[str]:
    """Articles before names with the forms of their countries: "A Minta Kft."."""
    each = (
        rf"(?:{'|'.join(written)}) (?=.*(?:{_either(data['forms'][country])})\W*$)"
        for country, written in data["articles"].items()
    )
    return re.compile(rf"^(?:{'|'.join(each)})", re.DOTALL | re.IGNORECASE)


def _spaced(form: str) -> bool:
    return not re.search(r"[\u3040-\u30ff\u3200-\u9fff\uac00-\ud7af]", form)


def _either(forms: Iterable[str]) -> str:
    longest_first = sorted(forms, key=lambda form: (-len(form), form))
    return "|".join(map(_spelling, longest_first)) or r"(?!)"


def _spelling(form: str) -> str:
    """Of two single letters ("a s") the marks between them must be written."""
    words = form.split()
    between = _MARKED if len(words) == 2 and all(len(word) == 1 for word in words) else _BETWEEN
    return between.join(map(re.escape, words))


def _either_as_written(forms: Iterable[str]) -> str:
    """Forms before a name are written in capitals, or begin with one: "PT", "ООО", "Công ty TNHH"."""
    spelled = {spelling for form in forms for spelling in (form.upper(), _capitalised(form))}
    return _either(spelled)


def _capitalised(form: str) -> str:
    """ "công ty tnhh" -> "Công ty TNHH": the last word of those with several is an abbreviation there."""
    first, *others = form.split()
    if not others:
        return first.capitalize()
    return " ".join(
        [first.capitalize(), *(word.upper() if len(word) > 3 and word.isascii() else word for word in others)]
    )
