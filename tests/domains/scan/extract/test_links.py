"""Where a page leads to."""

import pytest

from domains.scan.extract import extract
from domains.scan.extract.links import MAX_LINKS
from tests.domains.scan.extract.pages import URL, page


def test_links_are_absolute_distinct_and_bounded():
    found = page(
        '<a href="/contact#form">Contact</a><a href="contact">Contact</a><a href="#top">Top</a>'
        '<a href="mailto:a@b.com">m</a><a href="https://other.example/x" rel=nofollow>o</a>'
        '<a href="/team"><img alt="Our team"></a>'
    )
    assert [(link.url, link.text, link.nofollow) for link in found.links] == [
        (f"{URL}contact", "Contact", False),
        ("https://other.example/x", "o", True),
        (f"{URL}team", "Our team", False),
    ]
    assert len(page("".join(f"<a href=/p{n}>x</a>" for n in range(9_000))).links) == MAX_LINKS


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("<div>Our</div><div>team</div>", "Our team"),
        ("Our<br>team", "Our team"),
        ("<b>Con</b>tact", "Contact"),
        ("<svg><title>icon</title></svg><i>Contact</i>", "Contact"),
    ],
)
def test_the_text_of_a_link_is_what_a_reader_sees(inside, text):
    assert [link.text for link in page(f'<a href="/x">{inside}</a> and more').links] == [text]


def test_links_are_left_out_where_nobody_follows_them():
    body = b'<a href="/contact">Contact</a><a href="mailto:info@acme-tools.com">m</a>'
    found = extract(body, url=URL, links=False)
    assert (found.links, len(found.emails)) == ((), 1)


def test_the_query_of_a_link_is_in_the_encoding_of_its_page():
    body = '<meta charset=windows-1251><title>Мастерская</title><a href="/дом?q=дом">x</a>'.encode("cp1251")
    assert extract(body, url=URL).links[0].url == f"{URL}%D0%B4%D0%BE%D0%BC?q=%E4%EE%EC"
