"""What a page tells robots and browsers to do."""

import pytest

from domains.scan.extract.directives import parse_refresh
from tests.domains.scan.extract.pages import URL, page


def test_what_robots_and_browsers_are_told():
    found = page(
        head='<meta name=robots content="NOINDEX, follow"><meta http-equiv=refresh content="0; url=/real">'
    )
    assert (found.robots, found.refresh_url) == ({"noindex"}, f"{URL}real")
    assert page(headers={"x-robots-tag": "none"}).robots == {"noindex", "nofollow"}
    assert page(head='<meta http-equiv=refresh content="600; url=/real">').refresh_url == ""


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("0; url=/real", (0, "/real")),
        ("0;URL='/quoted home/'", (0, "/quoted home/")),
        ('3;url="/a"b', (3, "/a")),
        ("1 url=/new", (1, "/new")),
        (" 1 , /new ", (1, "/new")),
        ("2.5; url = /new", (2, "/new")),
        (".5;/new", (0, "/new")),
        ("1; url", (1, "url")),
        ("1; url=", (1, "")),
        ("5", (0, "")),
        ("1url=/new", (0, "")),
        ("url=/new", (0, "")),
        ("-1; url=/new", (0, "")),
        ("", (0, "")),
    ],
)
def test_a_refresh_is_read_as_the_standard_says(content, expected):
    assert parse_refresh(content) == expected


def test_a_refresh_header_means_what_the_meta_means():
    assert page(headers={"refresh": "0; url=real?a"}).refresh_url == f"{URL}real?a"
    assert page(headers={"refresh": "9; url=real"}).refresh_url == ""
    as_sent = "0; url=/größe".encode().decode("latin-1")
    assert page(headers={"refresh": as_sent}).refresh_url == f"{URL}gr%C3%B6%C3%9Fe"


@pytest.mark.parametrize("url", ["", "https://www.acme-tools.com/", "mailto:a@b.com", "javascript:go()"])
def test_a_refresh_that_leads_nowhere_else(url):
    assert page(head=f'<meta http-equiv=refresh content="0; url={url}">').refresh_url == ""


NOSCRIPT = '<noscript>{}<meta http-equiv="Refresh" content="0; url=/nojs"></noscript>'


def test_a_refresh_in_noscript_counts_only_where_the_page_is_empty():
    assert page("<p>Welcome", NOSCRIPT.format("")).refresh_url == ""
    assert page("<p>Welcome", NOSCRIPT.format("<img src=pixel>")).refresh_url == ""
    assert page("<p>Welcome" + NOSCRIPT.format("")).refresh_url == ""
    assert page("<div id=app></div><script>go()</script>", NOSCRIPT.format("")).refresh_url == f"{URL}nojs"
    both = NOSCRIPT.format("") + '<meta http-equiv=refresh content="0; url=/real">'
    assert page("<p>Moved", both).refresh_url == f"{URL}real"


@pytest.mark.parametrize("other", ["url=/other", "", "-1; url=/other"])
def test_a_refresh_that_is_none_is_passed_over(other):
    metas = "".join(f'<meta http-equiv=refresh content="{one}">' for one in (other, "0; url=/real"))
    assert page(head=metas).refresh_url == f"{URL}real"
