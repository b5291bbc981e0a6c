"""Other spellings of an address are the same call."""

import pytest

from domains.models import Domain

SCAN = "/api/v3/modernized_page_scraper/scan"

pytestmark = pytest.mark.django_db


@pytest.fixture
def domain():
    return Domain.objects.create(domain="a.com")


def test_a_list_without_its_slash(api, domain):
    Domain.objects.create(domain="b.com")
    answer = api.get("/api/v3/domains", {"page_size": 1})
    assert answer.json()["results"][0]["domain"] == "a.com"
    assert api.get(answer.json()["next"]).json()["results"][0]["domain"] == "b.com"


def test_a_submission_with_a_slash_is_not_redirected(api):
    answer = api.post(f"{SCAN}/", {"base_url": "a.com"})
    assert answer.status_code == 202
    assert api.get(answer.json()["status_url"] + "/").json()["domain"] == "a.com"


def test_a_repeated_key_may_spell_the_address_otherwise(api):
    answers = [
        api.post(path, {"base_url": "a.com"}, headers={"Idempotency-Key": "once"})
        for path in (SCAN, f"{SCAN}/")
    ]
    assert answers[0].json() == answers[1].json()
    assert answers[1]["Idempotent-Replayed"] == "true"


@pytest.mark.parametrize("ending", ["", "/"])
def test_ids_in_capitals(api, domain, ending):
    answer = api.get(f"/api/v3/domains/{str(domain.pk).upper()}{ending}")
    assert answer.json()["domain"] == "a.com"
    assert api.get(f"/api/v3/modernized_page_scraper/status/{str(domain.scan_id).upper()}").status_code == 200


@pytest.mark.parametrize("path", ["/api/v3/nothing", "/api/v3/nothing/", "/api/"])
def test_what_is_nothing_in_any_spelling(api, path):
    answer = api.get(path)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_the_token_is_needed_as_well(nobody, domain):
    assert nobody.get("/api/v3/domains").status_code == 401
