"""POST /api/v3/modernized_page_scraper/scan"""

import pytest

from domains.models import Domain
from tests.domains.api.conftest import OTHER_TENANT

PATH = "/api/v3/modernized_page_scraper/scan"


def test_a_scan_is_queued(api):
    answer = api.post(PATH, {"base_url": "example.com", "max_pages": 7})
    assert answer.status_code == 202
    domain = Domain.objects.get()
    assert (domain.domain, domain.status, domain.max_pages) == ("example.com", "pending", 7)
    body = answer.json()
    assert body["job_id"] == str(domain.scan_id)
    assert body["status_url"] == f"/api/v3/modernized_page_scraper/status/{domain.scan_id}"
    assert api.get(body["status_url"]).json()["created_at"] == body["created_at"]


def test_five_pages_unless_said_otherwise(api):
    api.post(PATH, {"base_url": "https://www.example.com/about"})
    domain = Domain.objects.get()
    assert (domain.domain, domain.max_pages, domain.priority) == ("example.com", 5, 0)


def test_the_same_domain_keeps_its_job_while_it_is_open(api, running, finished):
    def submit():
        return api.post(PATH, {"base_url": "example.com"}).json()["job_id"]

    first = submit()
    assert submit() == first
    running(Domain.objects.get())
    assert submit() == first


def test_a_finished_domain_gets_a_new_job(api, finished):
    first = api.post(PATH, {"base_url": "example.com"}).json()["job_id"]
    finished(Domain.objects.get())
    second = api.post(PATH, {"base_url": "example.com"}).json()
    assert second["job_id"] != first
    assert Domain.objects.count() == 1
    assert api.get(second["status_url"]).json()["status"] == "pending"
    old = api.get(f"/api/v3/modernized_page_scraper/status/{first}").json()
    assert old["status"] == "completed"


@pytest.mark.parametrize("target", ["127.0.0.1", "http://localhost/", "not a host", ""])
def test_an_invalid_target_is_refused_with_a_reason(api, target):
    answer = api.post(PATH, {"base_url": target})
    assert answer.status_code == 400
    problem = answer.json()
    assert problem["field"] == "base_url"
    assert len(problem["message"]) > 10
    assert not Domain.objects.exists()


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({}, "base_url", "required"),
        ({"base_url": None}, "base_url", "null"),
        ({"base_url": ["example.com"]}, "base_url", "invalid"),
        ({"base_url": "example.com", "max_pages": 0}, "max_pages", "min_value"),
        ({"base_url": "example.com", "max_pages": 1001}, "max_pages", "max_value"),
        ({"base_url": "example.com", "max_pages": "many"}, "max_pages", "invalid"),
        ({"base_url": "example.com", "max_page": 5}, "max_page", "unknown_field"),
        ({"base_url": "example.com", "priority": 101}, "priority", "max_value"),
    ],
)
def test_a_wrong_field_is_named(api, body, field, code):
    answer = api.post(PATH, body)
    assert answer.status_code == 400
    assert (answer.json()["field"], answer.json()["code"]) == (field, code)


def test_every_wrong_field_is_listed(api):
    problem = api.post(PATH, {"max_pages": 0}).json()
    assert {error["field"] for error in problem["errors"]} == {"base_url", "max_pages"}


def test_tenants_have_domains_of_their_own(api, stranger):
    mine = api.post(PATH, {"base_url": "example.com"}).json()["job_id"]
    theirs = stranger.post(PATH, {"base_url": "example.com"}).json()["job_id"]
    assert mine != theirs
    assert Domain.objects.for_tenant(OTHER_TENANT).get().domain == "example.com"
