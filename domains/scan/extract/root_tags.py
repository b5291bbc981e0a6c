"""Limits the <html> and <body> tags of a page before it is parsed.

A parser adds the attributes of each further tag to those of the first, and compares each with all of them: a
page of 400 KB that consists of such tags takes 12 s.
"""

from __future__ import annotations

import re
from typing import AnyStr

UNSUSPICIOUS = 100_000  # characters
MOST = 200  # tags; pages that include others have a few
MOST_CHARACTERS = 20_000  # of all these tags together
_TAG, _TAG_IN_BYTES = re.compile(r"<(?:html|body)[\s/]", re.I), re.compile(rb"<(?:html|body)[\s/]", re.I)


def limit_root_tags(page: AnyStr) -> AnyStr:
    """The page, in which tags beyond the limit are unknown end tags, which have no effect."""
    if len(page) <= UNSUSPICIOUS:
        return page
    if isinstance(page, str):
        return _limited(page, _TAG, ">", "</none ")
    return _limited(page, _TAG_IN_BYTES, b">", b"</none ")


def _limited(page: AnyStr, tag: re.Pattern[AnyStr], close: AnyStr, instead: AnyStr) -> AnyStr:
    characters = 0
    for count, each in enumerate(tag.finditer(page)):
        # The first ones are those that every page has, with attributes of any length.
        if count == MOST or (count > 1 and characters > MOST_CHARACTERS):
            return page[: each.start()] + tag.sub(instead, page[each.start() :])
        end = page.find(close, each.start())
        characters += (end if end >= 0 else len(page)) - each.start()
    return page
