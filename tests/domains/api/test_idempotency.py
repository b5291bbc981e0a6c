"""Idempotency-Key: a repeated request gets the response of the first one."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from domains.models import Batch, Domain, IdempotentRequest, Suppression
from domains.scan.redaction import Subject

BATCH = "/api/v3/modernized_page_scraper/batch"
SCAN = "/api/v3/modernized_page_scraper/scan"
KEY = {"Idempotency-Key": "order-17"}


def test_a_repeated_batch_is_one_batch(api):
    first = api.post(BATCH, {"domains": ["a.com"]}, headers=KEY)
    again = api.post(BATCH, {"domains": ["a.com"]}, headers=KEY)
    assert again.status_code == 202
    assert again.json() == first.json()
    assert again["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first
    assert Batch.objects.count() == 1


def test_the_answer_stays_even_after_the_scan_has_ended(api, finished):
    first = api.post(SCAN, {"base_url": "a.com"}, headers=KEY).json()
    finished(Domain.objects.get())
    assert api.post(SCAN, {"base_url": "a.com"}, headers=KEY).json() == first
    assert api.post(SCAN, {"base_url": "a.com"}).json() != first


def test_a_key_belongs_to_one_request(api):
    api.post(SCAN, {"base_url": "a.com"}, headers=KEY)
    for path, body in [(SCAN, {"base_url": "b.com"}), (BATCH, {"domains": ["a.com"]})]:
        answer = api.post(path, body, headers=KEY)
        assert answer.status_code == 422
        assert answer.json()["code"] == "key_reused"
    assert not Domain.objects.filter(domain="b.com").exists()


def test_a_key_belongs_to_one_token(api, make_caller):
    api.post(SCAN, {"base_url": "a.com"}, headers=KEY)
    assert make_caller().post(SCAN, {"base_url": "b.com"}, headers=KEY).status_code == 202


def test_a_refused_request_may_be_corrected(api):
    assert api.post(SCAN, {"base_url": "127.0.0.1"}, headers=KEY).status_code == 400
    assert api.post(SCAN, {"base_url": "a.com"}, headers=KEY).status_code == 202


def test_a_key_is_forgotten_after_a_day(api):
    api.post(SCAN, {"base_url": "a.com"}, headers=KEY)
    IdempotentRequest.objects.update(created_at=Now() - timedelta(hours=25))
    assert api.post(SCAN, {"base_url": "b.com"}, headers=KEY).status_code == 202


@pytest.mark.parametrize("key", ["", "x" * 256, "two words", "\xe9"])
def test_a_key_that_makes_no_sense_is_refused(api, key):
    answer = api.post(SCAN, {"base_url": "a.com"}, headers={"Idempotency-Key": key})
    assert answer.status_code == 400
    assert answer.json()["field"] == "Idempotency-Key"


def test_an_erased_domain_is_not_stored_with_its_refusal(api):
    Suppression.objects.remember(Subject("domain", "gone.com"), None)
    first = api.post(BATCH, {"domains": ["a.com", "https://gone.com/x"]}, headers=KEY).json()
    assert first["rejected"][0]["input"] == "https://gone.com/x"
    assert "gone.com" not in str(IdempotentRequest.objects.get().body)
    again = api.post(BATCH, {"domains": ["a.com", "https://gone.com/x"]}, headers=KEY).json()
    assert again["rejected"][0]["input"] == "[erased]"
    assert again["batch_id"] == first["batch_id"]
