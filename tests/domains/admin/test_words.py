"""The words of the admin's lists: for people, not the names of columns."""

import re
import uuid
from datetime import timedelta

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone
from django_q.brokers import get_broker
from django_q.models import Schedule, Task
from django_q.tasks import async_task

from domains.lifecycle import Event
from domains.models import (
    ApiToken,
    AuditEntry,
    Delivery,
    Domain,
    Page,
    PrivacyPolicy,
    RescanPolicy,
    Scan,
    Webhook,
)
from domains.models.audit_entry import Actor
from domains.models.domain import default_tenant
from domains.privacy import erasure
from domains.queue import batches, claims, submission
from tests.scan_endings import end_scan

LIST = "/admin/domains/domain/"
VALUES = re.compile(r"\b(pending|processing|queued)\b")  # of states, as the API has them
NEVER = ("Object repr", "Http status", "Scheduler metric", "yielded into", "a.m.", "p.m.")


@pytest.fixture
def rows(db, admin_user):
    list(submission.submit(["beta.de", "alpha.com"], wake=False))
    (held,) = claims.claim(1, run_id=uuid.uuid4(), lease=timedelta(minutes=1))
    end_scan(held, Event.FAIL, error="no such name", error_kind="dns")
    webhook = Webhook.objects.create(url="https://example.com/hook")
    later = timezone.now() + timedelta(minutes=4, seconds=5)
    Delivery.objects.create(
        webhook=webhook, event="scan.finished", payload={}, attempts=1, http_status=503, next_attempt_at=later
    )
    AuditEntry.objects.record([Domain.objects.first().pk], Actor("ann", admin_user.pk), "Paused.")
    return Scan.objects.get()


def text(response):
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("filled", [True, False])
def test_no_list_shows_names_of_columns(admin_client, request, filled):
    if filled:
        request.getfixturevalue("rows")
    admin_client.get("/admin/")
    for model in admin.site._registry:
        url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        page = text(admin_client.get(url))
        assert not [words for words in NEVER if words in page], url
        assert "Domains</a> <span" not in page, "the name of the application is no place"


def test_states_have_the_same_words_on_all_pages_and_the_values_of_the_api_beside_the_filter(
    admin_client, rows
):
    list(submission.submit(["gamma.uk"], wake=False))
    claims.claim(1, run_id=uuid.uuid4(), lease=timedelta(minutes=1))
    batch, _ = batches.submit_batch(["delta.fr", "beta.de"], tenant_id=default_tenant(), max_pages=1)
    Delivery.objects.update(next_attempt_at=timezone.now())
    pages = ["/admin/", LIST, "/admin/domains/delivery/", f"/admin/domains/batch/{batch.pk}/change/"]
    pages += [f"{LIST}{pk}/change/" for pk in Domain.objects.values_list("pk", flat=True)]
    told = {url: shown(admin_client.get(url)) for url in pages}
    assert {url: found for url, page in told.items() if (found := VALUES.findall(page))} == {
        LIST: ["pending", "processing", *["queued", "processing"] * 3],
        pages[2]: ["pending"],
    }
    assert "waiting (API: pending)" in told[LIST]
    assert "1 being scanned" in told["/admin/"]
    assert "waiting" in told[pages[3]]


def shown(response):
    """What is read on a page, without markup and scripts."""
    html = re.sub(r"<(script|pre).*?</\1>", "", text(response))
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def test_scans_are_shown_by_domain_and_not_by_id(admin_client, rows):
    page = text(admin_client.get("/admin/domains/scan/"))
    assert rows.domain.domain in page
    assert str(rows.pk) not in re.sub(r"(href|value)=\S+", "", page)
    assert "name not found" in page
    opened = text(admin_client.get(f"/admin/domains/scan/{rows.pk}/change/"))
    assert f"/admin/domains/domain/{rows.domain_id}/change/" in opened


def test_a_message_that_waits_says_when_it_is_sent(admin_client, rows):
    page = text(admin_client.get("/admin/domains/delivery/"))
    assert "in 4 minutes, attempt 2" in page
    assert "503 Service Unavailable" in page


def test_a_domain_is_written_in_small_letters_in_the_header(admin_client, rows):
    pk = Domain.objects.get(domain="beta.de").pk
    header = re.search(r"<h1.*?</h1>", text(admin_client.get(f"/admin/domains/domain/{pk}/change/")))[0]
    assert re.sub(r"<[^>]*>|chevron_right", "", header).split() == ["Domains", "beta.de"]


def test_an_empty_list_says_what_to_do_and_a_filter_without_rows_how_to_leave_it(admin_client, rows):
    assert "Nothing matches" in text(admin_client.get("/admin/domains/domain/?status=skipped"))
    Webhook.objects.all().delete()
    page = text(admin_client.get("/admin/domains/webhook/"))
    assert "No webhooks yet" in page
    assert "your program then gets a message" in page


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("notice/", "Notices chevron_right Add notice"),
        ("webhook/", "Webhooks chevron_right Add webhook"),
        ("apitoken/", "API tokens chevron_right Add API token"),
        ("rescanpolicy/", "Re-scans chevron_right Add re-scan policy"),
    ],
)
def test_the_form_of_a_new_row_says_so_and_has_no_second_button_to_add_one(admin_client, path, words):
    page = text(admin_client.get(f"/admin/domains/{path}add/"))
    assert " ".join(shown_in(re.search(r"<h1.*?</h1>", page)[0]).split()) == words
    assert "sky-add" not in page
    assert "sky-add" in text(admin_client.get(f"/admin/domains/{path}"))


def shown_in(html):
    return re.sub(r"<[^>]*>", " ", html)


def test_a_list_has_the_name_that_the_menu_has_for_it(admin_client, rows):
    for path, name in (("change/", "What changed"), ("auditentry/", "Audit log"), ("domain/", "Domains")):
        page = text(admin_client.get(f"/admin/domains/{path}"))
        assert shown_in(re.search(r"<h1.*?</h1>", page)[0]).split() == name.split()


def test_every_list_that_is_empty_says_what_to_do_or_when_it_fills(admin_client):
    for model, options in admin.site._registry.items():
        if model._meta.model_name not in {"user", "group"}:
            assert getattr(options, "when_empty", ""), model


def test_thousands_are_separated_from_pages(admin_client, rows, monkeypatch):
    Domain.objects.bulk_create([Domain(domain=f"site-{number}.com") for number in range(1200)])
    page = re.sub(r"<[^>]*>", "", text(admin_client.get("/admin/domains/domain/")))
    assert "1,202 domains, page 1 of 41" in page


def test_the_default_tenant_has_a_word(admin_client, admin_user):
    RescanPolicy.objects.create(days=30)
    PrivacyPolicy.objects.create(contact_retention_days=365)
    ApiToken.objects.create_token("CRM")
    erasure.erase(erasure.parse("ann@example.net"), default_tenant(), Actor("ann", admin_user.pk))
    told = {}
    for path in ("rescanpolicy", "privacypolicy", "apitoken", "suppression", "erasure"):
        told[path] = shown(admin_client.get(f"/admin/domains/{path}/"))
        assert "default" in told[path]
        assert str(default_tenant()) not in told[path], path
    assert "every 30 days" in told["rescanpolicy"]
    assert "365 days" in told["privacypolicy"]
    assert "1 erased value" in told["suppression"]


def test_tasks_have_the_name_of_their_schedule_and_times_in_words(admin_client, db):
    now = timezone.now()
    Schedule.objects.create(name="prune", func="metrics.retention.prune", schedule_type="I", minutes=1)
    task = {"group": "prune", "func": "metrics.retention.prune", "started": now - timedelta(minutes=5)}
    for number, success in enumerate([True, False]):
        Task.objects.create(
            **task, id=f"{number:032}", name="sad-moon", stopped=now, success=success, result="disk full"
        )
    async_task("metrics.retention.prune", group="prune", broker=get_broker())
    lists = {"schedule": "every minute", "success": "5 minutes", "failure": "disk full", "ormq": "prune"}
    for path, words in lists.items():
        page = shown(admin_client.get(f"/admin/django_q/{path}/"))
        assert "prune" in page
        assert words in page
        assert "sad-moon" not in page
    assert "1 queued task" in page


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(1, "minute"), (20, "20 minutes"), (60, "hour"), (90, "90 minutes"), (120, "2 hours"), (1440, "day")],
)
def test_how_often_a_schedule_runs(admin_client, minutes, words):
    Schedule.objects.create(name="rare", func="a.b", schedule_type=Schedule.MINUTES, minutes=minutes)
    assert f"every {words} " in shown(admin_client.get("/admin/django_q/schedule/", {"q": "rare"}))


def test_contacts_of_a_page_are_told_in_words(admin_client, rows):
    contact = {"value": "info@beta.de", "kind": "email", "role": True, "how": "mailto"}
    page = Page.objects.create(
        domain=rows.domain, scan=rows, url="https://beta.de/", contacts=[contact], fetched_at=timezone.now()
    )
    told = shown(admin_client.get(f"/admin/domains/page/{page.pk}/change/"))
    assert "info@beta.de e-mail, shared, from e-mail link" in told


@pytest.mark.parametrize(
    ("action", "title"),
    [("export", "Export"), ("priority", "Set priority: are you sure?")],
)
def test_the_page_before_an_action_says_what_it_does(admin_client, rows, action, title):
    chosen = [str(Domain.objects.first().pk)]
    page = text(admin_client.post(LIST, {"action": action, "_selected_action": chosen}))
    assert " ".join(shown_in(re.search(r"<h1.*?</h1>", page)[0]).split()) == title
    assert "1 domain is selected." in page
    assert ("not changed" in page) == (action != "export")
