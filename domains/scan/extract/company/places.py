"""Where a page gives its own address without a label: in elements for addresses, in contact sections, in
footers, beside the site's own e-mail addresses and below its own legal name.

Elements for the addresses of others (events, shops that sell, customers) are left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import chain, islice, product, takewhile
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from turbohtml import Element

from domains.scan.extract.company.forms import with_form
from domains.scan.extract.company.postal_formats import may_hold_code, may_lack_code
from domains.scan.extract.company.text import SHORTEST_OWN
from domains.scan.extract.company.vocabulary import MOST_PLACES, OTHER, PIN, labels_within
from domains.scan.extract.document import Document
from domains.scan.extract.rare_elements import RareElements
from domains.scan.extract.visible import inner_text
from domains.scan.extract.words import any_of, depends_on_words, table
from domains.scan.names import registrable_domain, same_site

LONGEST_PLACE = 400  # characters of an element for an address
LONGEST_SECTION = 1_000  # of a contact section from its beginning, of a footer from its end
LONGEST_PAGE = 4_000  # of a contact page
LONGEST_HEADING = 40
MOST_ELEMENTS = 40  # that are looked at
MOST_ABOVE = 6  # ancestors of an element that may tell what it is about
MOST_AROUND = 2  # ancestors of a heading that may be its section
MOST_OWN = 5  # own e-mail addresses, and lines with the site's name, that are looked at
MOST_LABEL_WORDS = 3  # before an e-mail address, with its first part: "E-mail address info@"
MAIL_ABOVE, MAIL_BELOW = 6, 3  # lines of an address around an e-mail address
NAME_BELOW = 4  # lines of an address below a name
END = 3_000  # characters at the beginning and the end of a text, where addresses usually are
LONGEST_LINE = 120  # characters of one of them
LINES_ABOVE = 3  # lines above an address that may tell whose it is
_NAME_PARTS = re.compile(r"[^\W_]+")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_MAIL_HOST = re.compile(r"@([A-Za-z\d-]{1,63}(?:\.[A-Za-z\d-]{1,63}){1,4})")
_PARTS = re.compile(r"[|·•,;:/\\–—]")
_OTHER_HOST = re.compile(r"@|www\.|https?:")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")  # "contactAddress"


class _Words(NamedTuple):
    named: re.Pattern[str]  # what an element for an address is called
    others: re.Pattern[str]  # what one for somebody else's is called
    contact: frozenset[str]  # headings of contact sections


def marked(document: Document) -> Iterator[str]:
    """The texts of the elements <address>, each behind a label."""
    found = (one for one in document.tree.find_all("address", limit=MOST_ELEMENTS) if not _is_others(one))
    for element in islice(found, MOST_PLACES):
        yield f"{PIN}:\n{_text(element)[:LONGEST_PLACE]}"


def unmarked(document: Document) -> Iterator[str]:
    """The texts in which the page may give its own address, the most likely first; some may be told of
    others.
    """
    looked_at = list(islice(document.markup.find(_LOOKED_AT), MOST_ELEMENTS * 10))
    headings = [one for one in looked_at if one.tag in _HEADINGS]
    called = [(one, _name(one)) for one in looked_at if one.tag not in _HEADINGS]
    known: set[str] = set()
    # One after the other: if the first gives an address, the others are not read.
    likely = chain(_named(called), _contact_page(document), _sections(headings), _footers(called))
    for text in chain(likely, _own(document)):
        if text not in known and _may_hold_address(text):
            yield text
        known.add(text)


def _may_hold_address(text: str) -> bool:
    return may_hold_code(text) or may_lack_code(text)


def _named(called: Iterable[tuple[Element, str]]) -> list[str]:
    """The texts of the elements that are called an address, if they are few."""
    found = [one for one, name in called if _words().named.search(name) and not _is_others(one)]
    texts = (_text(one) for one in found[:MOST_ELEMENTS])
    given = list(
        dict.fromkeys(text for text in texts if len(text) <= LONGEST_PLACE and _may_hold_address(text))
    )
    return given if len(given) <= MOST_PLACES else []


def _contact_page(document: Document) -> Iterator[str]:
    """The text of a page whose own address is that of a contact page."""
    last = unquote(urlsplit(document.url).path).strip("/").rpartition("/")[2].partition(".")[0]
    if " ".join(_NAME_PARTS.findall(last.lower())) in _words().contact:
        yield document.text[:LONGEST_PAGE]


def _sections(headings: list[Element]) -> Iterator[str]:
    """The texts below headings such as "Contact"."""
    for heading in headings[:MOST_ELEMENTS]:
        title = " ".join(heading.text.split())
        if len(title) <= LONGEST_HEADING and title.lower().rstrip(" :!.") in _words().contact:
            yield _below(heading, title)


def _below(heading: Element, title: str) -> str:
    """The text of the section that a heading begins."""
    section = ""
    for around in islice(heading.ancestors, MOST_AROUND):
        section = _text(around) if isinstance(around, Element) else section
        section = section.partition(title)[2]
        if _may_hold_address(section):
            break
    return section[:LONGEST_SECTION]


def _footers(called: Iterable[tuple[Element, str]]) -> Iterator[str]:
    """The text of the last footer, and those of the footers beside it: some consist of several elements."""
    found = [one for one, name in called if one.tag == "footer" or "footer" in name]
    if found:
        whole = _whole_footer(found)
        for element in reversed(found):
            if element.parent == whole.parent:
                yield _text(element)[-LONGEST_SECTION:]


def _whole_footer(found: list[Element]) -> Element:
    """The footer that the last of these is a part of ("footer-bottom"), or is itself.

    What holds the whole page may be called after its footer, too ("sticky-footer"): it is longer.
    """
    around = set(found[-1].ancestors)
    wholes = (
        one for one in found if one in around and (one.tag == "footer" or len(_text(one)) <= LONGEST_SECTION)
    )
    return next(wholes, found[-1])


def _own(document: Document) -> Iterator[str]:
    """The lines around the site's e-mail addresses, and those below its name with a legal form, at the
    beginning and the end of the text. They end where another e-mail address or a host stands.
    """
    text = document.text
    if len(text) > 2 * END:
        text = f"{text[:END]}\n{text[-END:]}"
    lines = text.split("\n")
    for line in islice(_own_mails(text, document.host), MOST_OWN):
        above, below = lines[max(0, line - MAIL_ABOVE) : line], lines[line + 1 : line + 1 + MAIL_BELOW]
        before = list(takewhile(_is_in_block, reversed(above)))
        yield "\n".join([*reversed(before), lines[line], *takewhile(_is_in_block, below)])
    for line in islice(_own_names(lines, document.host), MOST_OWN):
        if with_form(lines[line][:LONGEST_LINE]):  # others are headings
            yield "\n".join(takewhile(_is_in_block, lines[line : line + 1 + NAME_BELOW]))


def _is_in_block(line: str) -> bool:
    return len(line) <= LONGEST_LINE and not _OTHER_HOST.search(line)


def _own_mails(text: str, host: str) -> Iterator[int]:
    """The lines of the e-mail addresses at the site's own domain, except those in sentences."""
    for match in islice(_MAIL_HOST.finditer(text), MOST_ELEMENTS) if "@" in text else ():
        before = text[: match.start()].rpartition("\n")[2]
        is_listed = len(_PARTS.split(before)[-1].split()) <= MOST_LABEL_WORDS
        if is_listed and same_site(match[1].lower(), host):
            yield text.count("\n", 0, match.start())


def _own_names(lines: list[str], host: str) -> Iterator[int]:
    """The lines that begin with the name of the site, as its domain writes it: "Gómez y Crespo S.A."."""
    name = registrable_domain(host).partition(".")[0].replace("-", "")
    if len(name) < SHORTEST_OWN:
        return
    for number, line in enumerate(lines):
        begins = line[:1].lower()
        is_likely = begins == name[0] or not begins.isascii()
        if is_likely and _letters(line[:LONGEST_LINE]).startswith(name):
            yield number


def _letters(text: str) -> str:
    """The letters and digits, small and without accents."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", text))).lower()


def is_told_of_others(text: str, part: str) -> bool:
    """Whether the lines above a part of the page's text tell that what follows is about somebody else."""
    begin = text.find(part.strip().partition("\n")[0])
    above = text[:begin].rstrip("\n").split("\n")[-LINES_ABOVE:] if begin > 0 else []
    return any(label.announces(OTHER) and not label.start for line in above for label in labels_within(line))


def _is_others(element: Element) -> bool:
    """Whether an element or one around it is called something like an event's."""
    around = (one for one in islice(element.ancestors, MOST_ABOVE) if isinstance(one, Element))
    return any(_words().others.search(_name(one)) for one in (element, *around) if one.tag != "body")


def _name(element: Element) -> str:
    """What an element is called by its class and id, in words of small letters."""
    written = f"{element.attr('class') or ''} {element.attr('id') or ''}"
    return " ".join(_NAME_PARTS.findall(_HUMP.sub(" ", written).replace("_", " "))).lower()


def _text(element: Element) -> str:
    """The text of an element, one line for each block, as that of the page."""
    lines = (" ".join(line.split()) for line in inner_text(element).split("\n"))
    return "\n".join(filter(None, lines))


@depends_on_words
def _words() -> _Words:
    told = table("company")["places"]
    named, others = (told[name].split() for name in ("named", "others"))
    return _Words(
        re.compile(rf"(?<!\w)(?:{any_of(named)})(?!\w)"),
        re.compile(rf"(?<!\w)(?:{any_of(others)})(?!\w)"),
        frozenset(told["contact"]),
    )


def _selectors() -> list[str]:
    """Those of the elements that may be looked at."""
    named = table("company")["places"]["named"].split()
    shortest = (word for word in named if not any(other != word and other in word for other in named))
    attributes = product((*shortest, "footer"), ("class", "id"))
    return ["footer", *_HEADINGS, *(f"[{attribute}*={word} i]" for word, attribute in attributes)]


_LOOKED_AT = RareElements(_selectors)
