"""Names of companies in a line of text, by the legal forms that stand behind them or before them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from domains.scan.extract.company.vocabulary import GROUP, NUMBER, is_label, labels_within
from domains.scan.extract.phone.labels import kind_of, vocabulary
from domains.scan.extract.words import any_of, depends_on_words, table

LONGEST = 120  # characters of a name
REACH = 200  # characters before and behind a form
MOST_WORDS = 10
MOST_SMALL = 3  # words in small letters that are a name
SHORTEST_WORD = 6  # letters of a form before a name that is no abbreviation
SHORT_FORM = 2  # letters of a form that is a word of some language where it is written in small letters
_WORDS = frozenset(["spa", "sas"])  # so are these
_BETWEEN = r"[. ]{0,2}"
_MARKED = r"(?:\. ?|/)"
_PARTNER = r"(?: ?& ?Co\.? ?(?:KGaA|KG|OG|OHG)(?!\w))?"  # of a partnership whose partner is a company
_TRADE = r"(?:(?<=obrt) za [^,;|•()\n]{3,50})?"  # of a Croatian craftsman, part of the name
_YEARS = r"(?:19|20)\d\d(?: ?[-–—] ?(?:19|20)\d\d)?"
_SMALL = re.compile(r"[a-z][a-z\d.-]{2,40}")
_SPOKEN = re.compile(r"[^\W_a-z][^,;:|()]{1,80} [^\W\d_]{4,}")  # "Dobrá pekárna", in its language's spelling
_JOINED = re.compile(r" (?:&|\+) [^\W\d_a-z]")  # "Hotel Spa & Golf, S.L."
_LONG_NUMBER = re.compile(r"\d{8}")  # of the company, and no part of its name
_INITIALS = re.compile(r"(?:[^\W\d_a-z]\.){1,2}")
SEPARATOR = re.compile(r" ?[|•·] ?")
_SHORT_NAME = re.compile(r"\s?\([^()]*[«»\"“”„‘’'][^()]*\)\s*$")  # (ci-après « TTD »)
COPYRIGHT = re.compile(rf"(?:Copyright )?© ?(?:Copyright )?(?:{_YEARS}[,:.]? )?", re.IGNORECASE)
_PTY = re.compile(r" (?:Pty|Pvt|Private)\.? (?:Ltd|Limited)\b", re.IGNORECASE)  # behind "Corporation"
_OWN = re.compile(r"[^\W_][^.,:;|•·()]{1,60}")
_ENDS = re.compile(r"[:;|•·!?„“\"»«)(]$")
_UNSPACED_NAME = r"[^\s、。,，:：|()（）/／©「」]"
REACH_OF_LABEL = 40  # characters behind a form in which the label of a number ends
NEAR_LABEL = 8  # characters from such a label to a digit
_NUMBERED = (NUMBER, GROUP)
_NUMBERED_WORD = re.compile(r"\s([^\s:.]{1,24})[ .:]{1,3}\+?\d[\d ()-]{4}")
_TOWN = r"(?:[(（][\u4e00-\u9fff]{2,6}[)）])?"  # within a name: "灯台科技（杭州）有限公司"


class _Forms(NamedTuple):
    """``links``: small words within names. ``other``: text that may precede a name. ``alias``: what follows a
    name that is not the legal one.
    """

    behind: re.Pattern[str]  # a name
    before: re.Pattern[str]
    unspaced: re.Pattern[str]  # of scripts without spaces, with the name
    alone: re.Pattern[str]  # the same without it
    links: frozenset[str]
    copulas: frozenset[str]  # in letters that are not in ASCII
    other: re.Pattern[str]
    alias: re.Pattern[str]
    article: re.Pattern[str]
    told: re.Pattern[str]
    introduced: re.Pattern[str]
    no_name: frozenset[str]
    no_end: frozenset[str]
    own: frozenset[str]


def with_form(line: str) -> str:
    """The name with a legal form in a line; "" if there is none."""
    if not line.isascii() and (match := _forms().unspaced.search(line)):
        # "株式会社 法人番号" holds no name.
        return "" if is_label(_forms().alone.sub("", match[0]).strip()) else match[0].strip()
    return _behind_forms(line) or _before_forms(line)


def is_form(text: str) -> bool:
    """Whether a text is nothing but a legal form."""
    forms, written = _forms(), f"{text.strip()} "
    found = forms.before.match(written) or forms.alone.match(written)
    return forms.behind.fullmatch(text.strip()) is not None or (
        found is not None and found.end() >= len(written) - 1
    )


def begins_with_form(text: str) -> bool:
    """Whether a text in a script without spaces begins with a legal form."""
    return _forms().alone.match(text) is not None


def without_form(part: str) -> str:
    """A part that begins with the form of a name before it, without that: "Inc. 525 East Road"."""
    form = _forms().behind.match(part)
    rest = part[form.end() :].lstrip(" ,") if form else ""
    return rest if rest[:1].isdigit() else part


def _behind_forms(line: str) -> str:
    for match in _forms().before.finditer(line):
        before = line[max(0, match.start() - REACH) : match.start()]
        if not _begins_name(before, match[0]) or _is_number(line[match.end() : match.end() + LONGEST]):
            continue
        name = _behind(line, match.end())
        if name and not _forms().behind.fullmatch(name):
            return (match[0] + name).strip()
    return ""


def _is_number(rest: str) -> bool:
    """Whether a number follows a form in place of a name, behind its label: "ООО ИНН 7707083893"."""
    label = next(iter(labels_within(rest[:REACH_OF_LABEL])), None)
    if label is not None and label.start <= 1 and any(one.startswith(_NUMBERED) for one in label.meanings):
        return any(map(str.isdigit, rest[label.end : label.end + NEAR_LABEL]))
    numbered = _NUMBERED_WORD.match(rest)
    return numbered is not None and kind_of(numbered[1].lower(), vocabulary()) != ""


def _before_forms(line: str) -> str:
    """The first name before a form that is no alias. A name in brackets counts only if there is no other."""
    forms, aside = _forms(), ""
    for match in forms.behind.finditer(line):
        form, behind = match[0], line[match.end() : match.end() + REACH]
        before = _SHORT_NAME.sub("", line[max(0, match.start() - REACH) : match.start()])
        is_word = form.strip(" .,").lower() in _WORDS and _JOINED.match(behind)
        if is_word or not _is_form(form, behind) or _PTY.match(behind):
            continue
        if own := _own(before):
            return f"{own}{form}"
        if told := forms.told.search(before):
            name = _before(before[: told.start()])
            return "" if name.lower() in forms.no_name else name
        name = _before(before) or _in_small_letters(form, before, behind)
        if _is_no_name(name.strip()):
            continue
        written = forms.article.sub("", f"{name}{form}").strip()[:LONGEST]
        if name.startswith("("):  # "Muster (Beispiel AG)"; behind a name with a form it is an alias
            aside = written.lstrip("(") if before.strip() != name.strip() else aside
        elif name and not _is_alias(behind):
            return written
    return aside


def _is_no_name(name: str) -> bool:
    """Whether what precedes a form is an article, as in "Eine GmbH" but not in "DAS GmbH", or the first part
    of the form, as in "บริษัท จำกัด".
    """
    if not name.isascii():
        form = _forms().before.match(f"{name} ")
        return form is not None and form.end() == len(name)
    return name.istitle() and name.lower() in _forms().no_end | _forms().no_name


def _own(before: str) -> str:
    """All words between a copyright sign and a form, if they can be a name: "© 2024 Back to Front Ltd"."""
    sign = COPYRIGHT.match(before) if "©" in before else None
    name = before[sign.end() :] if sign else ""
    words = [word for word in name.split() if word.islower()]
    if not words or not _OWN.fullmatch(name) or labels_within(name) or _forms().other.match(name):
        return ""
    are_small = _forms().own.issuperset(words) and not name[0].islower() and name.split()[-1] not in words
    return name if are_small or len(words) == len(name.split()) <= MOST_SMALL else ""


def _in_small_letters(form: str, before: str, behind: str) -> str:
    """A name with words in small letters: introduced as one, or alone in its line ("dradda UG")."""
    forms = _forms()
    if form.islower() and "." not in form:
        return ""
    introduced = next(iter(reversed(list(forms.introduced.finditer(before)))), None)
    if introduced is None and not SEPARATOR.match(f"{behind.strip(' .,')} |"):
        return ""
    name = before[introduced.end() :] if introduced else SEPARATOR.split(before)[-1]
    if introduced is None and _SMALL.fullmatch(name):
        return name
    words = name.lower().split()
    is_name = _SPOKEN.fullmatch(name.rstrip()) and len(words) <= MOST_WORDS
    return name if is_name and forms.no_end.isdisjoint(words) else ""


def _is_alias(behind: str) -> bool:
    """Whether the text after a name says that it is a trading name of the company."""
    return _forms().alias.match(behind) is not None


def _begins_name(before: str, form: str) -> bool:
    """Whether the text before a form does not end with a word of a name, as that of "Sauna Oy Ab" does; nor
    with one of a sentence, if the form is a word as well: "lid van Vereniging Eigen Huis".
    """
    *_, last = ["", *before.split()]
    if last.isalpha() and last.islower() and len(form) >= SHORTEST_WORD and not form.isupper():
        return " " in form
    return not last or not last[0].isupper() or not last[-1].isalnum()


def _is_form(written: str, behind: str) -> bool:
    """Whether it is no word in small letters, and no label such as "MB:"."""
    letters = written.strip(" .,")
    if len(letters) <= SHORT_FORM and behind.lstrip(" ").startswith((":", "：")):
        return False
    is_short = len(letters) <= SHORT_FORM or letters in _WORDS
    return not (letters.islower() and is_short)


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
    if word in _forms().copulas:
        return False
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
        if (not taken and not word[0].isalnum()) or _LONG_NUMBER.match(word):
            break
        if not (word[0].isupper() or word[0].isdigit() or word.lower() in _forms().links):
            break
        taken.append(word.rstrip(",;"))
        if word[-1] in ",;:.|" and not _INITIALS.fullmatch(word):
            break
    name = " ".join(taken).rstrip(" ,;:-–—" if taken and _INITIALS.fullmatch(taken[-1]) else " .,;:-–—")
    return f" {name}" if any(map(str.isalpha, name)) else ""  # "IK 260418273"


@depends_on_words
def _forms() -> _Forms:
    data = table("company")
    other = "|".join(map(re.escape, data["words"]["before_names"].split()))
    behind = {form for forms in data["forms"].values() for form in forms}
    before = {form for forms in data["forms_before"].values() for form in forms}
    unspaced = {form for form in behind | before if not _spaced(form)}
    return _Forms(
        re.compile(
            rf",? ?(?<![^\W_])(?:{_either(behind - unspaced)})(?![^\W_])\.?{_PARTNER}{_TRADE}", re.IGNORECASE
        ),
        re.compile(rf"(?<![^\W_])(?<!\d )(?:{_either_as_written(before - unspaced)})\.?(?=[ «\"“„])"),
        re.compile(
            rf"(?:{_either(unspaced)}) ?{_UNSPACED_NAME}{{1,40}}"
            rf"|{_UNSPACED_NAME}{{1,40}}{_TOWN}"
            rf"(?:{_either(unspaced)}| (?:{_either(unspaced)})(?!{_UNSPACED_NAME}))"
        ),
        re.compile(_either(unspaced)),
        frozenset(data["words"]["in_names"].split()),
        frozenset(data["words"]["copulas"].split()),
        re.compile(rf"^(?:\d{{1,2}}\. )?(?:(?:{other}|{_YEARS})(?:[:.,]? |$))+|^\d{{1,2}}\. ", re.IGNORECASE),
        re.compile(rf"[)\"”“»]? (?:{'|'.join(map(re.escape, data['aliases']))})(?!\w)", re.IGNORECASE),
        _articles(data),
        re.compile(rf" (?:{'|'.join(map(re.escape, data['tell_forms']))})$", re.IGNORECASE),
        re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, data['introductions']))}) +", re.IGNORECASE),
        frozenset(data["words"]["no_names"].split()),
        frozenset(data["words"]["articles"].split()),
        frozenset(f"{data['words']['in_own_names']} {data['words']['in_names']}".split()),
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
    return any_of(forms, _spelling)


def _spelling(form: str) -> str:
    """Of two single letters ("a s") the marks between them must be written."""
    words = form.split()
    between = _MARKED if len(words) == 2 and all(len(word) == 1 for word in words) else _BETWEEN
    return between.join(map(re.escape, words))


def _either_as_written(forms: Iterable[str]) -> str:
    """Forms before a name are written in capitals, or begin with one: "PT", "ООО", "Công ty TNHH"."""
    as_told = (form for form in forms if not form.islower())  # "VšĮ"
    spelled = {each for form in forms for each in (form.upper(), _capitalised(form), _sentence(form))}
    spelled |= {*as_told}
    return _either(spelled)


def _sentence(form: str) -> str:
    """ "nadační fond" -> "Nadační fond"."""
    return form[0].upper() + form[1:]


def _capitalised(form: str) -> str:
    """ "công ty tnhh" -> "Công ty TNHH": the last word of those with several is an abbreviation there."""
    first, *others = form.split()
    return " ".join(
        [first.capitalize(), *(word.upper() if len(word) > 3 and word.isascii() else word for word in others)]
    )
