"""XML sitemaps and feeds -> their entries: well-formed ones by expat, all others by BeautifulSoup."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

from domains.scan.site.sitemap_text import Allowance, BadSitemapError

if TYPE_CHECKING:
    from bs4 import Tag

# Root element -> the element that lists one location. The protocol takes RSS and Atom as well.
ROOTS = {"urlset": "url", "sitemapindex": "sitemap", "rss": "item", "rdf": "item", "feed": "entry"}
MAX_NESTING = 100  # elements inside elements; a sitemap has 4, a feed with whole articles more
LONGEST_VALUE = 2_048  # characters of a location or date; the protocol's limit
LONGEST_TOKEN = 65_536  # bytes of one tag or comment; expat reads an unfinished one again and again

_LOCATIONS = ("loc", "link", "guid")  # by preference
_DATES = ("lastmod", "updated", "modified", "pubdate", "date", "published")
_VALUES = frozenset({*_LOCATIONS, *_DATES})

# What makes html.parser slow or misleads it is escaped first: CDATA, & outside of the entities that XML has,
# and < that opens no tag.
_CDATA = re.compile(r"<!\[CDATA\[([^<>]{0,4000})\]\]>")
_BARE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-f]{1,6});)", re.IGNORECASE)
_BARE_LESS = re.compile(r"<(?!/?[a-z][\w:.\-]{0,60}(?:\s[^<>]{0,2000})?/?>)", re.IGNORECASE)
_OPENINGS = {
    entry: re.compile(rf"<(?:[\w\-]{{1,40}}:)?{entry}(?=[\s>])", re.IGNORECASE) for entry in ROOTS.values()
}
_PART = 65_536  # characters that are handed to BeautifulSoup at once


@dataclass(frozen=True, slots=True)
class Entry:
    """One location that a sitemap lists. ``is_sitemap``: it is another sitemap, not a page."""

    url: str
    lastmod: str = ""
    is_sitemap: bool = False


def read_xml(root: str, text: Iterator[str], allowance: Allowance) -> Iterator[Entry]:
    """The entries of a file whose text begins with the root element ``root``.

    Raises ``BadSitemapError`` at a limit, and after the last entry of a file that ends too early.
    """
    with closing(_Reading(_Listing(ROOTS[root]))) as reading:
        yield from _read(reading, ROOTS[root], text, allowance)


def _read(reading: _Reading, entry: str, text: Iterator[str], allowance: Allowance) -> Iterator[Entry]:
    for piece in text:
        try:
            reading.feed(piece)
        except expat.ExpatError:
            yield from reading.listing.taken()
            yield from _read_broken(entry, chain([reading.rest], text), allowance)
            return
        yield from reading.listing.taken()
        allowance.take_items(reading.listing.counted())
    try:
        reading.parser.Parse(b"", True)
    except expat.ExpatError as error:
        yield from _read_broken(entry, iter([reading.rest]), allowance)
        raise BadSitemapError(f"broken XML: {error}") from error


class _Reading:
    """The reading of a file by expat, with the text after the last complete entry, in case of an error."""

    def __init__(self, listing: _Listing) -> None:
        self.listing = listing
        self.parser = listing.parser()
        self._fed = 0  # bytes
        self._tail = b""

    def feed(self, text: str) -> None:
        data = text.encode("utf-8", "replace")
        self._fed += len(data)
        self._tail += data
        self.parser.Parse(data, False)
        self._tail = self._behind_last_entry()[-2 * LONGEST_TOKEN :]
        if self._fed - self.parser.CurrentByteIndex > LONGEST_TOKEN:
            raise BadSitemapError(f"a tag of more than {LONGEST_TOKEN >> 10} KB")

    def close(self) -> None:
        """Part the parser from what it calls: they refer to each other, and would stay in memory."""
        self.parser.StartElementHandler = self.parser.EndElementHandler = None
        self.parser.CharacterDataHandler = None

    @property
    def rest(self) -> str:
        return self._behind_last_entry().decode("utf-8", "replace")

    def _behind_last_entry(self) -> bytes:
        start = self._fed - len(self._tail)
        return self._tail[max(0, self.listing.end - start) :]


@dataclass(slots=True)
class _Listing:
    """Collects the entries from expat's calls. ``entry``: the name of the element that lists a location."""

    entry: str
    end: int = 0  # place of the last entry's closing tag, in bytes
    _parser: expat.XMLParserType = field(init=False)
    _found: list[Entry] = field(default_factory=list)
    _elements: int = 0  # since they were last counted
    _depth: int = 0
    _opened: int = 0  # depth of the open entry; 0 while none is open
    _prefix: str = ""  # of the open entry's name
    _values: dict[str, str] = field(default_factory=dict)  # of the open entry
    _text: str | None = None  # of the open value

    def parser(self) -> expat.XMLParserType:
        # Text comes in UTF-8, whatever the file declared; prefixes need not be declared.
        self._parser = expat.ParserCreate("utf-8")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._data
        return self._parser

    def taken(self) -> list[Entry]:
        """The entries found since the last call."""
        found, self._found = self._found, []
        return found

    def counted(self) -> int:
        """The elements met since the last call."""
        number, self._elements = self._elements, 0
        return number

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._elements += 1
        if self._depth > MAX_NESTING:
            raise BadSitemapError("elements nested deeper than in any sitemap")
        prefix, _, local = name.lower().rpartition(":")
        if not self._opened:
            if local == self.entry:
                self._opened, self._prefix = self._depth, prefix
        elif self._depth == self._opened + 1 and _is_value(prefix, local, self._prefix):
            self._text = _address(local, attributes)

    def _data(self, text: str) -> None:
        if self._text is not None and len(self._text) <= LONGEST_VALUE:
            self._text += text

    def _end(self, name: str) -> None:
        if self._text is not None and self._depth == self._opened + 1:
            self._values.setdefault(name.lower().rpartition(":")[2], self._text.strip())
            self._text = None
        elif self._opened and self._depth == self._opened:
            self._found += _entry(self._values, self.entry)
            self._values, self._opened, self.end = {}, 0, self._parser.CurrentByteIndex
        self._depth -= 1


def _is_value(prefix: str, local: str, prefix_of_entry: str) -> bool:
    """Whether a child of an entry is one of its own: extensions (image, news) have a loc of theirs."""
    return local in _VALUES and (prefix == prefix_of_entry or (prefix, local) == ("dc", "date"))


def _address(local: str, attributes: Mapping[str, Any]) -> str | None:
    """The value of an element in its attributes, where Atom writes URLs. None: it has no such value."""
    if local == "link" and attributes.get("rel", "alternate") != "alternate":
        return None
    if local == "guid" and attributes.get("isPermaLink", attributes.get("ispermalink", "true")) != "true":
        return None
    return str(attributes.get("href", "")) if local == "link" else ""


def _entry(values: Mapping[str, str], name: str) -> list[Entry]:
    """The entry with these values; empty if they contain no location."""
    url = next((values[key] for key in _LOCATIONS if values.get(key)), "")
    date = next((values[key] for key in _DATES if values.get(key)), "")
    return [Entry(url, date, name == "sitemap")] if url and len(url) <= LONGEST_VALUE else []


def _read_broken(entry: str, text: Iterator[str], allowance: Allowance) -> Iterator[Entry]:
    """The entries of XML that is not well-formed, as far as they can be recognised."""
    waiting = ""
    for piece in text:
        waiting += piece
        if len(waiting) >= _PART:
            starts = [found.start() for found in _OPENINGS[entry].finditer(waiting)]
            whole = starts[-1] if starts and starts[-1] else len(waiting)
            yield from _parsed(entry, waiting[:whole], allowance)
            waiting = waiting[whole:]
    yield from _parsed(entry, waiting[: waiting.rfind(">") + 1], allowance)


def _parsed(entry: str, text: str, allowance: Allowance) -> Iterator[Entry]:
    allowance.check_time()
    allowance.take_items(_work(text))
    text = _CDATA.sub(lambda found: found[1].replace("&", "&amp;"), text)
    clean = _BARE_LESS.sub("&lt;", _BARE_AMPERSAND.sub("&amp;", text))
    from bs4 import BeautifulSoup  # here, because it takes 0.1 s, and only broken files need it

    # Without empty elements, as HTML's link is one.
    soup = BeautifulSoup(clean, "html.parser", empty_element_tags=frozenset())
    prefix, values = "", None  # of the entry that was opened last: one that is not closed ends there
    for tag in soup.find_all(True):
        space, _, name = tag.name.rpartition(":")
        if name == entry:
            yield from _entry(values or {}, entry)
            prefix, values = space, dict[str, str]()
        elif values is not None and _is_value(space, name, prefix) and name not in values:
            _add_value(values, name, tag)
    yield from _entry(values or {}, entry)


def _work(text: str) -> int:
    """The cost of this text for BeautifulSoup, in elements that expat would read in the same time."""
    return 10 * text.count("<") + 5 * text.count("&") + len(text)


def _add_value(values: dict[str, str], name: str, tag: Tag) -> None:
    address = _address(name, tag.attrs)
    if address is not None:
        # Only its own text: elements inside it that should have been closed are not part of its value.
        values[name] = "".join([address, *tag.find_all(string=True, recursive=False)]).strip()
