"""Names, icon and organisation of a page."""

from __future__ import annotations

import json

import pytest

from domains.scan.extract import extract
from domains.scan.report import Organisation, PageReport

URL = "https://www.kiln-and-clay.com/"


def read(body: str = "", head: str = "") -> PageReport:
    html = f'<!doctype html><html lang="en"><head>{head}</head><body>{body}</body></html>'
    return extract(html.encode(), url=URL)


def data(*values: object) -> str:
    return "".join(f'<script type="application/ld+json">{json.dumps(value)}</script>' for value in values)


def test_the_title_of_a_drawing_is_not_the_pages() -> None:
    drawing = "<svg><title>Open menu</title></svg>"
    assert read(drawing, '<meta property="og:title" content="Kiln">').title == "Kiln"
    assert read(f"{drawing}<title>Kiln</title>").title == "Kiln"
    assert read(drawing).title == ""


@pytest.mark.parametrize(
    ("head", "icon"),
    [
        ('<link rel="icon" href="data:,"><link rel="icon" href="/i.png">', "i.png"),
        ('<link rel="apple-touch-icon" href="/a.png"><link rel="SHORTCUT ICON" href="i.ico">', "i.ico"),
        ('<link rel="apple-touch-icon" href="/a.png">', "a.png"),
        ("", "favicon.ico"),
    ],
)
def test_the_icon_is_the_first_that_has_an_address(head: str, icon: str) -> None:
    assert read(head=head).favicon_url == URL + icon


ADDRESS = {"@type": "PostalAddress", "streetAddress": "1 Pot Lane", "addressLocality": "Stoke"}


@pytest.mark.parametrize(
    "kind", ["TattooParlor", "HVACBusiness", "VeterinaryCare", "NGO", "https://schema.org/Winery"]
)
def test_any_kind_of_organisation_counts_with_and_without_an_address(kind: str) -> None:
    assert read(data({"@type": kind, "name": "Kiln"})).organisation == Organisation(name="Kiln")
    with_address = read(data({"@type": kind, "name": "Kiln", "address": ADDRESS})).organisation
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
    assert read(data(value)).organisation is None
    own = {"@type": "Organization", "name": "Kiln"}
    assert read(data(value, own)).organisation == Organisation(name="Kiln")


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
    assert read(data(graph)).organisation == expected
