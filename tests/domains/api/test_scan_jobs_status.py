"""GET /api/v3/modernized_page_scraper/status/{job_id}"""

import uuid

import pytest

from domains.lifecycle import Event
from domains.models import Domain, Scan
from domains.scan.report import ErrorKind


def path(job_id):
    return f"/api/v3/modernized_page_scraper/status/{job_id}"


@pytest.fixture
def domain(db):
    return Domain.objects.create(domain="example.com")


def test_a_pending_job(api, domain):
    state = api.get(path(domain.scan_id)).json()
    assert state["status"] == "pending"
    assert state["progress"] == 0
    assert state["domain"] == "example.com"
    assert state["domain_id"] == str(domain.pk)
    assert state["job_id"] == str(domain.scan_id)
    assert state["result_data"] is None
    assert state["error"] is None
    assert state["attempts"] == 0


def test_a_running_job(api, domain, running):
    running(domain)
    state = api.get(path(domain.scan_id)).json()
    assert (state["status"], state["attempts"]) == ("processing", 1)
    assert 0 < state["progress"] < 1


def test_a_completed_job_tells_what_was_found(api, domain, finished):
    finished(domain, result={"title": "Example"})
    state = api.get(path(domain.scan_id)).json()
    assert (state["status"], state["progress"]) == ("completed", 1)
    assert state["result_data"] == {"title": "Example"}


def test_a_failed_job_tells_why(api, domain, finished):
    finished(domain, Event.FAIL, error="no such host", error_kind=ErrorKind.DNS)
    state = api.get(path(domain.scan_id)).json()
    assert (state["status"], state["error"], state["error_kind"]) == ("failed", "no such host", "dns")


def test_a_job_answers_after_its_record_was_pruned(api, domain, finished):
    finished(domain)
    Scan.objects.all().delete()
    assert api.get(path(domain.scan_id)).json()["status"] == "completed"


def test_an_unknown_job(api):
    answer = api.get(path(uuid.uuid4()))
    assert answer.status_code == 404
    assert answer.json()["code"] == "not_found"


def test_without_a_token_only_where_status_is_public(nobody, domain, settings):
    settings.API_PUBLIC_STATUS = True
    assert nobody.get(path(domain.scan_id)).status_code == 200
    settings.API_PUBLIC_STATUS = False
    assert nobody.get(path(domain.scan_id)).status_code == 401


def test_a_public_status_does_not_cure_a_wrong_token(nobody, domain, settings):
    settings.API_PUBLIC_STATUS = True
    answer = nobody.get(path(domain.scan_id), headers={"Authorization": "Bearer wrong"})
    assert answer.status_code == 401


def test_a_public_status_shows_a_tenant_only_its_own(stranger, domain, settings):
    settings.API_PUBLIC_STATUS = True
    assert stranger.get(path(domain.scan_id)).status_code == 404
