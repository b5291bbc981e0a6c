"""URLs as browsers read them, and which of them are one page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domains.scan.names import InvalidName, host_of
from domains.scan.urls import (
    UrlParts,
    is_web_url,
    key,
    on_same_host,
    on_same_site,
    parts,
    resolve,
    resolve_listed,
    same_encoding,
    tidy,
)

PAGE = "https://shop.example/de/home.html?a=1"


@pytest.mark.parametrize(
    ("reference", "url"),
    [
        ("contact", "https://shop.example/de/contact"),
        ("\\contact\\us", "https://shop.example/contact/us"),
        ("https:/contact", "https://shop.example/contact"),
        ("//cdn.example:443/x", "https://cdn.example/x"),
        ("/a/%2e%2E/b", "https://shop.example/b"),
        ("/100%/caf\u00e9", "https://shop.example/100%/caf%C3%A9"),
        (" /a\n b ", "https://shop.example/a%20b"),
        ("http://0x7f.1/", "http://127.0.0.1/"),
        ("http://B\u00fccher.example", "http://xn--bcher-kva.example/"),
        ("mailto:info@shop.example", ""),
        ("https://", ""),
        ("http://shop.example:port/", ""),
    ],
)
def test_a_reference_is_resolved_as_in_a_browser(reference: str, url: str) -> None:
    assert resolve(reference, PAGE) == url


@pytest.mark.parametrize(
    ("encoding", "reference", "url"),
    [
        ("windows-1251", "/дом?q=дом#дом", "/%D0%B4%D0%BE%D0%BC?q=%E4%EE%EC#%D0%B4%D0%BE%D0%BC"),
        ("windows-1252", "?a=%C3%A9&b=é€家", "/de/home.html?a=%C3%A9&b=%E9%80%26%2323478%3B"),
        ("shift_jis", "?q=表 ソ'", "/de/home.html?q=%95\\%20%83\\%27"),
        ("gbk", "#?é", "/de/home.html?a=1#?%C3%A9"),
        ("utf-16le", "?é", "/de/home.html?%C3%A9"),
        ("utf-8", "?é", "/de/home.html?%C3%A9"),
    ],
)
def test_a_query_is_in_the_encoding_of_its_page(encoding: str, reference: str, url: str) -> None:
    assert resolve(reference, PAGE, encoding) == f"https://shop.example{url}"


@pytest.mark.parametrize(
    ("place", "url"),
    [
        ("/map.xml", "https://shop.example/map.xml"),
        ("map.xml", "https://shop.example/de/map.xml"),
        ("shop.example/map.xml", "https://shop.example/map.xml"),
        (" WWW.Shop.Example/map.xml ", "https://www.shop.example/map.xml"),
        ("shop.example", "https://shop.example/"),
        ("cdn.other.com/map.xml", "https://cdn.other.com/map.xml"),
        ("//cdn.other.com/map.xml", "https://cdn.other.com/map.xml"),
        ("http://shop.example/map.xml", "http://shop.example/map.xml"),
        ("maps.d/map.xml", "https://shop.example/de/maps.d/map.xml"),
        ("", "https://shop.example/de/home.html?a=1"),
        ("ftp://shop.example/map.xml", ""),
    ],
)
def test_a_place_written_by_hand_may_lack_its_scheme(place: str, url: str) -> None:
    assert resolve_listed(place, PAGE) == url


def test_the_parts_of_a_url() -> None:
    assert parts("http://me:pw@Shop.Example:8080/a/../b?q=1#f") == UrlParts("shop.example:8080", "/b", "q=1")
    assert parts("http://shop.example?") == UrlParts("shop.example", "/", "")
    assert parts("http://[::1]:80/") == UrlParts("[::1]", "/", "")
    assert parts("/only/a/path") == parts("mailto:a@shop.example") == parts("") == UrlParts()


def test_what_names_a_host_on_the_web() -> None:
    assert is_web_url("http://shop.example")
    assert not any(
        map(is_web_url, ["shop.example", "http://", "ftp://shop.example/", "http://a b/", "//x.y/"])
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://shop.example:80/a", "https://www.shop.example:443/a/"),
        ("https://shop.example/%7Ejoe", "https://shop.example/~joe"),
        ("https://shop.example/a%2fb", "https://shop.example/a%2Fb"),
        ("https://shop.example/x/%2e%2e/a", "https://shop.example/a"),
        ("https://shop.example/\u00fc?q=%c3%bc", "https://shop.example/%C3%BC?q=%C3%BC"),
        ("https://shop.example/a/index.html", "https://shop.example/a"),
        ("https://SHOP.example\\a", "https://shop.example/a#top"),
        ("https://shop.example/a?", "https://shop.example/a"),
        ("https://shop.example./a", "https://shop.example/a"),
    ],
)
def test_spellings_of_one_page(one: str, other: str) -> None:
    assert key(one) == key(other)


@pytest.mark.parametrize(
    "url",
    [
        "http://shop.example:8080/a",
        "http://shop.example/A",
        "http://shop.example/a?x",
        "http://shop.example/a%2F",
    ],
)
def test_pages_that_differ(url: str) -> None:
    assert key(url) != key("http://shop.example/a")


def test_parameters_that_only_tell_where_one_came_from_are_taken_out() -> None:
    assert tidy(f"{PAGE}&utm_source=x&gclid=7&hsa_tracking=1&q=%20+#top") == f"{PAGE}&q=%20+"
    assert tidy("https://shop.example/a;jsessionid=1F?fbclid=x") == "https://shop.example/a"


def test_one_site_and_one_host() -> None:
    assert on_same_site("http://a.shop.com:8080/", "https://shop.com/")
    assert not on_same_site("http://shop.com.evil.net/", "https://shop.com/")
    assert not on_same_site("", PAGE)
    assert on_same_host("http://www.shop.example/", PAGE)
    assert not on_same_host("http://a.shop.example/", PAGE)


@given(st.text(max_size=200))
def test_whatever_a_page_writes(text: str) -> None:
    url = resolve(text, PAGE)
    assert resolve(url, PAGE) == url if url else True
    assert url.isascii()
    if url:
        assert key(tidy(url)) == key(tidy(resolve(tidy(url), PAGE)))
    assert same_encoding(same_encoding(text)) == same_encoding(text)
    resolve_listed(text, PAGE)


# What the standard allows and the product refuses on purpose, as ``host_of`` says it.
REFUSED_ON_PURPOSE = {
    "only 80 and 443 are scanned": "other ports",
    "an IP address is not a domain": "addresses in the place of a name",
    "a single word is not a domain": "names without a dot",
    "internal network": "names of internal networks",
    "names no host, or a confusing one": "user names with escapes or a second @",
    "cannot contain": "characters that no host on the web has",
    "cannot start or end with a hyphen": "names that no registry gives out",
    "not an international domain name": "punycode that stands for nothing",
    "empty, or with an empty part": "names with an empty part",
    "longer than": "names longer than DNS takes",
    "is not a top-level domain": "endings that are none",
    "is a public suffix": "suffixes that nobody owns",
    "mixes scripts": "names as impostors write them",
}


@pytest.fixture(scope="module")
def conformance() -> list[dict[str, Any]]:
    """The URL cases of web-platform-tests; skips where they are not at hand."""
    file = Path("/work/shared/conformance/urltestdata.json")
    if not file.exists():
        pytest.skip(f"the URL cases of web-platform-tests are not at {file}")
    return [case for case in json.loads(file.read_text(encoding="utf-8")) if isinstance(case, dict)]


def test_every_url_case_of_web_platform_tests(conformance: list[dict[str, Any]]) -> None:
    assert len(conformance) > 800
    wrong = []
    for case in conformance:
        on_web = case.get("protocol") in {"http:", "https:"}
        given = resolve(case["input"], case["base"] or "about:blank")
        if given != (case["href"] if on_web else ""):
            wrong.append((case["input"], case["base"], given))
        elif on_web:
            expected = UrlParts(case["host"], case["pathname"], case["search"].removeprefix("?"))
            wrong += [] if parts(given) == expected else [(case["input"], parts(given), expected)]
    assert wrong == []


def test_what_is_refused_of_them_is_refused_on_purpose(conformance: list[dict[str, Any]]) -> None:
    unexplained = []
    for case in conformance:
        if case.get("protocol") in {"http:", "https:"}:
            try:
                assert host_of(case["href"].partition("#")[0]) == case["hostname"].removesuffix(".")
            except InvalidName as refusal:
                known = any(reason in str(refusal) for reason in REFUSED_ON_PURPOSE)
                unexplained += [] if known else [(case["href"], str(refusal))]
    assert unexplained == []
