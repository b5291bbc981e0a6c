"""Recognises URLs that are useless to request: files, actions, generated paths, and other views of a page."""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import parse_qsl, unquote

from domains.scan.urls import parts

LONGEST_URL = 1_000
MAX_SEGMENTS = 8  # parts of a path; deeper ones are generated
MAX_REPEATS = 2  # of one part in a path: a relative link that leads ever deeper repeats it
MAX_FIELDS = 4  # of a query

_FILES = frozenset(
    """
    7z ai apk asc atom avi avif bmp bz2 css csv dmg doc docm docx dwg eot eps epub exe flac flv gif
    gz heic ico ics iso jar jfif jpeg jpg js json kml kmz m4a m4v map mid mkv mobi mov mp3 mp4 mpeg
    mpg msi odp ods odt ogg ogv otf pdf pkg png pps ppsx ppt pptx ps psd rar rdf rpm rss rtf sig svg
    swf tar tgz tif tiff torrent ttf txt vcard vcf vsd wav webm webmanifest webp wma wmv woff woff2
    xls xlsm xlsx xml xsd xz zip
    """.split()  # noqa: SIM905 - a list literal would be a screen long
)
_SESSION = re.compile(r"(?:php|asp|j)?sess(?:ion)?_?(?:id|key)?|s_?id|cfid|cftoken|osc?sid|zenid|token|nonce")
_FACETS = frozenset(
    """
    order orderby order_by orderdir dir display mode limit perpage per_page pagesize page_size color colour
    size brand action do cmd compare wishlist quantity currency print replytocom share next back url goto date
    day week month year start from to ical time q s search query
    """.split()  # noqa: SIM905 - a list literal would be a screen long
)
_FACET_STARTS = (
    "sort", "filter", "facet", "price", "min_", "max_", "add", "remove", "redirect", "return", "keyword",
)  # fmt: skip
_CALENDAR = re.compile(r"calend[ae]r|kalender|calendario|calendrier|agenda|events?|termine|veranstaltungen")
_DATED = re.compile(r"\d{4}|\d{4}-\d{1,2}(?:-\d{1,2})?")
_DEED = re.compile(  # asking for these may change something, or asks who we are
    r"(?:log|sign)[-_]?(?:in|out|on|up|off)|add[-_]?to[-_]?cart|cart|basket|checkout|warenkorb|winkelwagen|"
    r"panier|carrito|wp-(?:admin|login|json|content|includes)|xmlrpc|cgi-bin|cdn-cgi|admin|account|my-account|"
    r"register|password|unsubscribe|delete|feed|trackback|search|suche|print"
)


def is_trap(url: str) -> bool:
    """Whether neither this URL nor any page that it leads to can be useful."""
    if len(url) > LONGEST_URL:
        return True
    _, path, query = parts(url)
    segments = [segment for segment in unquote(path).lower().split("/") if segment]
    return (
        len(segments) > MAX_SEGMENTS
        or any(count > MAX_REPEATS for count in Counter(segments).values())
        or _is_file(segments)
        or any(_DEED.fullmatch(segment.partition(".")[0]) for segment in segments)
        or _is_dated_calendar(segments)
        or any(_SESSION.fullmatch(name) for name in _fields(query))
    )


def is_view(url: str) -> bool:
    """Whether the query only sorts, filters or pages through what another URL shows."""
    names = _fields(parts(url).query)
    return len(names) > MAX_FIELDS or any(_is_facet(name) for name in names)


def _is_facet(name: str) -> bool:
    return name in _FACETS or name.startswith(_FACET_STARTS)


def _is_file(segments: list[str]) -> bool:
    _, dot, extension = segments[-1].rpartition(".") if segments else ("", "", "")
    return bool(dot) and extension in _FILES


def _is_dated_calendar(segments: list[str]) -> bool:
    in_calendar = any(_CALENDAR.fullmatch(segment) for segment in segments)
    return in_calendar and any(_DATED.fullmatch(segment) for segment in segments)


def _fields(query: str) -> list[str]:
    return [name.lower() for name, _ in parse_qsl(query, keep_blank_values=True)]
