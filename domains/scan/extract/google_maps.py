"""Links to a business on Google Maps: its entry in canonical form; neither directions nor searches."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qs, quote, unquote_plus

PLATFORM = "google_business"
_SHORT = frozenset(["maps.app.goo.gl", "goo.gl", "g.page", "g.co"])
_HOST = re.compile(r"(?:maps\.|search\.|business\.)?google\.(?:com?\.)?[a-z]{2,3}")
_PLACE = re.compile(r"/maps/place/([^/@]{1,300})(?:/.*)?")
_FEATURE = re.compile(r"!1s0x[\da-f]{1,16}:0x([\da-f]{1,16})", re.IGNORECASE)
_SHORT_PATHS = {
    "maps.app.goo.gl": re.compile(r"/([\w-]{5,40})/?"),
    "goo.gl": re.compile(r"/(maps/[\w-]{5,40})/?"),
    "g.page": re.compile(r"/((?:r/)?[\w.-]{3,100})(?:/review)?/?"),
    "g.co": re.compile(r"/(kgs/[\w-]{4,40})/?"),
}
_COORDINATES = re.compile(r"[-+]?\d[\d.\u00b0'\"NSEW, +-]*")


def is_host(host: str) -> bool:
    return host in _SHORT or (host.find("google.") >= 0 and bool(_HOST.fullmatch(host)))


def canonical(parts: SplitResult) -> str:
    """The canonical URL of the entry of a business, or ""."""
    host = (parts.hostname or "").removeprefix("www.")
    if host in _SHORT:
        match = _SHORT_PATHS[host].fullmatch(parts.path)
        return f"https://{host}/{match[1]}" if match else ""
    return _by_id(parts) or (_by_name(parts) if parts.path.startswith("/maps/place/") else "")


def _by_id(parts: SplitResult) -> str:
    """From the entry's number (cid; in links of places the second part of their feature id) or its id."""
    query = parse_qs(parts.query)
    on_maps = parts.path.startswith("/maps") or (parts.hostname or "").startswith("maps.")
    cid = query.get("cid", [""])[0] if on_maps else ""
    if not cid and (feature := _FEATURE.search(parts.path)) and parts.path.startswith("/maps/place/"):
        cid = str(int(feature[1], 16))
    if cid.isdecimal() and cid != "0":
        return f"https://www.google.com/maps?cid={cid}"
    place = query.get("placeid", query.get("query_place_id", [""]))[0]
    known = on_maps or parts.path.startswith("/local/")
    if known and re.fullmatch(r"[\w-]{20,200}", place):
        return f"https://www.google.com/maps/place/?q=place_id:{place}"
    return ""


def _by_name(parts: SplitResult) -> str:
    match = _PLACE.fullmatch(parts.path)
    name = unquote_plus(match[1]) if match else ""
    if not name or _COORDINATES.fullmatch(name):
        return ""
    return "https://www.google.com/maps/place/" + quote(name, safe="").replace("%20", "+")
