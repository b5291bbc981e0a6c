"""The country of the name of a host."""

from __future__ import annotations

import re
from functools import partial

import phonenumbers

from domains.scan.extract.words import depends_on_words, table

_HOST = re.compile(r"https?://([^/?#:@\s]{1,253})", re.IGNORECASE)
_SECOND_LEVELS = frozenset(["com", "net", "org", "edu", "gov", "co", "ac"])


def host_of(url: str) -> str:
    match = _HOST.match(url)
    return match[1] if match else ""


def region_of_host(host: str) -> str:
    """The country of a host's top-level domain.

    Domains that are sold world-wide need a second level of the country.
    """
    *_, second, last = ["", "", *host.lower().split(".")]
    if second in _SECOND_LEVELS and last.upper() in phonenumbers.SUPPORTED_REGIONS:
        return last.upper()
    return region_of_tld(last)


@partial(depends_on_words, maxsize=1_024)
def region_of_tld(tld: str) -> str:
    data = table("regions")
    if tld in data["tlds"]:
        return str(data["tlds"][tld])
    region = tld.upper()
    return (
        region if region in phonenumbers.SUPPORTED_REGIONS and tld not in data["generic_tlds"].split() else ""
    )
