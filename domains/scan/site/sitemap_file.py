"""One sitemap file: XML (urlset, sitemapindex, RSS, Atom) or plain text, possibly gzipped -> its entries.

Well-formed XML is read by expat without building a tree, so memory does not depend on the contents. If the
XML is not well-formed, BeautifulSoup reads the rest, a few entries at a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from domains.scan.site.sitemap_text import Allowance, BadSitemapError, NotASitemapError, gathered, text_of
from domains.scan.site.sitemap_xml import LONGEST_VALUE, ROOTS, Entry, read_xml
from domains.scan.urls import is_web_url

__all__ = ["Allowance", "BadSitemapError", "Entry", "NotASitemapError", "entries"]

MAX_ENTRIES = 50_000  # of one file; the protocol's limit
LONGEST_HEAD = 65_536  # characters before the root element: comments, and what a server's warnings leave
LONGEST_LINE = 65_536

_ROOT = re.compile(rf"<(?:[\w\-]{{1,40}}:)?({'|'.join(ROOTS)})(?=[\s>])", re.IGNORECASE)
_WEB = re.compile("https?://", re.IGNORECASE)
_NAME = re.compile(r"</?([\w:.\-]{1,50})")


def entries(body: bytes, allowance: Allowance | None = None, *, charset: str = "") -> Iterator[Entry]:
    """The entries of a sitemap, with URLs as they are written.

    ``charset`` is the encoding that the server named. Raises ``NotASitemapError`` before the first entry, or
    ``BadSitemapError``, possibly after some entries.
    """
    allowance = allowance or Allowance()
    for number, entry in enumerate(_read(text_of(body, charset, allowance), allowance)):
        if number >= MAX_ENTRIES:
            raise BadSitemapError(f"more than {MAX_ENTRIES:,} entries")
        yield entry


def _read(text: Iterator[str], allowance: Allowance) -> Iterator[Entry]:
    head, text = gathered(text, LONGEST_HEAD, "")
    opening = _without_prolog(head)
    if not opening:
        raise NotASitemapError("empty")
    root = _ROOT.search(opening)
    before = opening[: root.start() if root else len(opening)].lower()
    if "<!doctype" in before:
        is_page = "<!doctype html" in before
        raise NotASitemapError("a web page") if is_page else BadSitemapError("sitemap has a DOCTYPE")
    if root:
        return read_xml(root[1].lower(), chain([opening[root.start() :]], text), allowance)
    if name := _NAME.match(opening):
        raise NotASitemapError(f"not a sitemap but a document of type {name[1]}")
    return _read_list(chain([opening], text), allowance)


def _without_prolog(head: str) -> str:
    """The text after comments, declarations and white space."""
    while True:
        head = head.lstrip("\ufeff \t\r\n")
        if head.startswith("<!--"):
            head = head.partition("-->")[2]
        elif head.startswith("<?"):
            is_whole = "?>" in head[2:].partition("<")[0]
            head = head.partition("?>" if is_whole else ">")[2]
        else:
            return head


def _read_list(text: Iterator[str], allowance: Allowance) -> Iterator[Entry]:
    """A list with one URL in each line; the first line decides whether this is one."""
    is_list = False
    for line in _lines(text, allowance):
        url = line.strip()
        if url and len(url) <= LONGEST_VALUE and (_WEB.match(url) if is_list else is_web_url(url)):
            is_list = True
            yield Entry(url)
        elif url and not is_list:
            raise NotASitemapError(f"neither XML nor a list of URLs: {url[:50]!r}")


def _lines(text: Iterator[str], allowance: Allowance) -> Iterator[str]:
    rest = ""
    for piece in text:
        *lines, rest = (rest + piece).replace("\r", "\n").split("\n")
        yield from lines
        allowance.take_items(len(lines))
        if len(rest) > LONGEST_LINE:
            yield rest[:LONGEST_LINE]
            raise BadSitemapError(f"a line of more than {LONGEST_LINE >> 10} KB")
    yield rest
