"""POST .../batch and GET .../batch/{id}/status"""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from domains.lifecycle import Event
from domains.models import Batch, Domain, Scan, SchedulerPause

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


LIST = "/api/v3/batches/"


class TestListed:
    @pytest.fixture
    def two(self, api):
        for name, domain in (("Bakeries of March", "a.com"), ("", "b.com")):
            api.post("/api/v3/modernized_page_scraper/batch", {"domains": [domain], "name": name})

    def test_newest_first_with_their_names(self, api, two):
        rows = api.get(LIST).json()["results"]
        assert [row["name"] for row in rows] == ["", "Bakeries of March"]
        assert api.get(rows[1]["status_url"]).json()["total_domains"] == 1
        assert [row["name"] for row in api.get(LIST, {"name": "march"}).json()["results"]] == [
            "Bakeries of March"
        ]

    def test_named_and_put_aside(self, api, two):
        batch = api.get(LIST).json()["results"][0]
        changed = api.patch(f"{LIST}{batch['id']}/", {"name": "Florists", "archived": True})
        assert changed.status_code == 200, changed.content
        assert changed.json()["archived_at"]
        assert [row["name"] for row in api.get(LIST, {"archived": "true"}).json()["results"]] == ["Florists"]
        assert [row["name"] for row in api.get(LIST, {"archived": "false"}).json()["results"]] == [
            "Bakeries of March"
        ]
        back = api.patch(f"{LIST}{batch['id']}/", {"archived": False}).json()
        assert (back["name"], back["archived_at"]) == ("Florists", None)

    def test_those_that_have_ended(self, api, two, finished):
        finished(Domain.objects.get(domain="a.com"))
        rows = api.get(LIST, {"finished": "true"}).json()["results"]
        assert [(row["name"], row["open_jobs"]) for row in rows] == [("Bakeries of March", 0)]


def test_the_status_tells_what_each_job_waits_for(api, finished, running):
    names = ["turn.com", "retry.com", "site.com", "paused.com", "running.com", "done.com"]
    batch = api.post("/api/v3/modernized_page_scraper/batch", {"domains": names}).json()
    later = timezone.now() + timedelta(hours=1)
    Domain.objects.filter(domain="retry.com").update(next_attempt_at=later, last_error="no answer")
    Domain.objects.filter(domain="site.com").update(next_attempt_at=later)
    Domain.objects.get(domain="paused.com").happen(Event.PAUSE)
    running(Domain.objects.get(domain="running.com"))
    finished(Domain.objects.get(domain="done.com"))

    def told():
        states = api.get(batch["status_url"]).json()["domain_statuses"]
        return {name: (state["waits_for"], bool(state["waits_until"])) for name, state in states.items()}

    assert told() == {
        "turn.com": ("turn", False),
        "retry.com": ("retry", True),
        "site.com": ("site", True),
        "paused.com": ("resume", False),
        "running.com": (None, False),
        "done.com": (None, False),
    }
    SchedulerPause.objects.create(paused_by="test")
    assert told()["turn.com"] == ("scheduler", False)


@pytest.mark.parametrize("value", [0, 1, "true", None])
def test_archived_is_true_or_false(api, value):
    batch = api.post(PATH, {"domains": ["a.com"]}).json()["batch_id"]
    answer = api.patch(f"/api/v3/batches/{batch}/", {"archived": value})
    assert (answer.status_code, answer.json()["field"]) == (400, "archived")
