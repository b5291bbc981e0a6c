"""Which country a page's national phone numbers belong to: evidence, weighed."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

import phonenumbers

from domains.scan.extract.document import Document
from domains.scan.extract.structured import Thing

# Language -> the country where most of its business pages come from; English and others say too little.
_BY_LANGUAGE = {
    "nl": "NL", "de": "DE", "fr": "FR", "it": "IT", "es": "ES", "pt": "PT", "pl": "PL", "sv": "SE",
    "da": "DK", "nb": "NO", "no": "NO", "fi": "FI", "cs": "CZ", "sk": "SK", "hu": "HU", "ro": "RO",
    "bg": "BG", "el": "GR", "tr": "TR", "ru": "RU", "uk": "UA", "he": "IL", "ja": "JP", "ko": "KR",
    "zh": "CN", "th": "TH", "vi": "VN", "id": "ID", "hr": "HR", "sl": "SI", "sr": "RS", "et": "EE",
    "lv": "LV", "lt": "LT", "is": "IS",
}  # fmt: skip
# Country-code domains sold to everybody say nothing about a country.
_GENERIC_TLDS = frozenset(
    [
        "io",
        "co",
        "tv",
        "me",
        "ai",
        "cc",
        "ws",
        "fm",
        "ly",
        "gg",
        "to",
        "am",
        "bz",
        "nu",
        "la",
        "sh",
        "vc",
        "eu",
    ]
)
_TLD_REGION = {"uk": "GB", "su": "RU", "xn--p1ai": "RU", "xn--j1amh": "UA"}
_NAMES = {
    "united kingdom": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "great britain": "GB",
    "northern ireland": "GB", "united states": "US", "usa": "US", "u.s.a.": "US",
    "united states of america": "US", "canada": "CA", "australia": "AU", "new zealand": "NZ", "ireland": "IE",
    "netherlands": "NL", "the netherlands": "NL", "nederland": "NL", "holland": "NL", "belgium": "BE",
    "belgië": "BE", "belgique": "BE", "germany": "DE", "deutschland": "DE", "france": "FR", "spain": "ES",
    "españa": "ES", "italy": "IT", "italia": "IT", "switzerland": "CH", "schweiz": "CH", "suisse": "CH",
    "austria": "AT", "österreich": "AT", "portugal": "PT", "brasil": "BR", "brazil": "BR", "india": "IN",
    "japan": "JP", "china": "CN", "singapore": "SG", "south africa": "ZA", "poland": "PL", "polska": "PL",
    "sweden": "SE", "sverige": "SE", "denmark": "DK", "danmark": "DK", "norway": "NO", "norge": "NO",
    "finland": "FI", "suomi": "FI", "mexico": "MX", "méxico": "MX", "malta": "MT", "israel": "IL",
}  # fmt: skip
_WRITTEN = {name: re.compile(rf"{re.escape(name)}(?!\w)(?<!\w{re.escape(name)})") for name in _NAMES}
_ASCII_WORDS = bytes(
    ord(chr(code).lower()) if chr(code).isalnum() and code < 128 else 32 for code in range(256)
)
# The longest word of each name that is left when only ASCII letters are.
_TOLD_BY = {name: max(name.encode().translate(_ASCII_WORDS).split(), key=len) for name in _NAMES}
_TELLING = frozenset(_TOLD_BY.values())
# Postcodes, by region. It begins with a character class, which is found ten times faster than a \b, and
# rules most words out by their second letter.
_POSTCODE = re.compile(
    r"[A-Z1-9](?=[A-Z\d])(?<=\b.)(?:"
    r"(?P<GB>(?<=[A-Z])[A-Z]?\d[A-Z\d]? \d[ABD-HJLNP-UW-Z]{2}\b)|"
    r"(?P<NL>(?<=[1-9])\d{3} ?(?!SA|SD|SS)[A-Z]{2} [A-Z][a-z])|"
    r"(?P<CA>(?<=[ABCEGHJ-NPRSTVXY])\d[A-Z] ?\d[A-Z]\d\b)|"
    r"(?P<AU>(?:(?<=N)SW|(?<=V)IC|(?<=Q)LD|(?<=T)AS) {1,2}\d{4}\b)|"
    r"(?P<US>[A-Z](?<=A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|"
    r"S[CD]|T[NX]|UT|V[AT]|W[AIVY])\.?,? {1,2}\d{5}\b))"
)
_HOST = re.compile(r"https?://([^/?#:@\s]{1,253})", re.IGNORECASE)
_PLUS = re.compile(r"[+0](?<!\w.)(?:(?<=\+)|0) ?(\d{1,3})")
CLEAR = 3  # a region with so many times another's evidence rules it out
PRIOR = 25  # what speaks for the configured region; a name or a link to elsewhere is not enough against it
_LOOKED_AT = 3_000  # characters at either end of the text


def guess(document: Document, language: str, things: tuple[Thing, ...], default: str) -> list[str]:
    """Region codes, most likely first, those that are clearly out left out. One to three."""
    evidence: Counter[str] = Counter({default: PRIOR})
    _from_names(document, evidence)
    _from_language(language, evidence)
    for thing in things:
        evidence[_country(thing.text("addressCountry"))] += 60
        evidence[_country(thing.text("addressRegion"))] += 5
    _from_text(_ends(document.text), evidence)
    evidence.pop("", None)
    (_, most), *_ = evidence.most_common(1)
    return [region for region, weight in evidence.most_common(3) if weight * CLEAR >= most]


def _ends(text: str) -> str:
    """Where addresses stand: the beginning and the end."""
    return text if len(text) <= 2 * _LOOKED_AT else f"{text[:_LOOKED_AT]}\n{text[-_LOOKED_AT:]}"


def _from_names(document: Document, evidence: Counter[str]) -> None:
    evidence[_tld_region(_host(document.url))] += 100
    own = {document.metas.get("og:url", ""), document.base}
    own.update(
        link.attr("href") or "" for link in document.elements["link"] if link.attr("rel") == "canonical"
    )
    for url in own - {document.url}:
        evidence[_tld_region(_host(url))] += 40
    outside = (anchor.href for anchor in document.anchors[:300] if "//" in anchor.href[:8])
    linked = Counter(_tld_region(_host(href)) for href in outside)
    for region, count in linked.items():
        evidence[region] += min(4 * count, 20)
    for region in re.findall(r"@[\w.-]{1,80}\.([a-z]{2})\b", _ends(document.text)):
        evidence[_tld_region("x." + region)] += 25
    geo = document.metas.get("geo.region", "") or document.metas.get("geo.country", "")
    evidence[_country(geo.partition("-")[0])] += 60


def _from_language(language: str, evidence: Counter[str]) -> None:
    primary, _, rest = language.partition("-")
    region = rest.rpartition("-")[2].upper()
    if primary != "en" and region in phonenumbers.SUPPORTED_REGIONS:
        evidence[region] += 50
    elif region in phonenumbers.SUPPORTED_REGIONS:
        evidence[region] += 10 if region == "US" else 30  # "en-US" is what tools write by themselves
    elif primary in _BY_LANGUAGE:
        evidence[_BY_LANGUAGE[primary]] += 30


def _from_text(text: str, evidence: Counter[str]) -> None:
    names = _written_names(text)
    lowered = text.lower() if names else ""
    for name in names:
        evidence[_NAMES[name]] += 6 * min(len(_WRITTEN[name].findall(lowered)), 4)
    for region, count in Counter(match.lastgroup or "" for match in _POSTCODE.finditer(text)).items():
        evidence[region] += min(25 * count, 75)
    for code in _PLUS.findall(text)[:100]:
        for digits in (code[:3], code[:2], code[:1]):
            region = phonenumbers.region_code_for_country_code(int(digits))
            if region not in {"ZZ", "001"}:
                evidence[region if region != "US" else ""] += 15
                break


def _written_names(text: str) -> list[str]:
    """The names that may stand in a text. One look at its words, and not one at the text for each name."""
    words = _TELLING.intersection(text.encode("utf-8", "ignore").translate(_ASCII_WORDS).split())
    return [name for name, word in _TOLD_BY.items() if word in words] if words else []


def _country(text: str) -> str:
    text = text.strip()
    if text.upper() in phonenumbers.SUPPORTED_REGIONS:
        return text.upper()
    return _NAMES.get(text.lower(), "")


def _tld_region(host: str) -> str:
    return _region_of(host.rpartition(".")[2].lower())


@lru_cache(maxsize=1024)
def _region_of(tld: str) -> str:
    if tld in _GENERIC_TLDS:
        return ""
    region = _TLD_REGION.get(tld, tld.upper())
    return region if region in phonenumbers.SUPPORTED_REGIONS else ""


def _host(url: str) -> str:
    match = _HOST.match(url)
    return match[1] if match else ""
