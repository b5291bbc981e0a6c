"""UTF-16 without a byte order mark, as some servers and editors write it."""

from __future__ import annotations

LOOKED_AT = 2_000  # bytes
_WHITE = b"\t\n\f\r "


def utf16_without_mark(body: bytes) -> str:
    """ "utf-16le" or "utf-16be" if this is markup in UTF-16: its ASCII characters have a zero byte each.

    "" for any other text. Letters of other alphabets have no zero byte, so a few are enough in
    text that begins as markup.
    """
    head = body[: min(LOOKED_AT, len(body) & ~1)]
    for name, low, high in (("utf-16le", head[0::2], head[1::2]), ("utf-16be", head[1::2], head[0::2])):
        text = low.lstrip(_WHITE)
        begins = text.startswith(b"<") and not high[: len(low) - len(text) + 1].strip(b"\0")
        least = 10 if begins else 2  # a text that does not begin as markup must be mostly ASCII
        holds_markup = begins or (high[:1] == b"\0" and b"<" in low)
        if holds_markup and high.count(0) > 10 * low.count(0) and high.count(0) * least > len(high):
            return name
    return ""
