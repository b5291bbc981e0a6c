"""Finds postcodes in a format that only one country has."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

from domains.scan.extract.regions.place import Place
from domains.scan.extract.words import depends_on_words, table

# Where a postcode may begin. A character class first is found ten times faster than a \\b.
_CODE_BEGINS = re.compile(r"[A-Z\d〒](?<![\w./-].)(?=[A-Za-z]{0,16}[.,]{0,2} {0,2}[-–]? ?\d)")


def postcodes(text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[Place]:
    """The postcodes between two positions."""
    pattern = _postcode_pattern()
    for begin in _CODE_BEGINS.finditer(text, start, end):
        match = pattern.match(text, begin.start())
        if match is not None:
            region = match.lastgroup or ""
            if region == "prefix":
                region = str(table("regions")["postcode_prefixes"][match["prefix"]])
            yield Place(match.start(), match.end(), region, "postcode")


@depends_on_words
def _postcode_pattern() -> re.Pattern[str]:
    data = table("regions")
    shapes = "|".join(f"(?P<{region}>{shape})" for region, shape in data["postcodes"].items())
    prefixes = "|".join(data["postcode_prefixes"])
    return re.compile(
        rf"(?:{shapes}|(?P<prefix>{prefixes})-?(?:\d{{4,6}}|\d{{3}} \d\d) {{1,2}}[A-ZÀ-Þ][a-zà-ÿ])"
    )
