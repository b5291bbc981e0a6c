"""POST /api/v3/domains/{id}/pause/, resume/, cancel/ and rescan/"""

import pytest

from domains.lifecycle import Event, allowed
from domains.models import ApiToken, AuditEntry, BlockedDomain, Domain
from domains.models.api_token import Scope


@pytest.fixture
def domain(db):
    return Domain.objects.create(domain="example.com", max_pages=9, priority=3)


@pytest.fixture
def act(api, domain):
    return lambda action: api.post(f"/api/v3/domains/{domain.pk}/{action}/")


@pytest.fixture
def bring(domain, running, finished):
    """Bring the domain into a state."""

    def bring(status):
        if status == "processing":
            running(domain)
        elif status == "paused":
            domain.happen(Event.PAUSE)
        elif status != "pending":
            events = {"completed": Event.COMPLETE, "failed": Event.FAIL, "skipped": Event.SKIP}
            finished(domain, events.get(status, Event.CANCEL))
        assert Domain.objects.get().status == status

    return bring


STATES = ["pending", "processing", "paused", "completed", "failed", "skipped", "cancelled"]
ACTIONS = {
    "pause": (Event.PAUSE, "paused"),
    "resume": (Event.RESUME, "pending"),
    "cancel": (Event.CANCEL, "cancelled"),
    "rescan": (Event.SUBMIT, "pending"),
}


@pytest.mark.parametrize("status", STATES)
@pytest.mark.parametrize("action", ACTIONS)
def test_what_the_lifecycle_draws_happens_and_nothing_else(act, bring, action, status):
    event, after = ACTIONS[action]
    bring(status)
    answer = act(action)
    if event in allowed(status):
        assert answer.status_code == 200
        assert answer.json()["status"] == Domain.objects.get().status == after
    else:
        assert answer.status_code == 409
        assert answer.json()["code"] == "transition_refused"
        assert status in answer.json()["message"]
        assert Domain.objects.get().status == status


def test_a_cancelled_job_keeps_answering(api, act, domain, running):
    running(domain)
    act("cancel")
    state = api.get(f"/api/v3/modernized_page_scraper/status/{domain.scan_id}").json()
    assert (state["status"], state["progress"]) == ("cancelled", 1)


def test_a_rescan_has_a_job_of_its_own(act, domain, finished):
    finished(domain)
    body = act("rescan").json()
    assert body["scan_id"] != str(domain.scan_id)
    assert (body["max_pages"], body["priority"]) == (9, 3)


def test_managing_needs_its_scope(make_caller, domain):
    reader = make_caller(scopes=frozenset({Scope.READ, Scope.SUBMIT}))
    assert reader.post(f"/api/v3/domains/{domain.pk}/pause/").status_code == 403
    assert Domain.objects.get().status == "pending"


def test_what_a_token_does_is_in_the_audit_log_and_in_the_domains_timeline(api, act, domain, admin_client):
    act("pause")
    act("pause")  # refused
    api.patch(f"/api/v3/domains/{domain.pk}/", {"rescan_days": 7})
    token = ApiToken.objects.get()
    expected = ["Paused.", "Rescan_days set to 7."]
    entries = AuditEntry.objects.order_by("pk")
    assert [(entry.actor, entry.message) for entry in entries] == [
        (f"API token {token}", message) for message in expected
    ]
    page = admin_client.get(f"/admin/domains/domain/{domain.pk}/change/").content.decode()
    log = admin_client.get("/admin/domains/auditentry/", {"q": str(domain.pk)}).content.decode()
    for message in expected:
        assert f"{message} By API token {token}." in page
        assert message in log
    assert f"API token {token}" in log


def test_a_rescan_of_what_is_on_the_block_list_is_a_conflict_with_its_reason(act, domain, finished):
    finished(domain)
    BlockedDomain.objects.create(domain="example.com", reason="the owner asked")
    answer = act("rescan")
    assert (answer.status_code, answer.json()["code"]) == (409, "action_refused")
    assert "the owner asked" in answer.json()["message"]
