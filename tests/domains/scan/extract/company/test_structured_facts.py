"""The shapes in which sites write their structured data, and what such data does not tell of a company."""

from __future__ import annotations

import json

import pytest

from domains.scan.extract import extract

URL = "https://www.mill-and-oven.com/"
PLACE = {"@type": "PostalAddress", "streetAddress": "1 Hill", "addressLocality": "Leeds"}
SIREN = {"@type": "PropertyValue", "propertyID": "SIREN", "value": "307 871 616"}
OPEN = {"opens": "07:00", "closes": "18:00"}


def values(data: object, kind: str, *, url: str = URL, text: str = "") -> list[str]:
    source = f'<script type="application/ld+json">{json.dumps(data)}</script><p>{text}</p>'
    return [fact.value for fact in extract(source.encode(), url=url).company if fact.kind == kind]


def organisation(**properties: object) -> dict[str, object]:
    return {"@context": "https://schema.org", "@type": "Bakery", "name": "Mill", **properties}


@pytest.mark.parametrize(
    ("written", "employees"),
    [
        pytest.param("42", ["42"], id="text"),
        pytest.param([{"@type": "QuantitativeValue", "value": 42}], ["42"], id="list"),
        pytest.param({"minValue": 11}, ["11"], id="at-least"),
        pytest.param({"maxValue": 50}, ["50"], id="at-most"),
        pytest.param({"value": 42, "minValue": 11, "maxValue": 50}, ["42"], id="number-and-range"),
        pytest.param([], [], id="empty-list"),
    ],
)
def test_how_many_work_there(written: object, employees: list[str]) -> None:
    assert values(organisation(numberOfEmployees=written), "employees") == employees


@pytest.mark.parametrize(
    ("properties", "numbers"),
    [
        pytest.param({"identifier": [SIREN]}, ["307871616"], id="list"),
        pytest.param({"identifier": {"name": "SIREN", "value": "307 871 616"}}, ["307871616"], id="by-name"),
        pytest.param({"identifier": {**SIREN, "name": "Number"}}, ["307871616"], id="property-before-name"),
        pytest.param({"identifier": ["307 871 616", SIREN]}, ["307871616"], id="text-without-its-sort"),
        pytest.param({"identifier": "307 871 616"}, [], id="text-alone"),
        pytest.param({"identifier": {"name": "Catalogue", "value": "12345678"}}, [], id="another-sort"),
    ],
)
def test_the_number_of_a_register_among_identifiers(
    properties: dict[str, object], numbers: list[str]
) -> None:
    assert values(organisation(**properties), "registration_number") == numbers


@pytest.mark.parametrize(
    ("code", "numbers"),
    [
        pytest.param("0060:150483782", ["150483782"], id="duns"),
        pytest.param("0088:5412345000013", [], id="other-sort"),
    ],
)
def test_the_number_behind_the_code_of_its_sort(code: str, numbers: list[str]) -> None:
    assert values(organisation(iso6523Code=code), "identifier") == numbers


def test_a_number_is_not_read_as_one_of_a_country_that_the_site_is_not_in() -> None:
    data, called = organisation(vatID="934450919"), "Leeds: +44 113 496 0000"
    assert values(data, "vat_id", url="https://mill.co.uk/", text=called) == ["GB934450919"]
    assert values(data, "vat_id", url="https://mill.de/", text=called) == []


@pytest.mark.parametrize(
    ("properties", "addresses"),
    [
        pytest.param({"location": {"@type": "Place", "address": PLACE}}, ["1 Hill, Leeds"], id="of-a-place"),
        pytest.param({"location": PLACE}, ["1 Hill, Leeds"], id="location"),
        pytest.param(
            {"address": PLACE, "location": {"streetAddress": "9 Quay", "addressLocality": "York"}},
            ["1 Hill, Leeds"],
            id="address-before-location",
        ),
        pytest.param(
            {"address": [PLACE, {"streetAddress": "2 Quay", "addressLocality": "York"}]},
            ["1 Hill, Leeds", "2 Quay, York"],
            id="two",
        ),
        pytest.param({"address": ["1 Hill", PLACE]}, ["1 Hill, Leeds"], id="text-among-them"),
        pytest.param({"address": "1 Hill, Leeds"}, [], id="text"),
        pytest.param({"address": {**PLACE, "address": "1 Hill"}}, ["1 Hill, Leeds"], id="text-inside"),
        pytest.param({"address": {"streetAddress": "1 Hill, Leeds"}}, ["1 Hill, Leeds"], id="street-alone"),
        pytest.param({"address": {"addressLocality": "Leeds"}}, ["Leeds"], id="town-alone"),
        pytest.param({"address": {"addressRegion": "Kent", "postalCode": "TN1 1AA"}}, [], id="neither"),
    ],
)
def test_where_the_company_is(properties: dict[str, object], addresses: list[str]) -> None:
    assert values(organisation(**properties), "address") == addresses


def test_the_address_of_a_person_is_not_the_companys() -> None:
    assert values({"@type": "Person", "name": "Ida Lind", "address": PLACE}, "address") == []


def test_an_address_has_no_empty_parts() -> None:
    source = f'<script type="application/ld+json">{json.dumps(organisation(address=PLACE))}</script>'
    places = [fact for fact in extract(source.encode(), url=URL).company if fact.kind == "address"]
    assert [place.details for place in places] == [{"street": "1 Hill", "locality": "Leeds"}]


@pytest.mark.parametrize(
    ("given", "hours"),
    [
        pytest.param({"dayOfWeek": "Monday", **OPEN}, ["Mo 07:00-18:00"], id="one-day"),
        pytest.param([{"dayOfWeek": ["Monday", "Marketday"], **OPEN}], ["Mo 07:00-18:00"], id="unknown-day"),
        pytest.param([{"dayOfWeek": [], **OPEN}], [], id="no-day"),
        pytest.param([{"dayOfWeek": "Monday", "opens": "07:00"}], [], id="without-an-end"),
        pytest.param([{"dayOfWeek": "Monday", "closes": "18:00"}], [], id="without-a-beginning"),
        pytest.param(["daily", {"dayOfWeek": "Sunday", **OPEN}], ["Su 07:00-18:00"], id="text-among-them"),
    ],
)
def test_when_it_is_open(given: object, hours: list[str]) -> None:
    assert values(organisation(openingHoursSpecification=given), "opening_hours") == hours


@pytest.mark.parametrize(
    ("given", "points"),
    [
        pytest.param([{"latitude": "52.52", "longitude": 13.405}], ["52.52,13.405"], id="list"),
        pytest.param([], [], id="empty-list"),
        pytest.param("52.52,13.405", [], id="text"),
        pytest.param({"latitude": "north", "longitude": "13"}, [], id="no-number"),
        pytest.param({"latitude": 0, "longitude": 32.5}, ["0.0,32.5"], id="equator"),
        pytest.param({"latitude": 51.4, "longitude": 0}, ["51.4,0.0"], id="greenwich"),
        pytest.param({"latitude": 51.4, "longitude": 190}, [], id="beyond-the-date-line"),
    ],
)
def test_the_point_on_the_map(given: object, points: list[str]) -> None:
    assert values(organisation(geo=given), "geo") == points
