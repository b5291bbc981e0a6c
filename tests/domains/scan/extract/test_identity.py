"""What a site calls itself."""

import json

import pytest

from domains.scan.report import Organisation
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
    ("head", "title"),
    [
        ("<noscript><title>Turn scripts on</title></noscript><title>Acme</title>", "Acme"),
        ("<noscript><style></style></noscript><title>Acme</title><title>Tools</title>", "Acme"),
        ("<NOSCRIPT><title>Turn scripts on</title></NOSCRIPT>", "Turn scripts on"),
    ],
)
def test_a_title_for_browsers_without_scripts_comes_behind_all_others(head, title):
    assert page(head=head).title == title


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


def data(*values: object) -> str:
    return "".join(f'<script type="application/ld+json">{json.dumps(value)}</script>' for value in values)


def test_the_title_of_a_drawing_is_not_the_pages() -> None:
    drawing = "<svg><title>Open menu</title></svg>"
    assert page(drawing, '<meta property="og:title" content="Kiln">').title == "Kiln"
    assert page(f"{drawing}<title>Kiln</title>").title == "Kiln"
    assert page(drawing).title == ""


@pytest.mark.parametrize(
    ("head", "icon"),
    [
        ('<link rel="icon" href="data:,"><link rel="icon" href="/i.png">', "i.png"),
        ('<link rel="apple-touch-icon" href="/a.png"><link rel="SHORTCUT ICON" href="i.ico">', "i.ico"),
        ('<link rel="apple-touch-icon" href="/a.png">', "a.png"),
        ("", "favicon.ico"),
        ('<link rel="icon" href=" "><link rel="icon" href="/i.png">', "i.png"),
        ('<template><link rel="icon" href="/t.png"></template>', "favicon.ico"),
    ],
)
def test_the_icon_is_the_first_that_has_an_address(head: str, icon: str) -> None:
    assert page(head=head).favicon_url == URL + icon


ADDRESS = {"@type": "PostalAddress", "streetAddress": "1 Pot Lane", "addressLocality": "Stoke"}


@pytest.mark.parametrize(
    "kind", ["TattooParlor", "HVACBusiness", "VeterinaryCare", "NGO", "https://schema.org/Winery"]
)
def test_any_kind_of_organisation_counts_with_and_without_an_address(kind: str) -> None:
    assert page(data({"@type": kind, "name": "Kiln"})).organisation == Organisation(name="Kiln")
    with_address = page(data({"@type": kind, "name": "Kiln", "address": ADDRESS})).organisation
    assert with_address == Organisation(name="Kiln", street="1 Pot Lane", locality="Stoke")


@pytest.mark.parametrize(
    "value",
    [
        {
            "@type": "MusicEvent",
            "name": "Night",
            "location": {"@type": "Place", "name": "Hall", "address": ADDRESS},
        },
        {"@type": "Event", "location": {"@type": "Restaurant", "name": "Grill", "address": ADDRESS}},
        {"@type": "Event", "organizer": {"@type": "Organization", "name": "Club"}},
        {
            "@type": "JobPosting",
            "hiringOrganization": {"@type": "Organization", "name": "Boss", "address": ADDRESS},
        },
        {"@type": "Product", "manufacturer": {"@type": "Organization", "name": "Maker"}},
        {
            "@type": "Product",
            "review": {"@type": "Review", "publisher": {"@type": "Organization", "name": "Paper"}},
        },
        {
            "@type": "Person",
            "name": "Ann",
            "address": ADDRESS,
            "memberOf": {"@type": "Organization", "name": "Guild"},
        },
    ],
)
def test_who_stands_in_an_event_a_job_or_a_product_is_somebody_else(value: object) -> None:
    assert page(data(value)).organisation is None
    own = {"@type": "Organization", "name": "Kiln"}
    assert page(data(value, own)).organisation == Organisation(name="Kiln")


def test_an_address_that_is_only_named_is_looked_up() -> None:
    graph = {
        "@graph": [
            {"@type": "WebSite", "publisher": {"@id": "#us"}},
            {
                "@id": "#us",
                "@type": ["Organization", "Store"],
                "name": "Kiln &amp; Clay",
                "address": {"@id": "#a"},
            },
            {"@id": "#a", **ADDRESS},
        ]
    }
    expected = Organisation(name="Kiln & Clay", street="1 Pot Lane", locality="Stoke")
    assert page(data(graph)).organisation == expected


@pytest.mark.parametrize(
    ("properties", "street"),
    [
        ({"location": {"streetAddress": "1 Hill"}}, "1 Hill"),
        ({"address": [{"streetAddress": "1 Hill"}, {"streetAddress": "2 Quay"}]}, "1 Hill"),
        ({"address": [], "location": []}, ""),
        ({"location": {"address": {"streetAddress": "1 Hill"}}}, "1 Hill"),
        ({"location": {"address": "1 Hill", "streetAddress": "2 Quay"}}, "2 Quay"),
        ({"address": "1 Hill, Leeds"}, "1 Hill, Leeds"),
        ({"address": 5}, ""),
    ],
)
def test_the_street_of_the_organisation(properties: dict[str, object], street: str) -> None:
    found = page(data({"@type": "Organization", "name": "Acme", **properties})).organisation
    assert found is not None
    assert (found.name, found.street) == ("Acme", street)


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (data({"@type": "Person", "name": "Ida Lind"}), ""),
        (data({"@type": "WebSite"}, {"@type": "WebSite", "name": "Acme"}), "Acme"),
        ('<meta name="application-name" content="Acme">', "Acme"),
    ],
)
def test_where_the_name_of_the_site_stands(head: str, name: str) -> None:
    assert page("", head).site_name == name


@pytest.mark.parametrize(
    ("head", "modified"),
    [
        (data({"@type": "WebPage", "dateModified": "2024-05-01"}), "2024-05-01"),
        ('<meta property="article:modified_time" content="2023-01-02T10:00:00Z">', "2023-01-02T10:00:00Z"),
        ('<meta property="og:updated_time" content="yesterday">', ""),
    ],
)
def test_when_the_page_was_changed(head: str, modified: str) -> None:
    assert page("", head).last_modified == modified


def test_an_empty_organisation_is_none() -> None:
    assert page(data({"@type": "Organization"})).organisation is None


def test_a_canonical_address_that_is_none() -> None:
    assert page("", '<link rel="canonical" href="https://[x">').canonical_url == ""


def test_the_first_generator_that_is_named() -> None:
    metas = '<meta name="author" content="Ida"><meta name="generator" content=" "><meta name="generator">'
    assert page("", f'{metas}<meta name="Generator" content="Kilnpress 6">').generator == "Kilnpress 6"
