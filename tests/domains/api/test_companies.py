"""GET /api/v3/companies/find"""

import pytest

from domains.lifecycle import Event
from domains.models import Domain
from domains.models.api_token import Scope

PATH = "/api/v3/companies/find"

pytestmark = pytest.mark.django_db


@pytest.fixture
def bakery(db):
    return Domain.objects.create(
        domain="bakery.com",
        title="Bread - Hill Bakery",
        description="Bread and cakes.",
        logo_url="https://bakery.com/logo.svg",
        phone_numbers=["+12025550143", "+12025550144"],
        email_addresses=["office@bakery.com"],
        facebook_url="https://www.facebook.com/hillbakery",
        linkedin_url="https://www.linkedin.com/company/hill-bakery/",
        youtube_url="https://www.youtube.com/@hillbakery",
        tech_stack=["Shopify"],
        domain_metadata={
            "home": {"url": "https://bakery.com/", "site_name": "Hill Bakery Online"},
            "organisation": {
                "name": "Hill Bakery",
                "street": "1 Main Street",
                "postal_code": "62701",
                "locality": "Springfield",
                "region": "IL",
                "country": "US",
            },
        },
    )


@pytest.mark.parametrize("domain", ["bakery.com", "https://www.Bakery.com/contact"])
def test_a_company_in_clearbits_names(api, bakery, domain):
    answer = api.get(PATH, {"domain": domain})
    assert answer.status_code == 200, answer.content
    body = answer.json()
    assert (body["name"], body["domain"], body["url"]) == ("Hill Bakery", "bakery.com", "https://bakery.com/")
    assert body["logo"] == "https://bakery.com/logo.svg"
    assert body["location"] == "1 Main Street, Springfield, IL 62701, US"
    assert body["geo"]["postalCode"] == "62701"
    assert body["phone"] == "+12025550143"
    assert body["site"]["phoneNumbers"] == ["+12025550143", "+12025550144"]
    assert body["site"]["emailAddresses"] == ["office@bakery.com"]
    assert body["facebook"] == {"handle": "hillbakery", "url": "https://www.facebook.com/hillbakery"}
    assert (body["linkedin"]["handle"], body["youtube"]["handle"]) == ("hill-bakery", "hillbakery")
    assert body["twitter"] is None
    assert body["tech"] == ["Shopify"]


def test_the_imprint_gives_name_and_address_where_structured_data_has_none(api, bakery):
    parts = {"street": "Sägeweg 14", "postal_code": "79822", "locality": "Neustadt"}
    fact = {"kind": "address", "value": "", "country": "DE", "details": parts}
    Domain.objects.update(legal_name="Hill GmbH", domain_metadata={"company": [fact]})
    body = api.get(PATH, {"domain": "bakery.com"}).json()
    assert (body["name"], body["legalName"]) == ("Hill GmbH", "Hill GmbH")
    assert body["location"] == "Sägeweg 14, Neustadt, 79822, DE"


def test_a_company_of_which_little_is_known(api):
    Domain.objects.create(domain="a.com", title="A", domain_metadata={"home": {"site_name": ""}})
    body = api.get(PATH, {"domain": "a.com"}).json()
    assert (body["name"], body["location"], body["phone"], body["logo"]) == ("A", None, None, None)


def test_an_unknown_one_is_scanned_first(api, finished):
    first = api.get(PATH, {"domain": "new.com"})
    assert first.status_code == 202
    assert first["Retry-After"]
    domain = Domain.objects.get(domain="new.com")
    assert first.json()["job_id"] == str(domain.scan_id)
    assert api.get(PATH, {"domain": "new.com"}).json() == first.json()
    assert api.get(first.json()["status_url"]).json()["status"] == "pending"
    Domain.objects.update(domain_metadata={"home": {"site_name": "New"}})
    finished(domain)
    answer = api.get(PATH, {"domain": "new.com"})
    assert (answer.status_code, answer.json()["name"]) == (200, "New")


def test_one_whose_scan_failed_is_not_found(api, finished):
    api.get(PATH, {"domain": "new.com"})
    finished(Domain.objects.get(), Event.FAIL, error="no such host", error_kind="dns")
    answer = api.get(PATH, {"domain": "new.com"})
    assert answer.status_code == 404
    assert "no such host" in answer.json()["message"]


def test_one_whose_first_scan_was_cancelled_is_scanned(api):
    api.get(PATH, {"domain": "new.com"})
    domain = Domain.objects.get()
    api.post(f"/api/v3/domains/{domain.pk}/cancel/")
    answer = api.get(PATH, {"domain": "new.com"})
    assert answer.status_code == 202
    assert answer.json()["job_id"] != str(domain.scan_id)


def test_what_was_found_is_answered_while_it_is_scanned_again(api, bakery, running):
    running(bakery)
    assert api.get(PATH, {"domain": "bakery.com"}).status_code == 200


@pytest.mark.parametrize(("query", "code"), [({}, "required"), ({"domain": "127.0.0.1"}, "invalid_domain")])
def test_what_is_no_domain(api, query, code):
    answer = api.get(PATH, query)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert not Domain.objects.exists()


def test_a_token_that_may_only_read_queues_nothing(make_caller, bakery):
    reader = make_caller(scopes=frozenset({Scope.READ}))
    assert reader.get(PATH, {"domain": "bakery.com"}).status_code == 200
    assert reader.get(PATH, {"domain": "new.com"}).json()["code"] == "scope_missing"
    assert Domain.objects.count() == 1


def test_another_tenants_company_is_not_known(stranger, bakery):
    assert stranger.get(PATH, {"domain": "bakery.com"}).status_code == 202
