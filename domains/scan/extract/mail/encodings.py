"""Addresses that pages encode against robots, and that a script of the page decodes.

Sources: Cloudflare's email-decode.min.js, TYPO3 (``linkTo_UnCryptMailto``, ``data-mailto-token``), and the
WordPress plug-in Email Encoder (``data-enc-email``).
"""

from __future__ import annotations

import codecs
import re
from functools import cache
from urllib.parse import unquote

_SHIFTED = (range(0x2B, 0x3B), range(0x40, 0x5B), range(0x61, 0x7B))  # letters are shifted within these
_TYPO3_CALL = re.compile(r"""UnCryptMailto\(\s?['"]([^'"]{8,300})['"]""")
_SCHEME = "mailto:"


def cloudflare(code: str) -> str:
    """The text of hexadecimal digits whose first byte is the XOR key of all others; "" if it is none."""
    try:
        key, *rest = bytes.fromhex(code)
        return bytes(byte ^ key for byte in rest).decode()
    except ValueError:
        return ""


def typo3_link(href: str) -> str:
    """The ``mailto:`` URL of a link such as "javascript:linkTo_UnCryptMailto('nbjmup+...')"; "" if none."""
    call = _TYPO3_CALL.search(unquote(href))
    return typo3(call[1].replace("\\", "")) if call else ""


def typo3(token: str) -> str:
    """The ``mailto:`` URL whose letters are shifted by a number that its first letter tells; "" if none."""
    if not token or ord(token[0]) not in _SHIFTED[-1]:
        return ""
    decoded = token.translate(_shift(ord(_SCHEME[0]) - ord(token[0])))
    return decoded if decoded.startswith(_SCHEME) else ""


def email_encoder(text: str) -> str:
    """The address in "vasb[at]npzr.pbz": letters by ROT13, and a word for the "@"."""
    return codecs.decode(text.replace("[at]", "@"), "rot13")


@cache
def _shift(by: int) -> dict[int, int]:
    return {code: some[(place + by) % len(some)] for some in _SHIFTED for place, code in enumerate(some)}
