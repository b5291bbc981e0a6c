"""The list of batches, and the page of one."""

import csv
import io
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.utils import timezone

from domains.models import Batch, Domain
from domains.models.domain import default_tenant
from domains.queue import batches, claims
from domains.queue.claim_types import Failure
from domains.scan.report import ErrorKind
from tests.domains.conftest import POLICY

pytestmark = pytest.mark.django_db

NAMES = ["a.com", "b.com", "c.com", "d.com"]


@pytest.fixture
def batch():
    batch, _ = batches.submit_batch(NAMES, tenant_id=default_tenant(), max_pages=5, name="Spring 2026")
    return batch


@pytest.fixture
def under_way(batch, claim, report):
    """a.com: completed; b.com: skipped; c.com: to be tried again; d.com: waits for its turn."""
    for held in claim(3):
        outcome = {
            "a.com": report(domain="a.com"),
            "b.com": Failure(ErrorKind.NOT_HTML, "a picture"),
            "c.com": Failure(ErrorKind.TIMEOUT, "no answer"),
        }[held.domain]
        claims.record(held, outcome, POLICY)
    return batch


def page_of(client, batch):
    response = client.get(f"/admin/domains/batch/{batch.pk}/change/")
    assert response.status_code == 200
    return response


def test_the_page_tells_how_far_it_is_what_waits_and_what_was_found(admin_client, under_way):
    response = page_of(admin_client, under_way)
    context = response.context
    assert context["states"] == [("completed", 1), ("pending", 2), ("skipped", 1)]
    assert {what: count for what, count, _ in context["waiting"]} == {
        "their turn": 1,
        "another attempt": 1,
    }
    assert context["found"] == [
        ("with an e-mail address", 1),
        ("with a phone number", 1),
        ("on WordPress", 0),
    ]
    assert context["failures"] == [("not_html", 1)]
    assert 'data-live="3"' in response.content.decode()


def test_a_finished_batch_no_longer_refreshes(admin_client, under_way, claim, report):
    Domain.objects.update(next_attempt_at=timezone.now() - timedelta(seconds=1))
    for held in claim(2):
        claims.record(held, report(domain=held.domain), POLICY)
    response = page_of(admin_client, under_way)
    assert response.context["percent"] == 100
    assert 'data-live="done"' in response.content.decode()


def test_failures_of_a_kind_are_tried_again_as_a_new_batch(admin_client, under_way):
    url = f"/admin/domains/batch/{under_way.pk}/retry/"
    response = admin_client.post(url, {"kind": "not_html"}, follow=True)
    again = Batch.objects.exclude(pk=under_way.pk).get()
    assert (again.name, again.job_count) == ("Spring 2026 again", 1)
    assert response.redirect_chain[-1][0] == f"/admin/domains/batch/{again.pk}/change/"
    assert Domain.objects.get(domain="b.com").status == "pending"
    response = admin_client.post(url, {"kind": "not_html"}, follow=True)
    assert "None of them" in str(next(iter(response.context["messages"])))


def test_it_is_named_noted_and_archived(admin_client, batch):
    page = f"/admin/domains/batch/{batch.pk}/change/"
    admin_client.post(page, {"name": "Summer", "note": "for Ann"})
    batch.refresh_from_db()
    assert (batch.name, batch.note) == ("Summer", "for Ann")
    assert "Summer" in admin_client.get("/admin/domains/batch/").content.decode()
    admin_client.post(f"/admin/domains/batch/{batch.pk}/archive/")
    assert "Summer" not in admin_client.get("/admin/domains/batch/").content.decode()
    assert "Summer" in admin_client.get("/admin/domains/batch/?archived=yes").content.decode()
    admin_client.post(f"/admin/domains/batch/{batch.pk}/archive/")
    assert "Summer" in admin_client.get("/admin/domains/batch/").content.decode()


def test_its_domains_are_exported_under_its_name(admin_client, under_way):
    response = admin_client.get(f"/admin/domains/batch/{under_way.pk}/export/csv/")
    assert 'filename="Spring-2026.csv"' in response["Content-Disposition"]
    rows = csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode()))
    assert [row["domain"] for row in rows] == NAMES


def test_who_may_only_look_changes_nothing(client, under_way):
    user = User.objects.create_user("viewer", password="x", is_staff=True)
    user.groups.add(Group.objects.get(name="viewer"))
    client.force_login(user)
    html = page_of(client, under_way).content.decode()
    assert "Try these again" not in html
    base = f"/admin/domains/batch/{under_way.pk}/"
    assert client.post(f"{base}retry/", {"kind": "not_html"}).status_code == 403
    assert client.post(f"{base}archive/").status_code == 403
    assert Batch.objects.get().archived_at is None
