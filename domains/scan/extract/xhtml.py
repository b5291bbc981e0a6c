"""A page that is sent as XML -> the same page for the HTML parser.

In XML an empty tag closes its element: ``<script src="x" />`` holds nothing. The HTML parser ignores the
slash, so that such a script would hold the rest of the page.
"""

from __future__ import annotations

import re

_TYPES = frozenset({"application/xhtml+xml", "application/xml", "text/xml"})
_XHTML = "http://www.w3.org/1999/xhtml"
_BEGINNING = 2_000  # characters in which an XML page names its language
# Elements that hold nothing in HTML either: an end tag would be a mistake.
_VOID = "area|base|basefont|bgsound|br|col|embed|frame|hr|img|input|keygen|link|meta|param|source|track|wbr"
_EMPTY_TAG = re.compile(
    rf"<(?!(?:{_VOID})[\s/])([a-zA-Z][\w.-]{{0,40}})(\s[^<>]{{0,4000}})?/>", re.IGNORECASE
)


def as_html(page: str, content_type: str) -> str:
    """The page, in which empty tags are pairs of tags if it is XHTML; otherwise unchanged."""
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type not in _TYPES or _XHTML not in page[:_BEGINNING]:
        return page
    return _EMPTY_TAG.sub(r"<\1\2></\1>", page)
