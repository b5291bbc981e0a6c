"""The page of one domain."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.utils import timezone

from domains.lifecycle import DomainStatus, Event, TransitionRefused, allowed
from domains.models import AuditEntry, Domain
from domains.queue import claims, submission
from domains.queue.actions import ACTIONS
from domains.queue.claim_types import Failure
from domains.scan.report import ErrorKind, Technology
from tests.domains.conftest import POLICY

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script>"


def page_of(client, domain):
    response = client.get(f"/admin/domains/domain/{domain.pk}/change/")
    assert response.status_code == 200
    return response.content.decode()


def happen(client, domain, name, **data):
    return client.post(f"/admin/domains/domain/{domain.pk}/happen/{name}/", data, follow=True)


def told(response):
    return [str(message) for message in response.context["messages"]]


@pytest.fixture
def scanned(queue, claim, report):
    """A domain with a completed scan."""
    (row,) = queue("example.com")
    claims.record(claim()[0], report(), POLICY)
    row.refresh_from_db()
    return row


def test_shows_contacts_with_where_they_were_found(admin_client, scanned):
    html = page_of(admin_client, scanned)
    for text in ("info@example.com", "mailto", "+12025550143", "https://example.com/"):
        assert text in html
    assert 'rel="noreferrer noopener nofollow"' in html


def test_shows_the_company_as_a_person_reads_it(admin_client, scanned):
    register = {"scheme": "Handelsregister", "register": "Amtsgericht Köln"}
    facts = [
        {"kind": "legal_name", "value": "Mill GmbH"},
        {"kind": "registration_number", "value": "HRB 7", "details": register},
        {"kind": "address", "value": "Weg 1, 50667 Köln", "country": "DE"},
        {"kind": "person", "value": "Greta Mill", "details": {"role": "owner"}, "personal": True},
    ]  # fmt: skip
    company = [{"how": "imprint", "page": "https://example.com/impressum", **fact} for fact in facts]
    Domain.objects.update(final_url="https://mill.example/", domain_metadata={"company": company})
    html = page_of(admin_client, scanned)
    for text in (
        *("Legal name", "Mill GmbH", "Register number (Handelsregister)", "HRB 7, Amtsgericht Köln"),
        *("Weg 1, 50667 Köln, DE", "Owner", "Greta Mill", "https://example.com/impressum"),
        *("ends on another domain", "https://mill.example/"),
    ):
        assert text in html


def test_shows_other_ways_to_reach_a_business_without_an_address(admin_client, scanned):
    url = "https://example.com/contact"
    form = {"kind": "contact_form", "value": url, "page": url, "provider": "", "captcha": "hCaptcha"}
    booking = {
        **form,
        "kind": "booking",
        "value": "https://calendly.com/mill",
        "provider": "Calendly",
        "captcha": "",
    }
    mail = {"mail_provider": "IONOS", "address_domains": {"gone.example": False}, "spf": "v=spf1 -all"}
    Domain.objects.update(no_email_reason="form only", domain_metadata={"ways": [form, booking], "dns": mail})
    html = page_of(admin_client, scanned)
    for text in ("No e-mail address: form only", "with a captcha (hCaptcha)", "booking (Calendly)", url):
        assert text in html
    for text in ("IONOS", "receives no mail", "v=spf1 -all"):
        assert text in html


def test_shows_what_the_last_scan_changed(admin_client, scanned, claim, report):
    Domain.objects.queue_again([scanned.pk])
    claims.record(claim()[0], report(title="Another"), POLICY)
    html = page_of(admin_client, scanned)
    for text in ("Changed since the scan before", "+ Another", "− Example", "changed: title"):
        assert text in html


def test_what_a_site_says_is_neither_markup_nor_a_script(admin_client, scanned):
    contact = {"kind": "email", "value": HOSTILE, "how": "text", "page": "javascript:alert(2)"}
    metadata = {
        "contacts": [contact],
        "pages": [{"url": "data:text/html,x", "title": HOSTILE}],
        "social": {"facebook": ["JaVaScRiPt:alert(3)"]},
        "technologies": [{"name": HOSTILE, "evidence": HOSTILE}],
        "company": [{"kind": HOSTILE, "value": HOSTILE, "how": HOSTILE, "page": "javascript:alert(4)"}],
        "organisation": {"name": HOSTILE},
        "ways": [{"kind": HOSTILE, "value": "javascript:alert(5)", "provider": HOSTILE, "captcha": HOSTILE}],
    }
    Domain.objects.update(title=HOSTILE, last_error=HOSTILE, domain_metadata=metadata)
    for html in (
        page_of(admin_client, scanned),
        admin_client.get("/admin/domains/domain/").content.decode(),
        admin_client.get("/admin/").content.decode(),
    ):
        assert HOSTILE not in html
        assert not re.search(r'href="\s*(javascript|data):', html, re.IGNORECASE)


def test_a_row_without_metadata_or_with_an_older_shape_is_shown(admin_client, queue):
    (row,) = queue("new.com")
    page_of(admin_client, row)
    Domain.objects.update(domain_metadata={"home": None, "contacts": None, "pages": [{}], "sitemap": {}})
    page_of(admin_client, row)


def test_tells_what_changed_since_the_scan_before(admin_client, scanned, claim, report):
    assert "Changed since" not in page_of(admin_client, scanned)
    submission.submit_one("example.com", wake=False)
    fresh = report(title="Renamed")
    changed = type(fresh)(
        **{
            **{name: getattr(fresh, name) for name in fresh.__slots__},
            "phones": (),
            "technologies": (Technology("nginx", "server"),),
        }
    )
    claims.record(claim()[0], changed, POLICY)
    html = page_of(admin_client, scanned)
    assert "+ Renamed" in html
    assert "− phone +12025550143" in html
    assert "+ nginx" in html


@pytest.mark.parametrize("status", DomainStatus.values)
def test_buttons_are_those_that_the_lifecycle_allows(admin_client, queue, claim, status):
    (row,) = queue("example.com")
    bring_to(row, status, claim)
    html = page_of(admin_client, row)
    offered = set(re.findall(r"/happen/(\w+)/", html))
    people = {action.name for action in ACTIONS.values() if action.event in allowed(status)}
    assert offered == people
    for name in set(ACTIONS) - people:
        (message,) = told(happen(admin_client, row, name))
        assert str(TransitionRefused(ACTIONS[name].event, status)) in message
        row.refresh_from_db()
        assert row.status == status


def bring_to(row, status, claim):
    if status == "paused":
        row.happen(Event.PAUSE)
    elif status == "cancelled":
        claims.cancel(Domain.objects.filter(pk=row.pk))
    elif status != "pending":
        claim()
        row.refresh_from_db()
        events = {"completed": Event.COMPLETE, "failed": Event.FAIL, "skipped": Event.SKIP}
        if status in events:
            row.happen(events[status])
    row.refresh_from_db()


def test_a_change_is_logged_with_its_reason_and_shown_in_the_timeline(admin_client, queue):
    (row,) = queue("example.com")
    happen(admin_client, row, "pause", reason="on holiday")
    entry = AuditEntry.objects.get()
    assert (entry.user.username, entry.actor, entry.domain) == ("admin", "admin", row)
    assert entry.message == "Paused. Reason: on holiday"
    assert "Paused. Reason: on holiday By admin." in page_of(admin_client, row)


@pytest.mark.parametrize(("group", "may"), [("viewer", False), ("operator", True), ("admin", True)])
def test_groups(client, queue, group, may):
    (row,) = queue("example.com")
    user = User.objects.create_user("someone", password="x", is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    client.force_login(user)
    assert ("/happen/" in page_of(client, row)) == may
    happen(client, row, "pause")
    row.refresh_from_db()
    assert (row.status == "paused") == may
    client.post("/admin/domains/domain/submit/", {"domains": "new.com", "max_pages": 5})
    assert Domain.objects.filter(domain="new.com").exists() == may
    assert client.get("/admin/").status_code == 200
    assert (client.get("/admin/domains/apitoken/").status_code == 200) == (group == "admin")


def test_the_admin_group_cannot_make_itself_superuser(client):
    user = User.objects.create_user("boss", password="x", is_staff=True)
    user.groups.add(Group.objects.get(name="admin"))
    root = User.objects.create_superuser("root", password="x")
    client.force_login(user)
    data = {"username": "boss", "is_superuser": "on", "is_staff": "on", "is_active": "on"}
    client.post(f"/admin/auth/user/{user.pk}/change/", data)
    user.refresh_from_db()
    assert not user.is_superuser
    assert client.post(f"/admin/auth/user/{root.pk}/change/", data).status_code == 403
    assert client.post(f"/admin/auth/user/{root.pk}/password/", {}).status_code == 403


def test_while_it_waits_the_page_says_which_attempt_is_next_and_when(admin_client, queue, claim):
    (row,) = queue("example.com")
    claims.record(claim()[0], Failure(ErrorKind.TIMEOUT, "no answer within 20 s"), POLICY)
    row.refresh_from_db()
    Domain.objects.update(next_attempt_at=timezone.now() + timedelta(minutes=4, seconds=5))
    html = page_of(admin_client, row)
    assert "Attempt 1 of 3 failed, the next one is in 4 minutes." in html
    assert "The site did not answer within the time limit." in html


def test_no_attempt_is_announced_before_the_first_or_after_the_last(admin_client, queue, scanned):
    assert "the next one" not in page_of(admin_client, scanned)
    (fresh,) = queue("fresh.com")
    assert "the next one" not in page_of(admin_client, fresh)


def test_all_contacts_are_copied_at_once(admin_client, scanned):
    copied = re.search(r'data-copy="([^"]*)" aria-label="Copy all contacts"', page_of(admin_client, scanned))[
        1
    ]
    assert copied.split("\n") == [contact["value"] for contact in scanned.domain_metadata["contacts"]]
