"""Flags before a number become signs such as "🇩🇪": a reader sees them, and the text lacks them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

from turbohtml import Element, Text

from domains.scan.extract.icons import MOST, stands_before_number
from domains.scan.extract.rare_elements import Markup, RareElements
from domains.scan.extract.regions.country_names import codes, country_of, is_country
from domains.scan.extract.regions.marks import flag

_ELEMENTS = RareElements(
    lambda: (
        [f'{tag}[class*="flag"]' for tag in ("i", "span", "div")]
        + [f'{tag}[class*="fi-"]' for tag in ("i", "span")]
    )
)
_CODE = re.compile(r"(?<![^\W_])(?:flags?|fi)[-_]{1,2}(?:icon[-_])?([a-z]{2})(?![^\W_])", re.IGNORECASE)
_ALONE = re.compile(r"(?<![^\s/_-])([a-z]{2})(?![^\s._-])", re.IGNORECASE)
_FLAG_OF = re.compile(r"(?<![^\W\d_])flag(?: of)?(?: the)?(?![^\W\d_])", re.IGNORECASE)
_LONGEST = 40  # characters of what stands for an image


def write_out(markup: Markup, images: Iterable[Element]) -> None:
    """Put a sign where a flag stands before a number."""
    for image in images:
        names = f"{image.attr('class') or ''} {_file(image.attr('src') or '')}"
        _replace(image, _of_name(image.attr("alt") or "") or _of_names(names))
    for element in islice(markup.find(_ELEMENTS), MOST):
        if not element.text.strip():
            _replace(element, _of_names(element.attr("class") or ""))


def _replace(element: Element, region: str) -> None:
    if region and stands_before_number(element):
        element.replace_with(Text(f"{flag(region)} "))


def _of_name(alt: str) -> str:
    """The country whose name stands for an image: "Germany", "Flag of Germany"."""
    if not 2 < len(alt) < _LONGEST:
        return ""
    name = _FLAG_OF.sub("", alt).strip() if "lag" in alt else alt
    return country_of(name) if len(name) > 2 and is_country(name) else ""


def _of_names(names: str) -> str:
    """The country in the names of a flag: "flag-icon flag-icon-de", "flag de", "flags/de.svg"."""
    if "lag" not in names and "fi-" not in names:
        return ""
    called = _CODE.search(names)
    found = called or (_ALONE.search(names) if "lag" in names else None)
    code = found[1].upper() if found else ""
    return code if code in codes() else "GB" if code == "UK" else ""


def _file(src: str) -> str:
    """The name of an image's file with that of its folder."""
    return "/".join(src[-_LONGEST:].split("/")[-2:])
