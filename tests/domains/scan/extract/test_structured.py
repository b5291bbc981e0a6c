"""Structured data as people and programs write it."""

from __future__ import annotations

import json
import time

import pytest

from domains.scan.extract import extract_here, json_ld
from domains.scan.extract.document import read
from domains.scan.extract.structured import Thing, things
from tests.domains.scan.extract.pages import page


def found(body: str) -> tuple[Thing, ...]:
    return things(read(f"<html><body>{body}</body></html>".encode(), "https://kiln.example/", {}))


PLAIN = '{"@type": "Store", "name": "Kiln", "url": "https://kiln.example/a//b"}'
VALUE = {"@type": "Store", "name": "Kiln", "url": "https://kiln.example/a//b"}


@pytest.mark.parametrize(
    "source",
    [
        PLAIN,
        f"\ufeff {PLAIN};",
        f"<!-- {PLAIN} -->",
        f"<!--//--><![CDATA[//><!--\n{PLAIN}\n//--><!]]>",
        f"/* <![CDATA[ */ {PLAIN} /* ]]> */",
        f"//<![CDATA[\n{PLAIN}\n//]]>",
        f"// who we are\n{PLAIN} // end",
        '{"@type": "Store", /* our name */ "name": "Kiln",\n "url": "https://kiln.example/a//b",}',
        '{"@type": "Store", "name": "Kiln", // the name\n "url": "https://kiln.example/a//b" , }',
        PLAIN.replace('"', "&quot;"),
        PLAIN.replace('"', "'"),
        "//<![CDATA[\n" + PLAIN.replace('"', "'") + "\n//]]>",
        """{ '@type': "Store", 'name': 'Kiln', 'url': "https://kiln.example/a//b" ,}""",
        '{"@type": "Store", "name": "K\\iln", "url": "https:\\/\\/kiln.example\\/a\\/\\/b",}',
    ],
)
def test_json_ld_is_read_as_it_is_written(source: str) -> None:
    assert list(json_ld.values(source)) == [VALUE]


@pytest.mark.parametrize(
    "source",
    [
        '{"@context": "https://schema.org", "type": "Store", "id": "#us", "name": "Kiln"}',
        '{"@context": {"s": "https://schema.org/"}, "@type": "s:Store", "@id": "#us", "s:name": "Kiln"}',
        '[{"@id": "#us", "@type": ["http://schema.org/Store"], "http://schema.org/name": ["Kiln"]}]',
        "{'type': 'Store', 'id': '#us', 'name': 'Kiln', 'schema:name': 'Another',}",
    ],
)
def test_names_of_properties_may_be_compact_or_written_out_or_aliases(source: str) -> None:
    (thing,) = found(f'<script type="application/ld+json">{source}</script>')
    assert (thing.types, thing.text("name"), thing.text("@id")) == ({"store"}, "Kiln", "#us")


def test_quotes_within_strings_in_single_quotes() -> None:
    source = r"""{'name': 'Ida\'s "Kiln"', 'legalName': "Ida's Kiln", 'text': 'a \" b'}"""
    assert list(json_ld.values(source)) == [
        {"name": 'Ida\'s "Kiln"', "legalName": "Ida's Kiln", "text": 'a " b'}
    ]


def test_several_documents_in_one_script_up_to_the_first_that_is_broken() -> None:
    assert list(json_ld.values('{"a": 1} {"b": 2},\n[3];')) == [{"a": 1}, {"b": 2}, [3]]
    assert list(json_ld.values('{"a": 1} {"b": ')) == [{"a": 1}]


@pytest.mark.parametrize(
    "source",
    [
        "",
        "null",
        "{",
        "," * 200_000,
        '"\\' * 50_000 + '"',
        "/* " * 100_000,
        '{"a":' * 5_000,
        "[" * 100_000,
        "/*" * 50_000,
        '"\\' * 50_000,
        "{'" + "'\\" * 50_000,
        "{'" * 50_000,
        "{'a' 'b'}\"" + '\\"' * 50_000,
    ],
)
def test_what_is_no_json_ld_gives_nothing_at_once(source: str) -> None:
    began = time.process_time()
    assert [value for value in json_ld.values(source) if value is not None] == []
    assert time.process_time() - began < 2


def test_values_are_plain_text() -> None:
    (thing,) = found(
        '<script type="application/ld+json">'
        '{"@type":"Store","name":"Kiln &amp; Clay","telephone":[["1"],2]}</script>'
    )
    assert thing.text("name") == "Kiln & Clay"
    assert thing.texts("telephone") == ["1", "2"]


def test_objects_that_name_each_other_in_a_circle() -> None:
    source = json.dumps(
        [
            {"@id": "#a", "@type": "Store", "member": {"@id": "#b"}},
            {"@id": "#b", "@type": "Store", "member": {"@id": "#a"}},
        ]
    )
    first, second = found(f'<script type="application/ld+json">{source}</script>')
    assert first.properties["member"]["@id"] == second.properties["@id"] == "#b"


def test_microdata_values_stand_where_the_standard_says_or_in_content() -> None:
    (thing,) = found(
        """<div itemscope itemtype="http://schema.org/Store">
        <data itemprop="name" value="Kiln">the kiln</data>
        <meter itemprop="rating" value="4.5">****</meter>
        <time itemprop="opens" datetime="08:00">eight</time>
        <span itemprop="telephone" content="+1 503">call</span>
        <a itemprop="url" href="/x">x</a> <img itemprop="logo" data-src="/l.png">
        <p itemprop="slogan">Pots</p></div>"""
    )
    told = {name: thing.text(name) for name in thing.properties}
    assert told == {
        "name": "Kiln",
        "rating": "4.5",
        "opens": "08:00",
        "telephone": "+1 503",
        "url": "/x",
        "logo": "/l.png",
        "slogan": "Pots",
    }


def test_rdfa_is_read_like_microdata() -> None:
    store, address = found(
        """<div vocab="https://schema.org/" typeof="Store"><b property="name">Kiln</b>
        <p property="address" typeof="PostalAddress"><i property="addressCountry">GB</i></p></div>"""
    )
    assert (store.types, store.text("name"), store.how) == ({"store"}, "Kiln", "rdfa")
    assert store.properties["address"] == [{"@type": "PostalAddress", "addressCountry": ["GB"]}]
    assert address.text("addressCountry") == "GB"


@pytest.mark.parametrize(
    "body",
    [
        '<div itemscope itemtype="https://schema.org/Event"><p itemprop="location" itemscope'
        ' itemtype="https://schema.org/Hotel"><b itemprop="name">Inn</b></p><b itemprop="name">Fair</b></div>',  # noqa: E501
        '<div vocab="https://schema.org/" typeof="Event"><p property="location" typeof="Hotel">'
        '<b property="name">Inn</b></p></div>',
        '<script type="application/ld+json">{"@type":"Event","location":{"@type":"Hotel","name":"Inn"}}</script>',  # noqa: E501
    ],
)
def test_what_stands_in_an_event_is_foreign(body: str) -> None:
    assert {next(iter(thing.types)): thing.foreign for thing in found(body)} == {
        "event": False,
        "hotel": True,
    }


@pytest.mark.parametrize("piece", ['<i typeof="Event" property="a">', "<b itemprop=x itemscope>"])
def test_items_in_each_other_without_end_do_no_harm(piece: str) -> None:
    began = time.process_time()
    found(piece * 2_000)
    assert time.process_time() - began < 2


NESTED = '"Kiln"'
for _ in range(600):
    NESTED = f"[{NESTED}]"


@pytest.mark.parametrize(
    "name", ["name", "sameAs", "address", "identifier", "numberOfEmployees", "openingHours"]
)
@pytest.mark.parametrize("value", [NESTED, f'{{"name": {NESTED}}}', f'[{{"value": {NESTED}}}]'])
def test_values_nested_without_end_do_no_harm(name: str, value: str) -> None:
    source = f'{{"@type": "Store", "{name}": {value}, "telephone": "1"}}'
    body = f'<script type="application/ld+json">{source}</script>'.encode()
    report = extract_here(body, url="https://kiln.example/", headers={}, default_region="US", links=False)
    assert {fact.kind for fact in report.company} <= {"industry"}
    assert [thing.text("telephone") for thing in found(body.decode())] == ["1"]


@pytest.mark.parametrize("value", ['"' + "&amp;" * 40_000 + '"', "[" + '"",' * 100_000 + '"x"]'])
def test_an_object_to_which_many_refer_is_not_read_again_and_again(value: str) -> None:
    others = '{"@type": "Store", "name": {"@id": "#a"}, "logo": {"@id": "#a"}},' * 400
    shared = f'{{"@id": "#a", "name": {value}, "url": {value}, "@value": ""}}'
    body = f'<script type="application/ld+json">[{others}{shared}]</script>'.encode()
    started = time.process_time()
    extract_here(body, url="https://kiln.example/", headers={}, default_region="US", links=False)
    assert time.process_time() - started < 2


def script(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


PLACE = {"@id": "#place", "@type": "PostalAddress", "streetAddress": "1 Hill", "addressLocality": "Leeds"}


def addresses(*values: object) -> list[str]:
    return [fact.value for fact in page(script(values)).company if fact.kind == "address"]


def acme(**properties: object) -> dict[str, object]:
    return {"@type": "Organization", "name": "Acme", **properties}


@pytest.mark.parametrize(
    ("values", "found"),
    [
        pytest.param([acme(address={"@id": "#place"}), PLACE], ["1 Hill, Leeds"], id="named"),
        pytest.param([acme(address=[{"@id": "#place"}]), PLACE], ["1 Hill, Leeds"], id="in-a-list"),
        pytest.param(
            [acme(address={"@id": "#place"}), PLACE, {"@id": "#place"}], ["1 Hill, Leeds"], id="twice"
        ),
        pytest.param(
            [acme(address={"@id": "#place", "streetAddress": "2 Quay", "addressLocality": "York"}), PLACE],
            ["2 Quay, York"],
            id="with-values-of-its-own",
        ),
        pytest.param([acme(address={"@id": 5}), PLACE], [], id="no-name"),
        pytest.param([acme(address={"@id": "#other"}), PLACE], [], id="of-nothing"),
    ],
)
def test_an_object_that_is_named_is_looked_up(values: list[object], found: list[str]) -> None:
    assert addresses(*values) == found


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Acme &amp; Sons", "Acme & Sons"),
        (True, ""),
        (42, "42"),
        (["", "Acme"], "Acme"),
        ({"@value": "Acme"}, "Acme"),
        ({"name": "Acme"}, "Acme"),
        ({"@id": "Acme"}, "Acme"),
    ],
)
def test_how_a_name_is_written(written: object, name: str) -> None:
    made = page(script(acme(name=written, email="a@b.com"))).organisation
    assert (made.name if made else "") == name


@pytest.mark.parametrize(
    ("body", "named"),
    [
        pytest.param(
            '<div itemscope itemtype="https://schema.org/WebPage"><div itemprop="sponsor" itemscope '
            'itemtype="https://schema.org/Organization"><b itemprop="name">Loom</b></div></div>',
            "",
            id="sponsor",
        ),
        pytest.param(
            '<div vocab="https://schema.org/" typeof="WebPage"><div property="sponsor" typeof="Organization">'
            '<b property="name">Loom</b></div></div>',
            "",
            id="sponsor-in-rdfa",
        ),
        pytest.param(
            '<div vocab="https://schema.org/" typeof="Event"><div property="organizer" typeof="Organization">'
            '<b property="name">Loom</b></div></div>',
            "",
            id="organiser-in-rdfa",
        ),
        pytest.param('<div itemscope><b itemprop="name">Loom</b></div>', "", id="no-type"),
        pytest.param(
            '<div itemscope itemtype="https://schema.org/Store"><meta itemprop="name" content="Loom"></div>',
            "Loom",
            id="hidden-value",
        ),
    ],
)
def test_whose_name_marked_text_tells(body: str, named: str) -> None:
    made = page(body).organisation
    assert (made.name if made else "") == named


@pytest.mark.parametrize(
    ("logo", "name"),
    [
        ({"@type": "ImageObject", "url": {"@id": "/l.png"}}, "l.png"),
        ({"url": {"@value": "/l.png"}}, "l.png"),
        ([5, {"contentUrl": "/l.png"}], "l.png"),
        (["", "/l.png"], "l.png"),
    ],
)
def test_how_the_address_of_a_logo_is_written(logo: object, name: str) -> None:
    assert page(script(acme(logo=logo))).logo_url.rpartition("/")[2] == name


def test_an_object_without_a_type_counts_if_it_gives_a_contact() -> None:
    assert [thing.text("telephone") for thing in found(script({"telephone": "+12125550143"}))] == [
        "+12125550143"
    ]
    assert found(script({"name": "Loom"})) == ()


def test_a_property_outside_of_any_item_counts_if_it_is_a_contact() -> None:
    body = '<meta itemprop="telephone" content="+12125550143"><meta itemprop="name" content="Loom">'
    assert [thing.properties for thing in found(body)] == [{"telephone": ["+12125550143"]}]


def test_an_address_within_an_item() -> None:
    body = (
        '<div itemscope itemtype="https://schema.org/Store"><b itemprop="name">Loom</b>'
        '<div itemprop="address" itemscope itemtype="https://schema.org/PostalAddress">'
        '<i itemprop="streetAddress">1 Hill</i><i itemprop="addressLocality">Leeds</i></div></div>'
    )
    made = page(body).organisation
    assert made is not None
    assert (made.name, made.street, made.locality) == ("Loom", "1 Hill", "Leeds")


@pytest.mark.parametrize(
    ("value", "name"),
    [
        pytest.param(
            {"@type": "Event", "location": {"@type": "Place", "owner": acme()}}, "", id="place-of-an-event"
        ),
        pytest.param({"@type": "WebPage", "sponsor": {"owner": acme()}}, "", id="owner-of-a-sponsor"),
        pytest.param({**acme(), "@type": [5, "Organization"]}, "Acme", id="type-that-is-no-text"),
    ],
)
def test_whose_name_nested_objects_tell(value: object, name: str) -> None:
    made = page(script(value)).organisation
    assert (made.name if made else "") == name


def test_a_number_is_no_address_of_a_logo() -> None:
    assert page(script(acme(logo={"url": 5}))).logo_url == ""
