"""Bytes -> text, even if the header or the document declares a wrong encoding.

Labels, decoders and the search for a declaration follow the Encoding and HTML Standards
(https://encoding.spec.whatwg.org/, https://html.spec.whatwg.org/#determining-the-character-encoding). A
declared encoding is used only if the bytes are valid in it.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import turbohtml
from turbohtml.detect import Detection, detect

from domains.scan.extract.root_tags import limit_root_tags
from domains.scan.utf16 import utf16_without_mark

_DECLARED_WITHIN = 256 * 1024  # bytes
_DETECTED_BY = 64 * 1024  # bytes
_LANG = re.compile(rb"<html[^<>]{0,500}?\slang\s{0,3}=\s{0,3}[\"']?([a-zA-Z]{2})", re.IGNORECASE)
# If the host's top-level domain is not that of a country, the language of the page is the hint.
_TLD_BY_LANGUAGE = {
    "ar": "eg", "be": "by", "bg": "bg", "cs": "cz", "da": "dk", "el": "gr", "et": "ee", "fa": "ir",
    "he": "il", "hr": "hr", "hu": "hu", "ja": "jp", "ko": "kr", "lt": "lt", "lv": "lv", "mk": "mk",
    "pl": "pl", "ro": "ro", "ru": "ru", "sk": "sk", "sl": "si", "sr": "rs", "th": "th", "tr": "tr",
    "uk": "ua", "vi": "vn", "zh": "cn",
}  # fmt: skip
_XML_DECLARATION = re.compile(rb"<\?xml[^>]{0,200}?\sencoding\s{0,9}=\s{0,9}[\"']([^\"'>]{1,60})")
_DECLARES = re.compile(rb"charset|<\?xml", re.IGNORECASE)
_FALLBACK = "windows-1252"
_LABEL = re.compile(r"[a-z]{2}|xn--[a-z0-9-]{1,59}")


def decode(body: bytes, content_type: str, url: str = "") -> tuple[str, str]:
    """The page's text, and the encoding that it was read with (its name in the standard, lower-cased).

    In this order: byte order mark; UTF-8, if all bytes but a few are valid UTF-8; the encodings that header
    and document declare; the old encoding that the bytes look like, with the host's top-level domain as a
    hint.
    """
    text = _utf8(body)
    if text is not None:
        return text, "utf-8"
    best = ("", "")
    for encoding in dict.fromkeys(_candidates(body, content_type, url)):
        text = body.decode(f"whatwg-{encoding}")
        best = best if best[1] else (text, encoding)
        if _fits(text):
            return text, encoding
    return best


def declared_encoding(body: bytes) -> str:
    """The encoding in the byte order mark, <meta> or XML declaration, by the standard's algorithm; ""
    if none.
    """
    page = turbohtml.parse(limit_root_tags(body[:_DECLARED_WITHIN]), positions=False)
    name = (page.encoding or "").lower()
    # Without a declaration, the standard uses windows-1252.
    if name == "replacement" or (name == _FALLBACK and page.encoding_confidence != "certain"):
        name = ""
    if not name and (declaration := _XML_DECLARATION.match(body)):
        name = _named(declaration[1].decode("ascii", "ignore"))
        return "utf-8" if name.startswith("utf-16") else name
    return name


def _utf8(body: bytes) -> str | None:
    """The text of what is UTF-8 but for a few bytes: a cut-off character, or one pasted from elsewhere."""
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or utf16_without_mark(body):
        return None
    if b"\x1b" in body and b"\x1b$" in body:  # ISO-2022
        return None
    body = body.removeprefix(codecs.BOM_UTF8)
    try:
        return body.decode()
    except UnicodeDecodeError:
        text = body.decode(errors="replace")
    return text if text.count("\ufffd") * 2 < _wide_characters(text) else None


def _candidates(body: bytes, content_type: str, url: str) -> Iterator[str]:
    """Names of encodings, the likeliest first."""
    if body.startswith(codecs.BOM_UTF16_LE):
        yield "utf-16le"
    if body.startswith(codecs.BOM_UTF16_BE):
        yield "utf-16be"
    if wide := utf16_without_mark(body):
        yield wide
    for declared in (_named(_header_charset(content_type)), declared_encoding(body)):
        if declared and declared != "utf-8":  # it is known not to be that
            yield declared
    yield _detected(body, url)
    yield _FALLBACK


def _fits(text: str) -> bool:
    """Whether at most a few characters could not be decoded."""
    lost = text.count("\ufffd")
    return lost == 0 or (lost <= 1 + _wide_characters(text) // 20 and lost * 5 <= _wide_characters(text))


def _wide_characters(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))


def _header_charset(content_type: str) -> str:
    return content_type.lower().partition("charset=")[2].partition(";")[0].strip(" \"'")


def _named(label: str) -> str:
    """The encoding that a label of the standard means; "" for any other label, such as rot13 or hex."""
    try:
        name = turbohtml.parse(b"", encoding=label).encoding if label else None
    except LookupError:
        return ""
    return "" if name is None or name == "replacement" else name.lower()


def _detected(body: bytes, url: str) -> str:
    """The encoding that the bytes look like, whatever the document declares."""
    text = _DECLARES.sub(b"", body[:_DETECTED_BY])
    found = detect(text, Detection(tld=_country_label(body, url)))
    return (found.encoding or _FALLBACK).lower()


def _country_label(body: bytes, url: str) -> str | None:
    """The top-level domain of the country of the page, as far as host or language indicate it."""
    try:
        label = (urlsplit(url).hostname or "").rpartition(".")[2]
    except ValueError:
        label = ""
    if _LABEL.fullmatch(label):
        return label
    language = _LANG.search(body[:4096])
    return _TLD_BY_LANGUAGE.get(language[1].decode().lower()) if language else None
