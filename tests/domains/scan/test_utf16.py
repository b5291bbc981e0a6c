"""UTF-16 that no mark announces."""

import pytest

from domains.scan.utf16 import utf16_without_mark


@pytest.mark.parametrize("encoding", ["utf-16le", "utf-16be"])
@pytest.mark.parametrize(
    "text",
    [
        "<title>Café</title>",
        "\r\n <p>Мастерская по дереву",
        "<b>和菓子の店へようこそ",
        "Warning: x <p>Müller",
        "<",
    ],
)
def test_markup_in_two_byte_characters(encoding, text):
    assert utf16_without_mark(text.encode(encoding)) == encoding


@pytest.mark.parametrize(
    "body",
    [b"", b"<", b"<p>", b"<p>" + b"\0a" * 99, b"\x01\0" * 99, "<p>Ö".encode(), "日本".encode("utf-16le")],
)
def test_other_text(body):
    assert utf16_without_mark(body) == ""
