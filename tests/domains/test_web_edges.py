"""No request, whatever is in it, is answered with a 500: a few here, twenty thousand under ``chaos``."""

import itertools
import sys
from collections import Counter, deque
from contextlib import contextmanager

import pytest
from django.contrib.auth import get_user_model
from django.core.signals import got_request_exception
from django.db.models.functions import Now
from django.test import Client, RequestFactory

from domains.api import authentication, event_stream
from domains.api.rate_limits import Rate
from domains.lifecycle import Event
from domains.models import ApiToken, Domain, Webhook
from domains.models.domain import default_tenant
from domains.queue import batches
from domains.webhooks import events
from metrics.models import SchedulerMetric
from scrapersky.web_application import web_application
from tests import fuzzing
from tests.domains.api.conftest import claimed
from tests.scan_endings import end_scan

application = web_application()
READY = "/health/ready"  # 503 once no cluster was started for two minutes, as here

# Transactions as in production: one that a refused value has aborted would fail all requests after it.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ids(settings, monkeypatch):
    """Rows of every kind, so that requests find something: their ids, by a word of the paths they fit."""
    monkeypatch.setattr(event_stream, "LONGEST_STREAM", 0)
    patience = Rate(1_000_000, 60)
    monkeypatch.setattr(authentication, "_wrong_tokens", lambda: patience)
    settings.API_THROTTLE = (1_000_000, 60)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    names = [f"fuzz-{n}.com" for n in range(12)]
    batch, _ = batches.submit_batch(names, tenant_id=default_tenant(), max_pages=1, priority=0)
    for domain in Domain.objects.order_by("domain")[:4]:
        end_scan(claimed(domain), Event.COMPLETE)
    webhook = Webhook.objects.create(url="https://example.com/hook")
    delivery = events.send_test(webhook, events.WebhookEvent.SCAN_FINISHED)
    run = SchedulerMetric.objects.create(timestamp=Now(), status="completed")
    return {
        "domains": [str(pk) for pk in Domain.objects.values_list("pk", flat=True)],
        "status": [str(pk) for pk in Domain.objects.values_list("scan_id", flat=True)],
        "batch": [str(batch.pk)],
        "webhooks": [str(webhook.pk)],
        "deliveries": [str(delivery.pk)],
        "metrics": [str(run.pk), "1", "9" * 25],
    }


class Server(RequestFactory):
    """Hands requests to the application as a web server does; the status, and where it leads."""

    def request(self, **told):
        head = []
        body = application(self._base_environ(**told), lambda *given: head.extend(given))
        deque(body, maxlen=0)
        body.close() if hasattr(body, "close") else None
        return int(head[0].split()[0]), dict(head[1]).get("Location", "")


class Sender:
    """Sends requests with a token, as an administrator or as nobody; keeps those answered with a 500."""

    def __init__(self):
        self.server = Server()
        self.token = f"Bearer {ApiToken.objects.create_token('fuzz')[1]}"
        self.sign_in()
        self.statuses, self.defects = Counter(), []

    def sign_in(self):
        """Again and again: requests may end the session, and rename or delete the user."""
        users = get_user_model().objects
        users.exclude(username="operator").delete()
        client = Client()
        client.force_login(users.first() or users.create_superuser("operator", password="right"))
        self.session = f"sessionid={client.cookies['sessionid'].value}"

    def send(self, sent):
        told = {"QUERY_STRING": sent.query, **sent.environ}
        if sent.signed_in:
            told.setdefault("HTTP_COOKIE", self.session)
            told.setdefault("HTTP_AUTHORIZATION", self.token)
        with noted_errors() as errors:
            status, leads_to = self.server.generic(
                sent.method, sent.path, sent.body, sent.content_type, **told
            )
        self.statuses[status] += 1
        if status >= 500 and not (status == 503 and sent.path.startswith(READY)):
            self.defects.append(f"{status} {errors} {sent}")
        if sent.signed_in and leads_to.startswith("/admin/login"):
            self.sign_in()


@contextmanager
def noted_errors():
    """What views raise meanwhile; the client would only say 500."""
    errors = []

    def note(**_):
        errors.append(ascii(sys.exception()))

    got_request_exception.connect(note)
    yield errors
    got_request_exception.disconnect(note)


def fuzz(ids, seed, count):
    sender = Sender()
    for sent in itertools.islice(fuzzing.requests(seed, ids), count):
        sender.send(sent)
    print(dict(sender.statuses))  # noqa: T201  the figures, by pytest -rP
    assert not sender.defects
    return sender.statuses


def test_no_request_is_answered_with_a_500(ids):
    statuses = fuzz(ids, seed=20, count=300)
    assert {200, 400, 404} <= set(statuses), "the requests come past the first check"


@pytest.mark.chaos
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", range(1, 5))
def test_none_of_twenty_thousand_is(ids, seed):
    fuzz(ids, seed, count=5_000)
