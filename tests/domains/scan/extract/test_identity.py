"""What a site calls itself."""

import pytest

from tests.domains.scan.extract.pages import URL, page


def test_names_of_the_site():
    found = page(
        head="""<title> Acme\n Tools </title><meta name=description content="We sell &amp; mend">
        <meta property="og:site_name" content="Acme"><link rel=canonical href="/home">
        <link rel="shortcut icon" href="/i.ico"><meta name=generator content="Hugo 0.1">
        <meta property="article:modified_time" content="2026-03-01T10:00:00Z">"""
    )
    assert (found.title, found.description, found.site_name) == ("Acme Tools", "We sell & mend", "Acme")
    assert (found.canonical_url, found.favicon_url) == (f"{URL}home", f"{URL}i.ico")
    assert (found.generator, found.last_modified) == ("Hugo 0.1", "2026-03-01T10:00:00Z")


def test_titles_come_from_elsewhere_where_there_is_none():
    assert page(head='<meta property="og:title" content="Acme">').title == "Acme"
    assert page(head='<meta name="twitter:title" content="Acme">').title == "Acme"
    assert page(head='<meta property="og:description" content="Tools">').description == "Tools"


@pytest.mark.parametrize(
    ("lang", "text", "language"),
    [
        ("en-US", "hello", "en-us"),
        ("nl_NL", "hallo", "nl-nl"),
        ("", "hello", ""),
        ("en", "これは日本語のページです。お問い合わせはこちらまでどうぞ。", "ja"),
        ("uk", "Квіти та подарунки у Києві щодня", "uk"),
        ("not a tag!", "hello", ""),
    ],
)
def test_languages_are_declared_and_checked(lang, text, language):
    assert page(f"<p>{text}</p>", lang=lang).language == language


def test_organisation_and_logo_from_structured_data():
    found = page(
        '<script type="application/ld+json">{"@context":"https://schema.org","@type":"Bakery","name":"Krümel",'
        '"logo":{"@type":"ImageObject","url":"/logo.png"},"address":{"@type":"PostalAddress",'
        '"streetAddress":"1 Main St","postalCode":"97201",'
        '"addressLocality":"Portland","addressCountry":"US"}}</script>'
    )
    assert found.organisation is not None
    assert (found.organisation.name, found.organisation.street) == ("Krümel", "1 Main St")
    assert (found.organisation.postal_code, found.organisation.country) == ("97201", "US")
    assert found.logo_url == f"{URL}logo.png"
