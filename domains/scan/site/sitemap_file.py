"""One sitemap file: XML (urlset or sitemapindex, with whatever extensions), plain text, or either gzipped.

The XML is read by expat without building a tree: memory stays flat whatever stands in the file, and the
first entity declaration ends it, as defusedxml would.
"""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from domains.scan.urls import is_web_url

MAX_FILE_BYTES = 50 * 1024 * 1024  # decompressed; the protocol's limit
MAX_ENTRIES = 50_000  # of one file; the protocol's limit
MAX_ELEMENTS = 2_000_000  # of one file: 40 for each entry; more of them only cost time
MAX_NESTING = 20  # elements inside elements; a sitemap has 4
LONGEST_VALUE = 2_048  # characters of a location or date; the protocol's limit

_CHUNK = 65_536
_GZIP = b"\x1f\x8b"
_BEFORE_XML = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"  # byte order marks, the zeros of UTF-16, white space
_CONTAINERS = {"url": "urlset", "sitemap": "sitemapindex"}
_VALUES = frozenset({"loc", "lastmod"})


class NotASitemapError(ValueError):
    """The file is something else; the message says what."""


class BadSitemapError(ValueError):
    """A sitemap that cannot be read to its end; the message says why."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One location that a sitemap lists. ``is_sitemap``: another sitemap rather than a page."""

    url: str
    lastmod: str = ""
    is_sitemap: bool = False


def entries(body: bytes) -> Iterator[Entry]:
    """What a sitemap lists.

    Raises ``NotASitemapError`` before the first entry, or ``BadSitemapError``, maybe after some.
    """
    for number, entry in enumerate(_parsed(body)):
        if number >= MAX_ENTRIES:
            raise BadSitemapError(f"more than {MAX_ENTRIES:,} entries")
        yield entry


def _parsed(body: bytes) -> Iterator[Entry]:
    chunks = _chunks(body)
    first = next(chunks, b"")
    if not first.strip():
        raise NotASitemapError("empty")
    is_xml = first.lstrip(_BEFORE_XML).startswith(b"<")
    return _from_xml(first, chunks) if is_xml else _from_text(first, chunks)


def _chunks(body: bytes) -> Iterator[bytes]:
    """The decompressed body, at most ``MAX_FILE_BYTES`` of it."""
    plain: io.BytesIO | gzip.GzipFile = io.BytesIO(body)
    if body.startswith(_GZIP):
        plain = gzip.GzipFile(fileobj=plain)
    size = 0
    try:
        while chunk := plain.read(_CHUNK):
            size += len(chunk)
            if size > MAX_FILE_BYTES:
                raise BadSitemapError(f"larger than {MAX_FILE_BYTES >> 20} MB")
            yield chunk
    except (EOFError, OSError, zlib.error) as error:
        raise BadSitemapError(f"broken gzip: {error}") from error


def _from_text(first: bytes, chunks: Iterator[bytes]) -> Iterator[Entry]:
    """One URL a line; the first line decides whether this is such a list."""
    is_list = False
    for line in io.BytesIO(b"".join((first, *chunks))):
        url = line[: 4 * LONGEST_VALUE].decode("utf-8-sig", "replace").strip()
        if len(url) <= LONGEST_VALUE and is_web_url(url):
            is_list = True
            yield Entry(url)
        elif url and not is_list:
            raise NotASitemapError(f"neither XML nor a list of URLs: {url[:50]!r}")


def _from_xml(first: bytes, chunks: Iterator[bytes]) -> Iterator[Entry]:
    listing = _Listing()
    parser = listing.parser()
    try:
        parser.Parse(first, False)
        yield from listing.taken()
        for chunk in chunks:
            parser.Parse(chunk, False)
            yield from listing.taken()
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        if not listing.started:
            raise NotASitemapError(f"neither a sitemap nor any XML: {error}") from error
        yield from listing.taken()
        raise BadSitemapError(f"broken XML: {error}") from error
    yield from listing.taken()


@dataclass(slots=True)
class _Listing:
    """What expat's calls add up to. Names come as "namespace name"."""

    _found: list[Entry] = field(default_factory=list)
    _path: list[str] = field(default_factory=list)  # names of the open elements
    _elements: int = 0
    _values: dict[str, str] = field(default_factory=dict)  # of the open entry
    _text: str | None = None  # of the open value

    def parser(self) -> expat.XMLParserType:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._data
        parser.EntityDeclHandler = self._refuse_entity
        return parser

    @property
    def started(self) -> bool:
        """Whether a sitemap's root element was met."""
        return self._elements > 0

    def taken(self) -> list[Entry]:
        """The entries found since the last call."""
        found, self._found = self._found, []
        return found

    def _start(self, name: str, _attributes: dict[str, str]) -> None:
        self._path.append(name)
        self._elements += 1
        if len(self._path) > MAX_NESTING or self._elements > MAX_ELEMENTS:
            raise BadSitemapError("more elements, or deeper ones, than a sitemap has")
        local = _local(name)
        if len(self._path) == 1 and local not in _CONTAINERS.values():
            raise NotASitemapError(f"not a sitemap but a document of type {local[:50]}")
        # Extensions (image, news, video) have a loc of their own, in their own namespace.
        if len(self._path) == 3 and local in _VALUES and _space(name) == _space(self._path[1]):
            self._text = ""

    def _data(self, text: str) -> None:
        if self._text is not None and len(self._text) <= LONGEST_VALUE:
            self._text += text

    def _end(self, name: str) -> None:
        self._path.pop()
        if self._text is not None and len(self._path) == 2:
            self._values[_local(name)] = self._text.strip()
            self._text = None
        elif len(self._path) == 1:
            self._close_entry(_local(name))

    def _close_entry(self, name: str) -> None:
        url = self._values.get("loc", "")
        if url and len(url) <= LONGEST_VALUE and _CONTAINERS.get(name) == _local(self._path[0]):
            self._found.append(Entry(url, self._values.get("lastmod", ""), name == "sitemap"))
        self._values = {}

    def _refuse_entity(self, *_declaration: object) -> None:
        raise BadSitemapError("sitemap declares entities")


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _space(name: str) -> str:
    return name.rpartition(" ")[0]
