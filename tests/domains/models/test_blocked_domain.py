"""Domains on the block list are not visited, whoever submits them."""

import pytest

from domains.models import BlockedDomain, Domain
from domains.queue import submission
from tests.domains.conftest import statuses
from tests.sites import html

pytestmark = pytest.mark.django_db


@pytest.fixture
def blocked():
    return BlockedDomain.objects.create(domain="closed.test", reason="asked us by mail")


def test_a_blocked_domain_and_its_hosts_are_refused_with_the_reason(blocked):
    results = list(submission.submit(["closed.test", "https://shop.closed.test/x", "unclosed.test"]))
    reasons = [result.reason for result in results]
    assert reasons == ["closed.test is on the block list: asked us by mail"] * 2 + [""]
    assert Domain.objects.count() == 1


def test_one_that_was_queued_already_is_skipped_and_not_asked(queue, run, sites, blocked):
    queue("closed.test", "open.test")
    run()
    assert statuses() == {"closed.test": "skipped", "open.test": "completed"}
    row = Domain.objects.get(domain="closed.test")
    assert (row.error_kind, row.attempts) == ("blocked", 1)
    assert "closed.test is on the block list: asked us by mail" in row.last_error
    assert not sites.homes()["closed.test"]


def test_nobody_leads_us_there(queue, run, sites, blocked):
    queue("open.test")
    sites.responders["open.test"] = lambda path: html(b"", 302, Location="http://closed.test/")
    run()
    assert statuses() == {"open.test": "skipped"}
    assert not sites.homes()["closed.test"]


def test_what_an_operator_types_is_made_canonical(admin_client):
    data = {"domain": "https://www.Closed.test/", "reason": ""}
    assert admin_client.post("/admin/domains/blockeddomain/add/", data).status_code == 302
    assert BlockedDomain.objects.get().domain == "closed.test"
    response = admin_client.post("/admin/domains/blockeddomain/add/", {"domain": "no domain", "reason": ""})
    assert "errors" in response.context
