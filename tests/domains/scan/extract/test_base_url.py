"""Where the links of a page lead, by the ways in which they and the page's own address are written."""

import pytest

from domains.scan.extract import extract

HOME = "https://www.acme-tools.com/"
LINKS = {
    "a host without a scheme": (HOME, "//other.example/x", "https://other.example/x"),
    "a host without a path": (HOME, "https://other.example", "https://other.example/"),
    "folders that lead up, encoded": (HOME, "/shop/%2e%2e/contact", f"{HOME}contact"),
    "a page without a path": ("https://www.acme-tools.com", "contact", f"{HOME}contact"),
    "a page behind folders that lead up": (f"{HOME}shop/../team/", "contact", f"{HOME}team/contact"),
    "a page with a host in capitals": ("https://WWW.ACME-TOOLS.COM/team/", "contact", f"{HOME}team/contact"),
    "a page with an umlaut in its path": (f"{HOME}büro/", "contact", f"{HOME}b%C3%BCro/contact"),
}


@pytest.mark.parametrize(("url", "href", "target"), LINKS.values(), ids=LINKS)
def test_where_a_link_leads(url, href, target):
    found = extract(f'<a href="{href}">Contact</a>'.encode(), url=url)
    assert [link.url for link in found.links] == [target]
