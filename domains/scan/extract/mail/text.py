"""Finds e-mail addresses in a text, written normally or disguised. Each search is limited in length."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

import re2

from domains.scan.extract.gates import Gate
from domains.scan.extract.mail.address import LONGEST_LOCAL, is_role
from domains.scan.extract.words import any_of, depends_on_words, table
from domains.scan.names import has_known_suffix

MOST_MARKS = 5_000  # "@" signs looked at
LONGEST_BRACKETED = 100  # characters of a word in brackets, with the spaces around it
MOST_DISGUISES = 300  # words for "@" and "." looked at
LONGEST_DOMAIN = 254
_BEFORE = LONGEST_LOCAL + 40  # characters before an "@" looked at

_LOCAL = re.compile(r"[A-Za-z0-9._+'&~-]{1,104}\Z")
_DOMAIN = re.compile(r"[^\W_][\w-]{0,62}\.(?:[\w-]{1,63}\.){0,7}[\w-]{2,63}")
_ENDS = re.compile(r"[,;.)|]{0,2}(?:\s|\Z)")  # what stands behind an address
# A label that a hyphen glues to its address: "Email-info@acme.com", unlike "email-marketing@acme.com".
_GLUED_LABEL = re.compile(r"\A(?:E-?[Mm]ail|E-?MAIL|Mail|Courriel|Correo)[-–—](?=[a-z\d])")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_URL_BEFORE = re.compile(r"(?://|[\w-]\.[a-z]{2,24}/)[^\s@]{0,60}$", re.IGNORECASE)
_QUERY_BEFORE = re.compile(r"[\w-]\.[a-z]{2,24}/?[^\s@]{0,60}[?&][\w-]{1,24}=$", re.IGNORECASE)
_ESCAPED = re.compile(r"(?<=\\)(?:u00[0-9a-f]{2}|x[0-9a-f]{2}|[nrt])", re.IGNORECASE)
# Full-width forms of ASCII, and what else is read as "@" or as a dot.
_WIDE = {0xFEE0 + code: chr(code) for code in range(0x21, 0x7F)} | str.maketrans({"﹫": "@", "。": "."})
_HYPHENS = re.compile("[\u2010\u2011]")  # that break no line
_SPACED_DOT = re.compile(r"(?<=\w)(?: \. ?| ?\. )(?=[a-z]{2})")
_SPACED_AT = re.compile(r" @ ?|@ ")
_URL_SIGNS = frozenset("/=?#:")
_EMPHASIS = re.compile(r"(?:^|[\s(])(?:\*{1,2}|•)$")  # "*info@acme.com*", "•info@acme.com": no mask
_PATH_BEHIND = re.compile(r":[\w.~-]{0,80}/\w")  # "git@github.com:acme/tools.git"
_SIGNS = "★☆◎●■◆#＃*＊※△▲♪_$!%"  # that stand for an "@"
_EDGES = "-_'&+~"  # no address begins so, though it might


class Mark(NamedTuple):
    """The text around one "@": the address, or the reason why it is not one."""

    text: str
    reason: str = ""


def in_text(text: str) -> Iterator[Mark]:
    """Addresses that are written normally. Examines limited text around each "@": linear time."""
    text = text.translate(_WIDE) if "＠" in text or "﹫" in text else text
    text = _HYPHENS.sub("-", text) if "\u2011" in text or "\u2010" in text else text
    at = text.find("@")
    for _ in range(MOST_MARKS):
        if at < 0:
            return
        domain = _domain(text, at + 1) or _on_next_line(text, at)
        if domain:
            yield _with_local(text, at, domain)
        at = text.find("@", at + 1)


def _on_next_line(text: str, at: int) -> str:
    """The domain on the line below an "@" that ends a line, as in a narrow column; "" if there is none, or a
    list of sites or the address of one.
    """
    if text[at + 1 : at + 2] != "\n" or text.startswith("www.", at + 2):
        return ""
    domain = _domain(text, at + 2)
    ends = _ENDS.match(text, at + 2 + len(domain))
    return domain if ends and not _domain(text, ends.end()) else ""


def _with_local(text: str, at: int, domain: str) -> Mark:
    before = text[max(0, at - _BEFORE) : at]
    match = _LOCAL.search(before)
    if match is None:
        return Mark(f"@{domain}", "no local part")
    local, ahead = match[0], before[: match.start()]
    if ahead[-1:] == "\\" and (escaped := _ESCAPED.match(before, match.start())):
        local = local[escaped.end() - escaped.start() :]
    written = f"{local}@{domain}"
    if ahead[-1:] in _URL_SIGNS and _is_in_url(ahead):
        return Mark(written, "part of a URL")
    if ahead[-1:] == "@":
        return Mark(f"@{written}", "a handle")
    is_masked = ahead[-1:] in {"*", "•", "…", "%"} and local[:2].lower() not in {"3e", "3c", "20"}
    if is_masked and not _EMPHASIS.search(ahead):
        return Mark(written, "shortened or masked")
    if _PATH_BEHIND.match(text, at + 1 + len(domain)):
        return Mark(written, "part of a URL")
    if ahead[-1:] == "%":
        local = local[2:]
    if _LATIN.match(ahead[-1:]):
        return Mark(written, "letters that no address holds")
    return Mark(f"{_GLUED_LABEL.sub('', local.lstrip(_EDGES))}@{domain}")


def _is_in_url(ahead: str) -> bool:
    """Whether the text directly before is the beginning of a URL, and not another address."""
    word = ahead.split()[-1]
    is_whole = word.startswith(("http://", "https://"))  # "https://unpkg.com/@acme.co/tools@2.info"
    return ("@" not in word or is_whole) and bool(_URL_BEFORE.search(word) or _QUERY_BEFORE.search(word))


def _domain(text: str, start: int) -> str:
    """The domain that begins at a position, without words that follow it directly; "" if there is none."""
    match = _DOMAIN.match(text, start, start + LONGEST_DOMAIN)
    if match is None:
        return ""
    domain = match[0].rstrip("-_.")
    if not domain.isascii():
        domain = _to_one_script(domain)
    *labels, last = domain.split(".")
    if len(labels) > 1 and last[0].isupper() and labels[-1].islower() and has_known_suffix(".".join(labels)):
        return ".".join(labels)  # "info@acme.com.It is free"
    if not has_known_suffix(domain.lower()):
        return _without_glued(domain, labels, last)
    return domain


def _to_one_script(domain: str) -> str:
    """ "acme.co.jpまで" without the Japanese word; "пример.рф" unchanged."""
    head, _, last = domain.rpartition(".")
    letters = re.match(r"[A-Za-z]{2,24}(?=[^\x00-\x7f])", last)
    return f"{head}.{letters[0]}" if letters else domain


def _without_glued(domain: str, labels: list[str], last: str) -> str:
    """ "acme.comPhone", "acme.com-and", "acme.com.phone" and "acme.com.24" without the last word or figure;
    others unchanged.
    """
    word = re.match(r"[a-z]{2,24}(?=[A-Z-])", last)
    if word and last[word.end()] == "-" and has_known_suffix(last[word.end() + 1 :]):
        return domain  # "co-uk" is mistyped
    if word and has_known_suffix(".".join([*labels, word[0]])):
        return ".".join([*labels, word[0]])
    shorter = ".".join(labels)
    return shorter if len(labels) > 1 and has_known_suffix(shorter.lower()) else domain


# Disguised addresses


_BRACKETS = "[({<|*«（【［｛《「"
_OPEN, _CLOSE = (re.escape(signs) for signs in (_BRACKETS, "])}>|*»）】］｝》」"))


# "info -at- example -dot- com"
_BETWEEN_SIGNS = tuple(f" {sign}{word}{sign} " for sign in "-_/" for word in ("at", "AT"))
_WORD_BETWEEN_SIGNS = re.compile(r" [-_/](at|dot)[-_/] ", re.IGNORECASE)


class _Words(NamedTuple):
    in_brackets: str  # the words of the next two
    bracketed_at: re.Pattern[str]
    bracketed_dot: re.Pattern[str]
    at: re.Pattern[str]
    dot: re.Pattern[str]
    any_dot: re.Pattern[str]
    plain_dot: str  # what ``dot`` needs
    mail: re.Pattern[str]
    said: re2._Regexp[str]  # "E-mail: info at acme.com"
    replaced: re2._Regexp[str]  # "replace # by @"
    half: re2._Regexp[str]  # the end of "info@acme dot com", "info@acme .com"


@depends_on_words
def _words() -> _Words:
    data = table("disguises")
    ats, dots = (_either(f"{data[name]}") for name in ("at", "dot"))
    plain = data["plain_dot"].split()
    plain_dot = "|".join([*plain, *map(str.upper, plain)])
    bracketed_dot = rf"[{_OPEN}]\s{{0,2}}(?:{dots})\s{{0,2}}[{_CLOSE}]"
    plain_at = "|".join(data["plain_at"].split())
    return _Words(
        f"{ats}|{dots}",
        re.compile(
            rf"[{_OPEN}]{{1,2}}[\s_-]{{0,2}}(?:{ats})[\s_-]{{0,2}}[{_CLOSE}]{{1,2}}[\s_]{{0,3}}",
            re.IGNORECASE,
        ),
        re.compile(bracketed_dot, re.IGNORECASE),
        re.compile(rf"\b(?:{plain_at}|{plain_at.upper()})\b"),
        re.compile(rf"(?:{plain_dot})\b"),
        re.compile(rf"\s{{0,3}}(?:{bracketed_dot}|\b(?:{plain_dot})\b)\s{{0,3}}", re.IGNORECASE),
        plain_dot,
        re.compile(rf"\b(?:{_either(data['mail'])})[^\w\n]{{1,4}}$", re.IGNORECASE),
        re2.compile(
            rf"(?i:{_either(data['mail'])}) ?[:=] ?[a-zA-Z\d._-]{{1,64}} "
            rf"((?i:{plain_at}) )(?:[a-zA-Z\d-]{{1,63}}\.){{1,4}}[a-zA-Z]{{2,24}}"
        ),
        re2.compile("|".join(map(_telling, data["replaced"]))),
        re2.compile(rf"@[a-zA-Z\d-]{{1,63}} (?:\.|(?:{plain_dot}) )[a-z]{{2,24}}"),
    )


# What may be between the brackets and a word for "@" or "." is neither a letter nor a digit.
_BRACKETED = Gate(
    lambda: rf"(?i)[{_OPEN}][^\pL\pN]{{0,2}}(?:{_words().in_brackets})[^\pL\pN]{{0,2}}[{_CLOSE}]"
)
_DOT = Gate(lambda: _words().plain_dot)
_SAID = Gate(lambda: _words().said.pattern)
_REPLACED = Gate(lambda: _words().replaced.pattern, apart=True)
_HALF = Gate(lambda: _words().half.pattern)


def _telling(phrase: str) -> str:
    """A pattern for a phrase that tells which sign, "%" in the phrase, stands for the "@"."""
    before, behind = ("[@＠]".join(map(re2.escape, part.split("@"))) for part in phrase.split("%"))
    return rf"(?i:{before})[\"'「『（(\[]?([{_SIGNS}])[\"'」』）)\]]?(?i:{behind})"


def _either(words: str) -> str:
    return any_of(word.replace("_", " ") for word in words.split())


def obfuscated(text: str, host: str = "") -> Iterator[Mark]:
    """Disguised addresses: "info [at] example (dot) com", "info at example dot com".

    ``host``: the page's; words that give an address of this host are read as an address.
    """
    words = _words()
    if any(map(text.__contains__, _BETWEEN_SIGNS)):
        text = _WORD_BETWEEN_SIGNS.sub(r" [\1] ", text)
    if _BRACKETED.is_open(text):
        for mark in _bracketed(words.bracketed_at, text):
            yield from _around(text, mark.start(), mark.end())
    yield from _with_words(text, host)
    yield from _replaced(text)
    for said in islice(words.said.finditer(text), MOST_DISGUISES) if _SAID.is_open(text) else ():
        yield from _around(text, *said.span(1))
    if "@" in text:
        yield from _with_spaces(text)
        for half in islice(words.half.finditer(text), MOST_DISGUISES) if _HALF.is_open(text) else ():
            begin = max(0, half.start() - LONGEST_LOCAL)
            yield from in_text(words.any_dot.sub(".", text[begin : half.end()]).replace(" .", "."))
        for dot in _bracketed(words.bracketed_dot, text) if _BRACKETED.is_open(text) else ():
            stretch = text[max(0, dot.start() - 80) : dot.end() + 60]
            yield from in_text(words.any_dot.sub(".", stretch))


def _replaced(text: str) -> Iterator[Mark]:
    """The addresses in which another sign stands for the "@", where the text says so: "info★acme.jp
    (★を@に変えてください)".
    """
    told = _words().replaced.search(text) if _REPLACED.is_open(text) else None
    sign = next(filter(None, told.groups()), "") if told else ""
    if sign:
        written = re.compile(rf"[\w.+-]{{1,64}}{re.escape(sign)}[\w-]{{1,63}}(?:\.[\w-]{{1,63}}){{1,5}}")
        for match in islice(written.finditer(text), MOST_DISGUISES):
            yield from in_text(match[0].replace(sign, "@"))


def _bracketed(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """The matches of a pattern that begins with a bracket. Only the part with brackets is searched."""
    first = [at for at in map(text.find, _BRACKETS) if at >= 0]
    if first:
        last = max(map(text.rfind, _BRACKETS))
        yield from islice(pattern.finditer(text, min(first), last + LONGEST_BRACKETED), MOST_DISGUISES)


def _with_words(text: str, host: str) -> Iterator[Mark]:
    """ "info at example dot com".

    A sentence may look like this by chance ("we work at Harbor dot org"). So it is accepted only for a role,
    after a word for e-mail, in capitals, or under the site's own domain.
    """
    words = _words()
    if not _DOT.is_open(text):
        return
    for dot in islice(words.dot.finditer(text), MOST_DISGUISES):
        for mark in words.at.finditer(text, max(0, dot.start() - 80), dot.start()):
            for found in _around(text, mark.start(), mark.end()):
                domain = found.text.lower().rpartition("@")[2]
                before = _before_local(text, mark.start(), words.any_dot)
                meant = is_role(found.text.lower()) or words.mail.search(before) or mark[0].isupper()
                if has_known_suffix(domain) and (meant or domain == host.removeprefix("www.")):
                    yield found


def _before_local(text: str, at: int, dot: re.Pattern[str]) -> str:
    """What stands before the local part that ends at a position; its dots may be words."""
    joined = dot.sub(".", text[max(0, at - LONGEST_LOCAL) : at].rpartition("\n")[2]).rstrip()
    return joined[: joined.rfind(" ") + 1]


def _with_spaces(text: str) -> Iterator[Mark]:
    """ "info @ example.com".

    Accepted only if the first word is a role, because of "meet us @ example.com".
    """
    if " @" not in text and "@ " not in text:
        return
    for mark in islice(_SPACED_AT.finditer(text), MOST_DISGUISES):
        for found in _around(text, mark.start(), mark.end()):
            if is_role(found.text.lower()):
                yield found


def _around(text: str, start: int, end: int) -> Iterator[Mark]:
    """The address around a disguised "@" between these positions."""
    any_dot = _words().any_dot
    left = any_dot.sub(".", text[max(0, start - LONGEST_LOCAL) : start]).rstrip().rstrip("_")
    right = any_dot.sub(".", text[end : end + 120].partition("\n")[0]).strip()
    last = left.replace("\n", " ").rpartition(" ")[2]
    if not _domain(right, 0):
        right = _SPACED_DOT.sub(".", right, count=3)
    yield from in_text(f"{last}@{right}")
