"""The head of a response: its status and its header fields, from the lines that libcurl delivers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_NAME = r"[\w!#$&^.+\-]+"
_MEDIA_TYPE = re.compile(rf"\s*({_NAME}/{_NAME})\s*(?:[;\s](.*))?", re.DOTALL | re.ASCII)
_PARAMETER = re.compile(r"""([^\s;="']{1,40})\s{0,9}=\s{0,9}(?:"([^"]*)|'([^']*)|([^\s"';,]*))""")
_BETWEEN_COMMAS = re.compile(r"""(?:[^,"]+|"[^"]*(?:"|$))+""")  # commas in quotes do not separate
_FIELD = re.compile(r"^([^\s:][^:\n]*):([^\r\n]*)", re.MULTILINE)
_BLANK = re.compile(rb"(?<=\n)\r?\n")
_INTERIM = re.compile(rb"HTTP/[\d.]+ +1")
_UNKNOWN_TYPES = frozenset({"unknown/unknown", "application/unknown", "*/*"})


@dataclass(frozen=True, slots=True)
class Head:
    """``fields`` have lower-cased names; a repeated field is joined with ", ", except ``location``; for
    ``content-type`` see ``content_type``.

    Values are Latin-1 without line breaks. ``cookies`` is the number of Set-Cookie fields.
    """

    status: int
    fields: dict[str, str]
    cookies: int = 0

    @property
    def length(self) -> int | None:
        """The announced size of the body in bytes; None if it is not announced."""
        text = self.fields.get("content-length", "").partition(",")[0].strip()
        return int(text) if text.isdecimal() and text.isascii() and len(text) < 19 else None

    @property
    def encodings(self) -> list[str]:
        """The content encodings, in the order in which they were applied."""
        if "content-encoding" not in self.fields:
            return []
        names = (name.strip().lower() for name in self.fields["content-encoding"].split(","))
        return [name for name in names if name not in {"", "identity"}]


def parse_head(lines: list[bytes]) -> Head | None:
    """The last head among the lines of libcurl (each with its line end); None if none is complete yet.

    Interim responses (1xx) come before it and trailers after it. Lines that are not fields are ignored.
    """
    text = _last_head(b"".join(lines)).decode("latin-1")
    if not text:
        return None
    fields: dict[str, str] = {}
    types: list[str] = []
    cookies = 0
    for name, value in _FIELD.findall(text):
        name, value = name.rstrip().lower(), value.strip(" \t")
        if name not in fields:
            fields[name] = value
        elif name != "location":  # of which the first counts
            fields[name] = f"{fields[name]}, {value}"
        if name == "content-type":
            types.append(value)
        elif name == "set-cookie":
            cookies += 1
    if types:
        fields["content-type"] = content_type(",".join(types))
    return Head(int(text.split(maxsplit=2)[1][:3]), fields, cookies)


def _last_head(data: bytes) -> bytes:
    """The head of the latest response; b"" if it is incomplete, or an interim one."""
    heads = _BLANK.split(data)
    whole = [head for head in heads[:-1] if head.startswith(b"HTTP/")]
    return whole[-1] if whole and not _INTERIM.match(whole[-1]) else b""


@lru_cache(maxsize=256)
def content_type(values: str) -> str:
    """The media type that applies if several are sent, comma-separated: the last valid one.

    If it repeats the type of the one before without a charset, it keeps that charset
    (https://mimesniff.spec.whatwg.org/, "extract a MIME type"). "" if none is valid: then the bytes decide. A
    missing semicolon before the parameters is added.
    """
    essence = charset = ""
    for value in _BETWEEN_COMMAS.findall(values):
        found = _MEDIA_TYPE.fullmatch(value)
        if not found or found[1].lower() in _UNKNOWN_TYPES:
            continue
        if found[1].lower() != essence:
            essence, charset = found[1].lower(), ""
        charset = _charset(found[2] or "") or charset
    return f"{essence}; charset={charset}" if charset else essence


def _charset(parameters: str) -> str:
    """The value of the parameter ``charset``; "" if there is none."""
    values = (
        quoted or single or plain
        for name, quoted, single, plain in _PARAMETER.findall(parameters)
        if name.lower() == "charset"
    )
    return next(filter(None, map(str.strip, values)), "")
