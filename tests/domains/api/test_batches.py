"""POST .../batch and GET .../batch/{id}/status"""

import threading

import pytest
from django.db import connection

from domains.lifecycle import Event
from domains.models import Batch, Domain, Scan

PATH = "/api/v3/modernized_page_scraper/batch"


@pytest.fixture
def submit(api):
    def submit(*domains, **options):
        answer = api.post(PATH, {"domains": list(domains), **options})
        assert answer.status_code == 202, answer.content
        return answer.json()

    return submit


def state(api, batch, **query):
    answer = api.get(batch["status_url"], query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_a_batch_is_queued(api, submit):
    batch = submit("a.com", "https://www.b.com/", max_pages=3)
    assert batch["job_count"] == 2
    assert batch["rejected"] == []
    assert batch["status_url"] == f"{PATH}/{batch['batch_id']}/status"
    assert set(Domain.objects.values_list("domain", "max_pages")) == {("a.com", 3), ("b.com", 3)}


def test_what_cannot_be_scanned_is_told_with_its_reason_in_order(submit):
    batch = submit("z z", "a.com", "127.0.0.1", "", "localhost")
    assert batch["job_count"] == 1
    assert [item["input"] for item in batch["rejected"]] == ["z z", "127.0.0.1", "", "localhost"]
    assert all(item["reason"] for item in batch["rejected"])


def test_the_same_domain_twice_is_one_job(api, submit):
    batch = submit("a.com", "www.a.com", "https://a.com/x")
    assert batch["job_count"] == 1
    assert state(api, batch)["total_domains"] == 1


def test_states_and_totals(api, submit, running, finished):
    batch = submit("a.com", "b.com", "c.com", "d.com")
    first = state(api, batch)
    assert (first["status"], first["progress"], first["totals"]) == ("pending", 0, {"pending": 4})
    finished(Domain.objects.get(domain="a.com"))
    finished(Domain.objects.get(domain="b.com"), Event.FAIL, error="no such host", error_kind="dns")
    running(Domain.objects.get(domain="c.com"))
    now = state(api, batch)
    assert now["totals"] == {"completed": 1, "failed": 1, "processing": 1, "pending": 1}
    assert (now["completed_domains"], now["failed_domains"], now["total_domains"]) == (1, 1, 4)
    assert now["status"] == "processing"
    assert 0.5 < now["progress"] < 1
    failed = now["domain_statuses"]["b.com"]
    assert (failed["status"], failed["error"]) == ("failed", "no such host")
    assert failed["job_id"] == str(Domain.objects.get(domain="b.com").scan_id)


def test_a_finished_batch_stays_finished(api, submit, finished):
    batch = submit("a.com")
    finished(Domain.objects.get())
    done = state(api, batch)
    assert (done["status"], done["progress"]) == ("completed", 1)
    assert done["end_time"] is not None
    submit("a.com")  # a new job of the same domain, in another batch
    assert state(api, batch) == done
    Scan.objects.all().delete()  # pruned
    assert state(api, batch)["status"] == "completed"


def test_a_domain_that_is_already_queued_counts_in_both_batches(api, submit, finished):
    first, second = submit("a.com", "b.com"), submit("a.com")
    finished(Domain.objects.get(domain="a.com"))
    assert state(api, second)["status"] == "completed"
    assert state(api, first)["totals"] == {"completed": 1, "pending": 1}
    assert Batch.objects.get(pk=first["batch_id"]).finished_at is None
    assert Batch.objects.get(pk=second["batch_id"]).finished_at is not None


def test_a_batch_of_refused_inputs_is_finished(api, submit):
    done = state(api, submit("127.0.0.1"))
    assert (done["status"], done["progress"], done["total_domains"]) == ("completed", 1, 0)


def test_states_come_in_pages(api, submit):
    batch = submit("a.com", "b.com", "c.com")
    first = state(api, batch, page_size=2)
    second = api.get(first["next"]).json()
    assert (len(first["domain_statuses"]), len(second["domain_statuses"])) == (2, 1)
    assert second["next"] is None
    assert {*first["domain_statuses"], *second["domain_statuses"]} == {"a.com", "b.com", "c.com"}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "domains"),
        ({"domains": []}, "domains"),
        ({"domains": "a.com"}, "domains"),
        ({"domains": [{}]}, "domains[0]"),
        ({"domains": ["a.com"], "max_pages": 0}, "max_pages"),
        ({"domains": ["a.com"] * 10_001}, "domains"),
        ({"domain": ["a.com"], "domains": ["a.com"]}, "domain"),
    ],
)
def test_a_wrong_batch_is_refused_whole(api, body, field):
    answer = api.post(PATH, body)
    assert answer.status_code == 400
    assert field in {answer.json()["field"], *(error["field"] for error in answer.json().get("errors", []))}
    assert not Domain.objects.exists()


def test_a_batch_of_several_chunks(api, submit):
    batch = submit(*[f"site-{number}.com" for number in range(2_500)])
    assert batch["job_count"] == 2_500
    whole = state(api, batch)
    assert whole["totals"] == {"pending": 2_500}
    assert len(whole["domain_statuses"]) == 2_500


@pytest.mark.skipif(connection.vendor == "sqlite", reason="a test's SQLite in memory does not wait for locks")
@pytest.mark.django_db(transaction=True)
def test_batches_of_the_same_domains_at_the_same_time(api):
    domains = [f"site-{number}.com" for number in range(1500)]
    answers = []

    def submit(order):
        answers.append(api.post(PATH, {"domains": order}))
        connection.close()

    threads = [threading.Thread(target=submit, args=[order]) for order in (domains, domains[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert [answer.status_code for answer in answers] == [202, 202]
    assert [answer.json()["job_count"] for answer in answers] == [1500, 1500]
    assert Domain.objects.count() == 1500
