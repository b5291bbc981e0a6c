"""The parsed page: its tree, links and addresses."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domains.scan.extract import extract
from domains.scan.extract.document import read
from domains.scan.urls import resolve
from tests.domains.scan.extract.pages import URL


def test_contacts_behind_the_end_of_the_body_are_found():
    found = extract(b"<html><body><p>Acme</p></body>Call (202) 555-0143</html>", url=URL)
    assert [contact.value for contact in found.phones] == ["+12025550143"]


def test_contacts_behind_very_deep_nesting_are_found():
    html = "<div>" * 100_000 + '<a href="mailto:info@acme-tools.com">m</a>'
    assert [contact.value for contact in extract(html.encode(), url=URL).emails] == ["info@acme-tools.com"]


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=600))
def test_no_bytes_break_it(body):
    found = extract(body, url=URL)
    assert "\0" not in found.title


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="<>a@b.c 0123456789()+-[]\"'=/&;:{}é東\n", max_size=300))
def test_no_text_breaks_it(text):
    extract(f"<html><body>{text}".encode(), url=URL)


def test_everything_behind_the_end_is_part_of_the_page():
    found = extract(
        b"<html><title>Acme</title><body>Hi</body></html><html><title>Widget</title><p>info@acme-tools.com"
        b"<a href=/contact>Contact</a>",
        url=URL,
    )
    assert (found.title, [one.value for one in found.emails]) == ("Acme", ["info@acme-tools.com"])
    assert [link.url for link in found.links] == [f"{URL}contact"]


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        ("<base href=/shop/>", f"{URL}shop/a"),
        (
            "<base target=_blank><base href=//cdn.acme-tools.com/x/><base href=/other/>",
            "https://cdn.acme-tools.com/x/a",
        ),
        ("<base href='mailto:x'>", f"{URL}a"),
        ("<template><base href=/no/></template>", f"{URL}a"),
        ("<body><svg><base href=/no/></base></svg><base href=/shop/>", f"{URL}shop/a"),
        ("<noscript><base href=/no/></noscript>", f"{URL}a"),
        ("<noscript><base href=/no/></noscript><base href=/shop/>", f"{URL}shop/a"),
        ("<base href=/shop/><noscript><base href=/no/>", f"{URL}shop/a"),
        ("<!--<base href=/no/>--><noscript><base href=/no/></noscript><base href=/shop/>", f"{URL}shop/a"),
        ("<base target=_top><noscript><base href=/no/></noscript><base href=/shop/>", f"{URL}shop/a"),
        ("", f"{URL}a"),
    ],
)
def test_relative_links_start_from_the_base(base, expected):
    assert read(f"<head>{base}".encode(), URL, {}).absolute("a") == expected


def test_what_stands_in_a_template_is_not_the_pages():
    head = "<template><title>No</title><meta http-equiv=refresh content='0;url=/no'></template><title>Yes"
    found = extract(f"<head>{head}</title>".encode(), url=URL)
    assert (found.title, found.refresh_url) == ("Yes", "")


def test_a_link_in_a_drawing_is_a_link():
    found = extract(b"<svg><a xlink:href='/contact'><text>Contact</text></a></svg>", url=URL)
    assert [link.url for link in found.links] == [f"{URL}contact"]


@pytest.mark.parametrize(
    ("href", "found"),
    [
        ("mai\nlto:info@acme-tools.com", "mailto:info@acme-tools.com"),
        ("te\tl:+442079460018", "tel:+442079460018"),
        ("https:\\\\acme-tools.com\\a?b=\\c", "https://acme-tools.com/a?b=\\c"),
        ("\\a\\b#\\c", f"{URL}a/b#\\c"),
        ("mailto:a\\b@acme-tools.com", "mailto:a\\b@acme-tools.com"),
        ("javascript:f('\\x40')", "javascript:f('\\x40')"),
    ],
)
def test_the_scheme_and_the_slashes_of_a_link_are_those_that_browsers_read(href, found):
    page = read(f'<a href="{href}">x</a>'.encode(), URL, {})
    assert [anchor.href for anchor in page.anchors] == [found]


def test_a_page_without_an_address_has_absolute_links_alone():
    page = read(b"", "", {})
    assert page.absolute("https://acme-tools.com/a") == "https://acme-tools.com/a"
    assert (page.absolute("/a"), page.absolute("a"), page.absolute("")) == ("", "", "")


@settings(max_examples=600, deadline=None)
@given(
    st.sampled_from(
        [
            "",
            "/",
            "http://",
            "https://",
            "//",
            "?",
            "#",
            "./",
            "../",
            "https:",
            "HTTP://a.b/",
            "https://acme-tools.com/",
        ]
    ),
    st.text(alphabet="abX09-_.~!$&'()*+,;=:@%/?#[]|\\^`{} \téx2e", max_size=20),
    st.sampled_from([URL, "https://acme-tools.com/a/b.html?c/d#e", "https://acme-tools.com/%7Ea/./b/", ""]),
)
def test_plain_links_are_resolved_as_by_the_standard(start, rest, url):
    page = read(b"", url, {})
    assert page.absolute(start + rest) == resolve(start + rest, page.base.url)


@pytest.mark.parametrize(
    "host", ["a.com", "xn--a.com", "a.xn--80ak6aa92e.com", "a-.com", "1.2.3.4", "0x7f.1", "a.b.c.co.uk"]
)
def test_plain_hosts_are_those_of_the_standard(host):
    assert read(b"", URL, {}).absolute(f"https://{host}/a/b?c=d#e") == resolve(
        f"https://{host}/a/b?c=d#e", URL
    )
