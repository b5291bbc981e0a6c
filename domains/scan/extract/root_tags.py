"""Limits the <html> and <body> tags of a page before it is parsed.

A parser adds the attributes of each further tag to those of the first, and compares each with all of them: a
page of 400 KB that consists of such tags takes 12 s.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import AnyStr

UNSUSPICIOUS = 100_000  # characters
MOST = 200  # tags; pages that include others have a few
_TAG, _TAG_IN_BYTES = re.compile(r"<(?:html|body)[\s/]", re.I), re.compile(rb"<(?:html|body)[\s/]", re.I)


def limit_root_tags(page: AnyStr) -> AnyStr:
    """The page, in which tags beyond the limit are unknown end tags, which have no effect."""
    if len(page) <= UNSUSPICIOUS:
        return page
    if isinstance(page, str):
        return _limited(page, _TAG, "</none ")
    return _limited(page, _TAG_IN_BYTES, b"</none ")


def _limited(page: AnyStr, tag: re.Pattern[AnyStr], instead: AnyStr) -> AnyStr:
    last = next(islice(tag.finditer(page), MOST, None), None)
    return page if last is None else page[: last.start()] + tag.sub(instead, page[last.start() :])
