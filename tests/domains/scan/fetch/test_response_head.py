"""Heads as libcurl hands them over, and the content type that counts."""

import time

import pytest

from domains.scan.fetch.response_checks import check_type
from domains.scan.fetch.response_head import content_type, parse_head
from domains.scan.report import FetchError


def head(*lines):
    return parse_head([line + b"\r\n" for line in (*lines, b"")])


def test_a_head_after_interim_ones():
    found = head(b"HTTP/1.1 103 Early Hints", b"Link: </a>", b"", b"HTTP/1.1 200 OK", b"X-A: b")
    assert (found.status, found.fields) == (200, {"x-a": "b"})
    assert head(b"HTTP/1.1 103 Early Hints", b"Link: </a>") is None
    assert parse_head([b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n"]) is None
    assert parse_head([]) is None


def test_trailers_are_no_part_of_a_head():
    lines = [b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n", b"\r\n", b"X-A: c\r\n"]
    assert parse_head(lines).fields == {"x-a": "b"}


def test_fields_as_servers_write_them():
    found = head(
        b"HTTP/2 204 ", b"X-Spaced : it  ", b"X-Empty:", b"X-URL: http://a.b/c:d", b"no field", b"x-empty: y"
    )
    assert found.fields == {"x-spaced": "it", "x-empty": ", y", "x-url": "http://a.b/c:d"}


def test_of_two_locations_the_first_counts():
    assert head(b"HTTP/1.1 302 Found", b"Location: /a", b"location: /a").fields == {"location": "/a"}


def test_the_length_that_is_announced():
    assert [
        head(b"HTTP/1.1 200 OK", b"Content-Length: " + text).length for text in (b"4", b"4, 4", b"9" * 30)
    ] == [
        4,
        4,
        None,
    ]
    assert head(b"HTTP/1.1 200 OK").length is None


def test_encodings_in_the_order_in_which_they_were_applied():
    assert head(
        b"HTTP/1.1 200 OK", b"Content-Encoding: GZip , identity", b"Content-Encoding: br"
    ).encodings == [
        "gzip",
        "br",
    ]
    assert head(b"HTTP/1.1 200 OK").encodings == []


def test_cookies_are_counted():
    assert head(b"HTTP/1.1 200 OK", b"Set-Cookie: a=1", b"set-cookie: b=2").cookies == 2


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ("text/html", "text/html"),
        ("Text/HTML; Charset=UTF-8", "text/html; charset=UTF-8"),
        ("text/html,text/html", "text/html"),
        ("text/html,text/html; charset=windows-1251", "text/html; charset=windows-1251"),
        ("text/html; charset=windows-1251,text/html", "text/html; charset=windows-1251"),
        ("text/plain; charset=utf-8,text/html", "text/html"),
        ("text/html,application/pdf", "application/pdf"),
        ("text/html; charset=utf-8,nonsense", "text/html; charset=utf-8"),
        ("text/html; charset=utf-8,*/*", "text/html; charset=utf-8"),
        ("text/html charset=utf-8", "text/html; charset=utf-8"),
        ('text/html; charset="koi8-r"; x="a,b"', "text/html; charset=koi8-r"),
        ("text/html; q=1; charset = utf-8", "text/html; charset=utf-8"),
        ("text/html; mycharset=utf-8", "text/html"),
        ('text/html; x="a; charset=koi8-r"; charset=utf-8', "text/html; charset=utf-8"),
        ("text/html; charset=; Charset='utf-8'", "text/html; charset=utf-8"),
        ('text/html; charset="utf-8', "text/html; charset=utf-8"),
        ("html", ""),
        ("", ""),
        ("unknown/unknown", ""),
    ],
)
def test_the_content_type_that_counts(values, expected):
    assert content_type(values) == expected


@pytest.mark.parametrize("value", ["text/html", "", "application/xhtml+xml; charset=utf-8"])
def test_what_may_be_a_page(value):
    check_type({"content-type": value})
    with pytest.raises(FetchError, match="not as a page"):
        check_type({"content-type": "image/png"})


@pytest.mark.parametrize(
    "unit",
    ["a", "a/a;", "=", "a=", "charset='", '"', ",", " ", "; charset=", "text/html charset", '"a,', "\t:"],
)
def test_long_repeats_take_no_time(unit):
    text = f"a{unit * (90_000 // len(unit))}b"
    started = time.process_time()
    content_type(text)
    head(
        b"HTTP/1.1 200 OK", b"X: " + text.encode(), text.encode() + b": x", b"Content-Type: " + text.encode()
    )
    assert time.process_time() - started < 0.5
