"""Clients of the API: one for each tenant, and one without a token."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client

from domains.api import authentication, event_stream
from domains.lifecycle import Event
from domains.models import ApiToken
from domains.models.domain import default_tenant
from domains.queue import claims, quotas
from tests.scan_endings import end_scan

OTHER_TENANT = uuid.UUID("11111111-2222-3333-4444-555555555555")


@pytest.fixture(autouse=True)
def short_streams(monkeypatch):
    """Streams end when they have sent all existing entries."""
    monkeypatch.setattr(event_stream, "LONGEST_STREAM", 0)


class Caller:
    """An HTTP client that sends one token; ``post`` and ``patch`` send JSON."""

    def __init__(self, token=""):
        self.token = token
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}
        self.client = Client()

    def get(self, path, query=None, headers=None):
        return self.client.get(path, query or {}, headers={**self.headers, **(headers or {})})

    def post(self, path, body=None, headers=None):
        sent = {**self.headers, **(headers or {})}
        return self.client.post(path, body, content_type="application/json", headers=sent)

    def patch(self, path, body=None):
        return self.client.patch(path, body, content_type="application/json", headers=self.headers)

    def delete(self, path):
        return self.client.delete(path, headers=self.headers)


@pytest.fixture(autouse=True)
def fresh_rates():
    """Forget the rates of callers that this process remembers, because the test's database is new."""
    authentication._requests.cache_clear()
    authentication._tenant_requests.cache_clear()
    quotas.forget()
    authentication._wrong_tokens.cache_clear()


@pytest.fixture
def make_caller(db):
    def make(tenant=None, **options):
        return Caller(ApiToken.objects.create_token("test", tenant or default_tenant(), **options)[1])

    return make


@pytest.fixture
def api(make_caller):
    return make_caller()


@pytest.fixture
def stranger(make_caller):
    """A caller of another tenant."""
    return make_caller(OTHER_TENANT)


@pytest.fixture
def nobody():
    """A caller without a token."""
    return Caller()


@pytest.fixture
def running(db):
    """Bring a pending domain into ``processing``."""

    def make(domain):
        claimed(domain)
        domain.refresh_from_db()
        return domain

    return make


def claimed(domain):
    (granted,) = claims.claim(1, run_id=uuid.uuid4(), lease=timedelta(minutes=5), only={domain.pk})
    return granted


@pytest.fixture
def finished(db):
    """Bring a pending domain to the end of its scan."""

    def make(domain, event=Event.COMPLETE, **told):
        end_scan(claimed(domain), event, **told)
        domain.refresh_from_db()
        return domain

    return make
