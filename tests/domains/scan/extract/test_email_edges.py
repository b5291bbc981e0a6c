"""Addresses at a line's end, and elements whose attributes for an address are empty."""

import pytest

from tests.domains.scan.extract.contact_pages import addresses, refusals

LINES = {
    "a domain on the next line": ("info@<br>cafe.de", ["info@cafe.de"]),
    "a domain and a town on the next line": ("info@<br>cafe.de, Berlin", ["info@cafe.de"]),
    "a domain at the end of a sentence on the next line": ("(info@<br>cafe.de).", ["info@cafe.de"]),
    "sites on the next line": ("info@<br>cafe.de, bakery.de, shop.de", []),
    "a site on the next line": ("info@<br>www.cafe.de", []),
    "the path of a link on the next line": ("anna@<br>cafe.de/team", []),
    "a user's name before a space": ("anna@ cafe.de", []),
}


@pytest.mark.parametrize(("written", "values"), LINES.values(), ids=LINES)
def test_an_at_sign_before_a_gap(written, values):
    assert addresses(f"<p>{written}</p>") == values


EMPTY = {
    "Cloudflare's code": "<span data-cfemail>hidden</span>",
    "an address for a script": "<a data-email>Mail</a>",
    "an encoded address": "<a data-enc-email>Mail</a>",
    "a form without an action": "<form><input><button>Send</button></form>",
    "a domain without a name": '<a data-domain data-tld="cafe.de" data-user="bert">Mail</a>',
    "a click that opens no address": "<button onclick=\"window.open('mailto:')\">Mail</button>",
}


@pytest.mark.parametrize("markup", EMPTY.values(), ids=EMPTY)
def test_an_empty_attribute_hides_no_other_address(markup):
    assert addresses(f"{markup}<p>info@cafe.de</p>") == ["info@cafe.de"]


def test_the_name_of_a_picture_is_refused_as_a_file():
    assert refusals("<p>logo@2x.png</p>") == {"logo@2x.png": "name of a file"}


def test_the_name_of_a_file_under_an_ending_that_is_also_a_domain_is_no_address():
    assert addresses("<p>styles@cafe.map, info@cafe.de</p>") == ["info@cafe.de"]


@pytest.mark.parametrize("hyphen", ["\u2010", "\u2011"], ids=["a hyphen", "one that breaks no line"])
@pytest.mark.parametrize(
    "markup", ["<a href='mailto:{}'>Mail</a>", "<p>{}</p>"], ids=["in a link", "in the text"]
)
def test_typographic_hyphens_are_those_of_a_domain(hyphen, markup):
    assert addresses(markup.format(f"info@cafe{hyphen}nord.de")) == ["info@cafe-nord.de"]


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("Email-office@acme-tools.com", "office@acme-tools.com"),
        ("E-mail-office@acme-tools.com", "office@acme-tools.com"),
        ("email-office@acme-tools.com", "email-office@acme-tools.com"),
        ("Mail-Office@acme-tools.com", "mail-office@acme-tools.com"),
    ],
)
def test_a_label_before_a_hyphen(written, found):
    assert addresses(f"<p>{written}</p>") == [found]
