"""No call shows or changes another tenant's rows, and only public calls work without a token."""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from domains.models import Batch, Delivery, Domain, Page, Suppression, Webhook
from domains.models.domain import default_tenant
from domains.models.webhook import WebhookEvent
from domains.scan.redaction import Subject
from tests.domains.api.routes import ROUTES

PLAIN = sorted(name for name, pattern in ROUTES.items() if not pattern.pattern.converters)
WITH_ID = sorted(set(ROUTES) - set(PLAIN))


@pytest.fixture
def mine(api, finished):
    """The address of everything of mine that has one, by the name of its route."""
    batch = api.post("/api/v3/modernized_page_scraper/batch", {"domains": ["secret.com"]}).json()
    domain = finished(Domain.objects.get(), result={"home": {"title": "secret"}})
    page = Page.objects.create(
        domain=domain,
        scan_id=domain.scan_id,
        url="https://secret.com/",
        page_type="home",
        fetched_at=timezone.now(),
    )
    webhook = Webhook.objects.create(url="https://secret.com/hook")
    delivery = Delivery.objects.create(webhook=webhook, event=WebhookEvent.SCAN_FINISHED, payload={})
    suppression = Suppression.objects.remember(Subject("domain", "other.com"), default_tenant())
    ids = {
        "scan-status": {"job_id": domain.scan_id},
        "batch-status": {"batch_id": batch["batch_id"]},
        "batch-record": {"pk": batch["batch_id"]},
        "scan-record": {"pk": domain.scan_id},
        "page": {"pk": page.pk},
        "webhook": {"pk": webhook.pk},
        "suppression": {"pk": suppression.pk},
        "deliveries": {"pk": webhook.pk},
        "webhook-test": {"pk": webhook.pk},
        "webhook-rotate": {"pk": webhook.pk},
        "delivery": {"pk": delivery.pk},
        "delivery-resend": {"pk": delivery.pk},
    }
    return {name: reverse(name, kwargs=ids.get(name, {"pk": domain.pk})) for name in WITH_ID}


def handlers(name):
    view = ROUTES[name].callback.view_class
    return [method for method in ("get", "post", "patch", "delete") if hasattr(view, method)]


def test_every_handler_needs_a_scope():
    for name, pattern in ROUTES.items():
        for method in handlers(name):
            assert method.upper() in pattern.callback.view_class.scopes, name


@pytest.mark.parametrize("public", [True, False])
def test_another_tenant_finds_nothing(mine, stranger, settings, public):
    settings.API_PUBLIC_STATUS = public
    before = state()
    for name, path in mine.items():
        for method in handlers(name):
            answer = getattr(stranger, method)(path)
            assert answer.status_code == 404, (method, path)
            assert b"secret" not in answer.content
    assert state() == before


def test_the_owner_finds_all_of_it(mine, api):
    for name, path in mine.items():
        if "get" in handlers(name):
            assert api.get(path).status_code == 200, path


def state():
    return [
        sorted(map(repr, model.objects.values_list()))
        for model in (Domain, Batch, Webhook, Delivery, Suppression)
    ]


def test_no_list_shows_another_tenants_rows(mine, stranger):
    for name in PLAIN:
        if "get" in handlers(name):
            answer = stranger.get(reverse(name), {"domain": "other.com"} if name == "company" else {})
            assert answer.status_code == (202 if name == "company" else 200)
            assert b"secret" not in answer.getvalue(), name


def test_nothing_but_the_status_answers_without_a_token(mine, nobody, settings):
    settings.API_PUBLIC_STATUS = False
    for name, path in {**mine, **{name: reverse(name) for name in PLAIN}}.items():
        for method in handlers(name):
            assert getattr(nobody, method)(path).status_code == 401, (method, path)


def test_a_batch_of_another_tenant_is_no_filter(mine, stranger, api):
    batch_id = Batch.objects.get().pk
    assert stranger.get("/api/v3/domains/", {"batch_id": batch_id}).json()["results"] == []
    assert len(api.get("/api/v3/domains/", {"batch_id": batch_id}).json()["results"]) == 1


def test_an_unknown_id_is_not_told_from_a_foreign_one(mine, stranger):
    foreign = stranger.get(mine["domain"])
    unknown = stranger.get(reverse("domain", args=[uuid.uuid4()]))
    assert foreign.json() == unknown.json()
