"""Bytes -> text, whatever header and document claim."""

from __future__ import annotations

import codecs
import re

# Labels that do not mean what they say: https://encoding.spec.whatwg.org/#names-and-labels
_MEANT = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
    "tis-620": "cp874",
}
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# Where nothing declared fits, the page's language tells which old encoding is likely.
_BY_LANGUAGE = {
    "ru": "cp1251", "uk": "cp1251", "bg": "cp1251", "ja": "cp932", "zh": "gb18030", "ko": "cp949",
    "pl": "cp1250", "cs": "cp1250", "hu": "cp1250", "ro": "cp1250", "tr": "cp1254", "el": "cp1253",
    "he": "cp1255", "ar": "cp1256",
}  # fmt: skip
_LANG = re.compile(rb"<html[^>]{0,500}?\slang\s{0,3}=\s{0,3}[\"']?([a-zA-Z]{2})", re.IGNORECASE)
_WIDE = re.compile("[\x80-\ufffc\U00010000-\U0010ffff]")


def decode(body: bytes, content_type: str) -> tuple[bytes, str]:
    """The page in UTF-8 and the encoding that it was read with.

    Byte order mark, then UTF-8 where the bytes are valid UTF-8, then what header and document declare,
    then the old encoding usual for the declared language.
    """
    if _strictly(body, "utf-8") is not None:  # most pages: nothing to convert
        return body.removeprefix(codecs.BOM_UTF8), "utf-8"
    text, encoding = _decoded(body, content_type)
    return text.encode("utf-8", "ignore"), encoding


def _decoded(body: bytes, content_type: str) -> tuple[str, str]:
    """The text of a page that is not plain UTF-8, and its encoding."""
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace"), encoding
    if _nearly_utf8(body):
        return body.decode("utf-8", "replace"), "utf-8"
    declared = [_known(name) for name in (_header_charset(content_type), _document_charset(body))]
    language = _LANG.search(body[:4096])
    usual = _BY_LANGUAGE.get(language[1].decode().lower(), "cp1252") if language else "cp1252"
    for encoding in dict.fromkeys([*filter(None, declared), _wide(body), usual]):
        if encoding and (text := _strictly(body, encoding)) is not None:
            return text, encoding
    encoding = next((name for name in declared if name and name != "utf-8"), usual)
    return body.decode(encoding, "replace"), encoding


def _strictly(body: bytes, encoding: str) -> str | None:
    try:
        text = body.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None
    # ISO-2022 and UTF-7 look like ASCII; others that decode anything prove nothing by succeeding.
    return None if encoding == "utf-8" and b"\x1b$" in body[:4096] else text


def _nearly_utf8(body: bytes) -> bool:
    """A few broken bytes in what is clearly UTF-8: a cut-off character, or one pasted from elsewhere."""
    text = body.decode("utf-8", "replace")
    return len(_WIDE.findall(text)) > text.count("\ufffd")


def _wide(body: bytes) -> str:
    """UTF-16 without a byte order mark shows as every second byte being zero."""
    head = body[:200]
    if len(head) >= 20 and head[1::2].count(0) > len(head) * 0.4:
        return "utf-16-le"
    return "utf-16-be" if len(head) >= 20 and head[0::2].count(0) > len(head) * 0.4 else ""


def _header_charset(content_type: str) -> str:
    return content_type.lower().partition("charset=")[2].partition(";")[0].strip(" \"'")


def _document_charset(body: bytes) -> str:
    # Loaded here, because few pages need it and it takes longer to load than all of this package.
    from bs4.dammit import EncodingDetector

    found = EncodingDetector.find_declared_encoding(body[:4096], is_html=True, search_entire_document=True)
    return found or ""


def _known(name: str) -> str:
    """The codec that a label means; "" for an unknown one, or one that a byte-wise meta cannot be in."""
    try:
        codec = codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""
    return "" if codec.startswith(("utf-16", "utf-32", "utf-7")) else _MEANT.get(codec, codec)
