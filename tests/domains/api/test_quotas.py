"""QUEUED_PER_TENANT: how many domains of a tenant may be pending."""

import pytest

from domains.lifecycle import Event
from domains.models import Batch, Domain
from domains.queue import quotas, submission

SCAN = "/api/v3/modernized_page_scraper/scan"
BATCH = "/api/v3/modernized_page_scraper/batch"
SUBMIT = "/admin/domains/domain/submit/"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def three(settings):
    settings.QUEUED_PER_TENANT = 3


def refused(answer):
    assert answer.json()["code"] == "queue_full", answer.content
    assert "3 domains" in answer.json()["message"]
    assert answer["Retry-After"] == "60"
    return answer.status_code == 429


def test_a_domain_beyond_the_quota_is_refused_and_another_tenants_is_not(api, stranger):
    for name in ("a.com", "b.com", "c.com", "a.com"):
        assert api.post(SCAN, {"base_url": name}).status_code == 202
    assert refused(api.post(SCAN, {"base_url": "d.com"}))
    assert api.post(SCAN, {"base_url": "a.com"}).status_code == 202  # it is queued already
    assert not Domain.objects.filter(domain="d.com").exists()
    assert stranger.post(SCAN, {"base_url": "d.com"}).status_code == 202


def test_there_is_room_again_when_scans_have_ended(api, finished):
    api.post(BATCH, {"domains": ["a.com", "b.com", "c.com"]})
    finished(Domain.objects.get(domain="a.com"), Event.COMPLETE)
    quotas.forget()
    assert api.post(SCAN, {"base_url": "d.com"}).status_code == 202
    assert refused(api.post(SCAN, {"base_url": "a.com"}))  # a new scan of a domain that is known


def test_a_batch_is_stored_whole_or_not_at_all(api):
    assert refused(api.post(BATCH, {"domains": ["a.com", "b.com", "c.com", "d.com"]}))
    assert not Domain.objects.exists()
    assert not Batch.objects.exists()
    assert api.post(BATCH, {"domains": ["a.com", "b.com", "c.com"]}).status_code == 202


def test_the_queue_is_not_counted_for_each_submission(api):
    assert api.post(SCAN, {"base_url": "a.com"}).status_code == 202
    Domain.objects.all().delete()
    assert api.post(SCAN, {"base_url": "b.com"}).status_code == 202
    assert api.post(SCAN, {"base_url": "c.com"}).status_code == 202
    assert refused(api.post(SCAN, {"base_url": "d.com"}))
    quotas.forget()
    assert api.post(SCAN, {"base_url": "d.com"}).status_code == 202


def test_the_admin_tells_that_the_queue_is_full(admin_client):
    form = {"domains": "a.com\nb.com\nc.com\nd.com", "max_pages": 5}
    response = admin_client.post(SUBMIT, form, follow=True)
    told = " ".join(str(message) for message in response.context["messages"])
    assert "more than 3 domains in the queue" in told
    assert not Domain.objects.exists()


@pytest.mark.parametrize("quota", [0, 3])
def test_commands_and_installations_without_a_quota_are_not_limited(api, settings, quota):
    settings.QUEUED_PER_TENANT = quota
    assert all(one.queued for one in submission.submit(f"site-{n}.com" for n in range(5)))
    if not quota:
        assert api.post(SCAN, {"base_url": "another.com"}).status_code == 202
