"""GET /api/v3/domains/ and /api/v3/domains/{id}/"""

import json
from datetime import timedelta

import pytest
from django.db.models.functions import Now

from domains.lifecycle import Event
from domains.models import Domain

PATH = "/api/v3/domains/"


@pytest.fixture
def make(db):
    def make(*names, **columns):
        return [Domain.objects.create(domain=name, **columns) for name in names]

    return make


def names(answer):
    assert answer.status_code == 200, answer.content
    return [row["domain"] for row in answer.json()["results"]]


def follow(api, query):
    """All rows of a list, page by page."""
    answer = api.get(PATH, query)
    while True:
        yield names(answer)
        following = answer.json()["next"]
        if following is None:
            return
        answer = api.get(following)


def test_by_name(api, make):
    make("b.com", "a.com", "c.com")
    assert names(api.get(PATH)) == ["a.com", "b.com", "c.com"]
    assert names(api.get(PATH, {"ordering": "-domain"})) == ["c.com", "b.com", "a.com"]


@pytest.mark.parametrize("ordering", ["domain", "-domain", "updated_at", "-updated_at"])
def test_pages_hold_each_row_once(api, make, ordering):
    wanted = [f"site-{number}.com" for number in range(7)]
    make(*wanted[:4])
    make(*wanted[4:])
    Domain.objects.filter(domain__lt="site-3").update(updated_at=Now())  # the database's own spelling
    pages = list(follow(api, {"page_size": 2, "ordering": ordering}))
    assert [len(page) for page in pages] == [2, 2, 2, 1]
    assert sorted(name for page in pages for name in page) == wanted


@pytest.mark.parametrize("ordering", ["updated_at", "-updated_at"])
def test_rows_of_the_same_moment_are_told_apart(api, make, ordering):
    wanted = [f"site-{number}.com" for number in range(9)]
    make(*wanted)
    Domain.objects.update(updated_at=Now())
    pages = list(follow(api, {"page_size": 2, "ordering": ordering}))
    assert sorted(name for page in pages for name in page) == wanted


def test_pages_are_stable_while_rows_come_and_go(api, make):
    make("b.com", "d.com", "f.com", "h.com")
    pages = follow(api, {"page_size": 2})
    assert next(pages) == ["b.com", "d.com"]
    Domain.objects.filter(domain="b.com").delete()
    make("a.com", "c.com", "g.com")
    assert next(pages) == ["f.com", "g.com"]
    assert next(pages) == ["h.com"]


@pytest.mark.parametrize(
    "query",
    [
        {"cursor": "nonsense"},
        {"cursor": "WzEsMiwzXQ"},
        {"cursor": "WyJkb21haW4iLCJhIiwibm8gdXVpZCJd"},
        {"page_size": 0},
        {"page_size": 1001},
        {"ordering": "notes"},
        {"statis": "pending"},
        {"status": "queued up"},
        {"updated_since": "yesterday"},
        {"fields": "domain,claim_token"},
        {"search": "\x00"},
        {"search": ""},
        {"is_wordpress": "maybe"},
    ],
)
def test_a_query_that_makes_no_sense_is_refused(api, make, query):
    answer = api.get(PATH, query)
    assert answer.status_code == 400
    assert answer.json()["field"] == next(iter(query))


def test_a_cursor_belongs_to_its_ordering(api, make):
    make("a.com", "b.com")
    following = api.get(PATH, {"page_size": 1}).json()["next"]
    assert api.get(following + "&ordering=-domain").status_code == 400


def test_filters(api, make, finished):
    found = {"email_addresses": ["info@mail.com"], "phone_numbers": ["+12025550143"]}
    make("mail.com", is_wordpress=True, title="A Bakery", **found)
    (bare,) = make("bare.com", is_wordpress=False)
    finished(bare, Event.FAIL, error="no such host", error_kind="dns")
    for query, wanted in [
        ({"status": "failed"}, ["bare.com"]),
        ({"status": ["failed", "pending"]}, ["bare.com", "mail.com"]),
        ({"error_kind": "dns"}, ["bare.com"]),
        ({"is_wordpress": "true"}, ["mail.com"]),
        ({"is_wordpress": "false"}, ["bare.com"]),
        ({"has_email": "true"}, ["mail.com"]),
        ({"has_email": "false"}, ["bare.com"]),
        ({"has_phone": "true"}, ["mail.com"]),
        ({"search": "baker"}, ["mail.com"]),
        ({"search": "BARE"}, ["bare.com"]),
        ({"search": "%"}, []),
    ]:
        assert names(api.get(PATH, query)) == wanted, query


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({"technology": "Shopify"}, ["shop.com"]),
        ({"technology": "Shop"}, []),
        ({"technology": "C++"}, ["other.com"]),
        ({"email": "Info@Shop.com"}, ["shop.com"]),
        ({"email": "nfo@shop.com"}, []),
        ({"phone": "+12025550143"}, ["shop.com"]),
        ({"phone": "(202) 555-0143"}, ["shop.com"]),
        ({"phone": "+442079460018"}, []),
    ],
)
def test_by_technology_and_by_contact(api, make, query, wanted):
    make(
        "shop.com",
        tech_stack=["PHP", "Shopify"],
        email_addresses=["sales@shop.com", "info@shop.com"],
        phone_numbers=["+12025550143"],
    )
    make("other.com", tech_stack=["C++"], email_addresses=["x@other.com"])
    assert names(api.get(PATH, query)) == wanted


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({"country": "de"}, ["mill.com"]),
        ({"country": "FR"}, []),
        ({"industry": "Bakery"}, ["mill.com"]),
        ({"no_email_reason": "form only"}, ["mill.com"]),
        ({"mail_provider": "IONOS"}, ["mill.com"]),
        ({"vat_id": "DE 342 366 712"}, ["mill.com"]),
        ({"vat_id": "DE34236671"}, []),
        ({"registration_number": "HRB 70123"}, ["mill.com"]),
        ({"other_domain": "true"}, ["old.com"]),
        ({"other_domain": "false"}, ["mill.com"]),
    ],
)
def test_by_company_and_by_where_the_home_page_ends(api, make, query, wanted):
    numbers = {"vat_id": "DE342366712", "registration_number": "HRB 70123"}
    make(
        "mill.com",
        country="DE",
        industry="Bakery",
        no_email_reason="form only",
        mail_provider="IONOS",
        **numbers,
    )
    make("old.com", final_url="https://new.com/")
    assert names(api.get(PATH, query)) == wanted


FACT = {
    "kind": "vat_id",
    "value": "DE342366712",
    "how": "imprint",
    "page": "https://mill.com/i",
    "details": {},
}


def test_the_company_with_page_and_way_is_in_the_detail_and_in_lists_on_request(api, make):
    (row,) = make("mill.com", vat_id="DE342366712", domain_metadata={"company": [FACT]})
    detail = api.get(f"{PATH}{row.pk}/").json()
    assert (detail["vat_id"], detail["company"]) == ("DE342366712", [FACT])
    assert "company" not in api.get(PATH).json()["results"][0]
    assert api.get(PATH, {"fields": "company"}).json()["results"] == [{"company": [FACT]}]
    exported = api.get(f"{PATH}export/", {"fields": "domain,vat_id,company"})
    lines = b"".join(exported.streaming_content).decode().splitlines()
    assert lines[1] == '"mill.com","DE342366712","vat_id: DE342366712 (imprint, https://mill.com/i)"'


def test_a_plus_sign_that_was_not_escaped_is_meant(api, make):
    make("shop.com", phone_numbers=["+12025550143"])
    assert names(api.get(f"{PATH}?phone=+12025550143")) == ["shop.com"]
    refused = api.get(PATH, {"phone": "reception"})
    assert (refused.status_code, refused.json()["field"]) == (400, "phone")


CONTACT = {"kind": "email", "value": "info@a.com", "how": "mailto", "page": "https://a.com/contact"}


def test_contacts_on_demand(api, make):
    make("a.com", domain_metadata={"contacts": [CONTACT], "home": {}})
    make("b.com")
    rows = api.get(PATH, {"fields": "domain,contacts"}).json()["results"]
    assert rows == [{"domain": "a.com", "contacts": [CONTACT]}, {"domain": "b.com", "contacts": []}]
    assert api.get(PATH, {"fields": "contacts"}).json()["results"][0] == {"contacts": [CONTACT]}
    assert "contacts" not in api.get(PATH).json()["results"][0]
    assert api.get(f"{PATH}{Domain.objects.get(domain='a.com').pk}/").json()["contacts"] == [CONTACT]


def test_contacts_in_an_export(api, make):
    make("a.com", domain_metadata={"contacts": [CONTACT]})
    export = {
        form: api.get(f"{PATH}export/", {"fields": "domain,contacts", "format": form}).getvalue().decode()
        for form in ("csv", "json")
    }
    assert export["csv"].splitlines()[1] == '"a.com","info@a.com (mailto, https://a.com/contact)"'
    assert json.loads(export["json"]) == [{"domain": "a.com", "contacts": [CONTACT]}]


def test_what_changed_since(api, make):
    make("old.com", "new.com")
    Domain.objects.filter(domain="old.com").update(updated_at=Now() - timedelta(days=2))
    since = Domain.objects.get(domain="new.com").updated_at - timedelta(days=1)
    assert names(api.get(PATH, {"updated_since": since.isoformat()})) == ["new.com"]


def test_what_changed_at_the_very_moment_is_among_what_changed_since(api, make):
    """The rows of one statement have one time stamp, spelled by the database."""
    wanted = sorted(f"site-{number}.com" for number in range(20))
    make(*wanted)
    Domain.objects.update(updated_at=Now())
    moment = api.get(PATH).json()["results"][0]["updated_at"]
    assert names(api.get(PATH, {"updated_since": moment})) == wanted


def test_chosen_fields(api, make):
    make("a.com", domain_metadata={"everything": 1})
    assert api.get(PATH, {"fields": "domain,status"}).json()["results"] == [
        {"domain": "a.com", "status": "pending"}
    ]
    assert "domain_metadata" not in api.get(PATH).json()["results"][0]
    (row,) = api.get(PATH, {"fields": "domain_metadata"}).json()["results"]
    assert row["domain_metadata"] == {"everything": 1}


def test_a_list_costs_few_queries(api, make, django_assert_max_num_queries):
    make(*[f"site-{number}.com" for number in range(50)])
    api.get(PATH)
    with django_assert_max_num_queries(3):
        assert len(names(api.get(PATH))) == 50


def test_one_domain(api, make):
    (domain,) = make("a.com", title="A", domain_metadata={"everything": 1})
    body = api.get(f"{PATH}{domain.pk}/").json()
    assert body["id"] == str(domain.pk)
    assert body["domain_metadata"] == {"everything": 1}
    assert body["scan_id"] == str(domain.scan_id)
    assert not {"claim_token", "tenant_id", "lease_expires_at"} & set(body)


def test_an_unknown_domain(api):
    assert api.get(f"{PATH}6f2b5f0e-7c1c-4c2e-9a53-0d0c3a4b5c6d/").status_code == 404


def test_a_rescan_rule_of_its_own(api, make):
    (domain,) = make("a.com")
    answer = api.patch(f"{PATH}{domain.pk}/", {"rescan_days": 30, "rescan_when": "sitemap"})
    assert answer.status_code == 200, answer.content
    assert (answer.json()["rescan_days"], answer.json()["rescan_when"]) == (30, "sitemap")
    assert api.patch(f"{PATH}{domain.pk}/", {"rescan_days": None}).json()["rescan_days"] is None
    refused = api.patch(f"{PATH}{domain.pk}/", {"rescan_days": 4000})
    assert (refused.status_code, refused.json()["field"]) == (400, "rescan_days")
    assert api.patch(f"{PATH}{domain.pk}/", {"title": "mine"}).status_code == 400
