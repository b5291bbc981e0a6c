"""GET /api/v3/changes/ and its stream."""

import json
import threading
from datetime import timedelta

import pytest
from django.utils import timezone

from domains.api import event_stream
from domains.lifecycle import Event
from domains.models import Change, Domain, ErasedDomain
from metrics import retention

PATH = "/api/v3/changes/"
STREAM = "/api/v3/changes/stream/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def scanned(finished):
    """Scan domains for the first time, with one e-mail address each."""

    def scan(*names, **columns):
        for name in names:
            contacts = [{"kind": "email", "value": f"info@{name}", "page": f"https://{name}/", "how": "text"}]
            finished(Domain.objects.create(domain=name, **columns), result={"contacts": contacts}, pages=1)

    return scan


def read(api, **query):
    answer = api.get(PATH, query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def names(body):
    return [entry["domain"] for entry in body["results"]]


def test_following_page_by_page(api, scanned):
    scanned("c.com", "a.com", "b.com")
    first = read(api, page_size=2)
    assert names(first) == ["c.com", "a.com"]
    second = api.get(first["next"]).json()
    assert (names(second), second["next"]) == (["b.com"], None)
    assert read(api, after=second["cursor"]) == {"next": None, "cursor": second["cursor"], "results": []}
    scanned("d.com")
    assert names(read(api, after=second["cursor"])) == ["d.com"]


def test_an_entry(api, scanned):
    scanned("a.com")
    (entry,) = read(api)["results"]
    domain = Domain.objects.get()
    assert (entry["job_id"], entry["domain_id"]) == (str(domain.scan_id), str(domain.pk))
    assert (entry["status"], entry["changes"]) == ("completed", {})
    assert entry["contacts"] == [
        {"kind": "email", "value": "info@a.com", "page": "https://a.com/", "how": "text"}
    ]


def test_what_a_later_scan_changed(api, scanned, finished):
    scanned("a.com")
    cursor = read(api)["cursor"]
    domain = Domain.objects.get()
    api.post(f"/api/v3/domains/{domain.pk}/rescan/")
    domain.refresh_from_db()
    finished(domain, Event.FAIL, error="no such host", error_kind="dns")
    (entry,) = read(api, after=cursor)["results"]
    assert entry["changes"] == {"status": {"before": "completed", "after": "failed"}}
    assert (entry["contacts"], entry["error"], entry["error_kind"]) == (None, "no such host", "dns")


def test_from_now_on(api, scanned):
    assert read(api, after="latest") == {"next": None, "cursor": "0", "results": []}
    scanned("old.com")
    begin = read(api, after="latest")
    assert (begin["cursor"], begin["results"]) == ("1", [])
    scanned("new.com")
    assert names(read(api, after=begin["cursor"])) == ["new.com"]


def test_another_tenant_reads_nothing(stranger, scanned):
    scanned("a.com")
    assert read(stranger)["results"] == []


def test_a_cursor_behind_what_was_pruned_is_refused(api, scanned):
    scanned("a.com", "b.com", "c.com")
    Change.objects.forget([Change.objects.get(number=2).scan_id])
    answer = api.get(PATH, {"after": 1})
    assert (answer.status_code, answer.json()["code"]) == (410, "cursor_expired")
    assert names(read(api, after=2)) == ["c.com"]
    assert names(read(api)) == ["c.com"]


def test_an_erased_domain_is_told_by_its_id_only(api, scanned):
    scanned("a.com", "b.com")
    erased = Domain.objects.get(domain="a.com").pk
    assert api.delete(f"/api/v3/domains/{erased}/").status_code == 200
    scanned("c.com")
    first, second, third = (read(api, after=after, page_size=1) for after in (1, 2, 3))
    assert [names(page) for page in (first, second, third)] == [["b.com"], [None], ["c.com"]]
    (entry,) = second["results"]
    assert (entry["status"], entry["domain_id"], entry["cursor"]) == ("erased", str(erased), "3")
    assert (entry["job_id"], entry["contacts"], entry["changes"]) == (None, [], {})
    assert "a.com" not in str(read(api))
    assert [page["next"] is None for page in (first, second, third)] == [False, False, True]


def test_an_erasure_that_was_pruned_is_told(api, scanned):
    scanned("a.com")
    api.delete(f"/api/v3/domains/{Domain.objects.get().pk}/")
    ErasedDomain.objects.update(erased_at=timezone.now() - timedelta(days=4000))
    assert retention.prune()["erased_domains"] == 1
    assert api.get(PATH, {"after": 1}).json()["code"] == "cursor_expired"


def test_nothing_is_left_out_if_a_domain_is_erased_between_two_statements(api, scanned, monkeypatch):
    """What is recorded after the bounds were read is left to the next page, as a whole."""
    scanned("a.com", "b.com")
    read_erased = ErasedDomain.objects.following

    def meanwhile(*args):
        monkeypatch.undo()
        scanned("c.com")
        api.delete(f"/api/v3/domains/{Domain.objects.get(domain='a.com').pk}/")
        return read_erased(*args)

    monkeypatch.setattr(type(ErasedDomain.objects), "following", lambda _self, *args: meanwhile(*args))
    page = read(api)
    assert page["cursor"] == "2"
    assert names(read(api, after=page["cursor"])) == ["c.com", None]


@pytest.mark.parametrize("query", [{"after": "7"}, {"after": "x"}, {"page_size": 0}, {"before": "1"}])
def test_a_query_that_makes_no_sense_is_refused(api, query):
    answer = api.get(PATH, query)
    assert (answer.status_code, answer.json()["field"]) == (400, next(iter(query)))


def test_a_page_costs_few_queries(api, scanned, django_assert_max_num_queries):
    scanned(*(f"site-{number}.com" for number in range(20)))
    read(api)
    with django_assert_max_num_queries(5):
        assert len(names(read(api))) == 20


class TestStream:
    @pytest.fixture(autouse=True)
    def short(self, monkeypatch):
        """Streams end as soon as they have nothing to send; no place is left taken."""
        places = threading.BoundedSemaphore(1)
        monkeypatch.setattr(event_stream, "_places", places)
        monkeypatch.setattr(event_stream, "LONGEST_STREAM", 0.5)
        monkeypatch.setattr(event_stream.connection, "close", lambda: None)
        yield
        assert places.acquire(blocking=False)

    def events(self, answer):
        assert answer.status_code == 200, answer.content
        assert answer["Content-Type"] == "text/event-stream"
        blocks = answer.getvalue().decode().split("\n\n")
        answer.close()
        fields = [dict(line.split(": ", 1) for line in block.splitlines()) for block in blocks if block]
        assert fields[0] == {"retry": "2000"}
        return [(one["id"], one["event"], json.loads(one["data"])["domain"]) for one in fields[1:]]

    @pytest.mark.parametrize(("path", "headers"), [(STREAM, {}), (PATH, {"Accept": "text/event-stream"})])
    def test_the_same_as_events(self, api, scanned, path, headers):
        scanned("a.com", "b.com")
        assert self.events(api.get(path, headers=headers)) == [
            ("1", "change", "a.com"),
            ("2", "change", "b.com"),
        ]

    def test_events_that_come_later(self, api, scanned, monkeypatch):
        scanned("a.com")
        news = iter(["b.com"])
        monkeypatch.setattr(event_stream, "sleep", lambda _: scanned(*news))
        assert self.events(api.get(STREAM, {"after": 1})) == [("2", "change", "b.com")]

    def test_it_continues_after_the_last_event(self, api, scanned):
        scanned("a.com", "b.com")
        answer = api.get(STREAM, {"after": 0}, headers={"Last-Event-ID": "1"})
        assert self.events(answer) == [("2", "change", "b.com")]

    def test_a_place_is_taken_until_the_response_is_closed(self, api, scanned):
        first = api.get(STREAM)
        refused = api.get(STREAM)
        assert (refused.status_code, refused.json()["code"]) == (503, "unavailable")
        assert refused["Retry-After"]
        first.close()
        again = api.get(STREAM)
        assert again.status_code == 200
        again.close()

    def test_wrong_cursors_are_refused_before_it_begins(self, api):
        assert api.get(STREAM, {"after": 5}).status_code == 400
        assert api.get(STREAM, headers={"Last-Event-ID": "x"}).status_code == 400

    def test_a_silent_stream_says_that_it_lives(self, api, monkeypatch):
        monkeypatch.setattr(event_stream, "HEARTBEAT", 0)
        answer = api.get(STREAM)
        assert b": nothing new\n\n" in answer.getvalue()
        answer.close()
