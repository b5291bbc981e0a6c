"""ETag, If-None-Match and ?wait= of the status calls."""

import threading
import time

import pytest
from django.db import connection

from domains.api import long_polling
from domains.models import Domain

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def domain(transactional_db):
    return Domain.objects.create(domain="example.com")


@pytest.fixture
def path(domain):
    return f"/api/v3/modernized_page_scraper/status/{domain.scan_id}"


@pytest.fixture
def later(monkeypatch):
    """Do something while the caller sleeps between two looks."""

    def later(action):
        waiting_actions = [lambda: None, action]

        def sleep(_seconds):
            if waiting_actions:
                waiting_actions.pop(0)()

        monkeypatch.setattr(long_polling, "sleep", sleep)

    return later


def test_an_unchanged_state_is_not_sent_again(api, path, domain, running):
    first = api.get(path)
    again = api.get(path, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    running(domain)
    changed = api.get(path, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert changed.json()["status"] == "processing"
    assert changed["ETag"] != first["ETag"]


def test_an_open_job_tells_when_to_ask_again(api, path, domain, finished):
    assert int(api.get(path)["Retry-After"]) > 0
    finished(domain)
    assert "Retry-After" not in api.get(path)


def test_waiting_ends_when_the_scan_ends(api, path, domain, finished, later):
    later(lambda: finished(domain))
    assert api.get(path, {"wait": 30}).json()["status"] == "completed"


def test_waiting_with_an_etag_ends_at_any_change(api, path, domain, running, later):
    known = api.get(path)["ETag"]
    later(lambda: running(domain))
    answer = api.get(path, {"wait": 30}, headers={"If-None-Match": known})
    assert answer.json()["status"] == "processing"


def test_waiting_in_vain_ends_in_time(api, path):
    assert api.get(path, {"wait": 1}).json()["status"] == "pending"


def test_a_finished_job_does_not_wait(api, path, domain, finished):
    finished(domain)
    begun = time.monotonic()
    known = api.get(path, {"wait": 30})["ETag"]
    assert api.get(path, {"wait": 30}, headers={"If-None-Match": known}).status_code == 304
    assert time.monotonic() - begun < 20


def test_only_some_may_wait_at_a_time(api, path, monkeypatch):
    monkeypatch.setattr(long_polling, "_places", threading.BoundedSemaphore(1))
    assert long_polling._places.acquire(blocking=False)
    begun = time.monotonic()
    assert api.get(path, {"wait": 60}).status_code == 200
    assert time.monotonic() - begun < 30


def test_those_who_wait_give_their_connection_back(api, path, monkeypatch):
    closed = []
    monkeypatch.setattr(connection, "close", lambda: closed.append(True))
    api.get(path, {"wait": 1})
    assert closed


@pytest.mark.parametrize("wait", ["-1", "61", "long"])
def test_a_wait_that_makes_no_sense_is_refused(api, path, wait):
    answer = api.get(path, {"wait": wait})
    assert answer.status_code == 400
    assert answer.json()["field"] == "wait"


def test_a_batch_can_be_waited_for(api, finished, later):
    batch = api.post("/api/v3/modernized_page_scraper/batch", {"domains": ["a.com"]}).json()
    later(lambda: finished(Domain.objects.get(domain="a.com")))
    assert api.get(batch["status_url"], {"wait": 30}).json()["status"] == "completed"
