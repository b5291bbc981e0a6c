"""The list of batches, and the page of one."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from domains.admin import bounded_counts
from domains.lifecycle import Event
from domains.models import Batch, Domain, Scan
from domains.models.domain import default_tenant
from domains.queue import batch_summary, batches, claims
from domains.queue.claim_types import Failure
from domains.scan.report import ErrorKind
from tests.domains.conftest import POLICY

pytestmark = pytest.mark.django_db


def ended(row, at, status="completed"):
    """A scan of this domain that is in the past, and the batch's job of it."""
    return Scan.objects.create(
        id=row.scan_id, domain=row, status=status, queued_at=at, finished_at=at, tenant_id=row.tenant_id
    )


NAMES = ["a.com", "b.com", "c.com", "d.com"]


@pytest.fixture
def batch():
    batch, _ = batches.submit_batch(NAMES, tenant_id=default_tenant(), max_pages=5, name="Spring 2026")
    return batch


@pytest.fixture
def under_way(batch, claim, report):
    """a.com: completed; b.com: skipped; c.com: to be tried again; d.com: waits for its turn."""
    for held in claim(3):
        outcome = {
            "a.com": report(domain="a.com"),
            "b.com": Failure(ErrorKind.NOT_HTML, "a picture"),
            "c.com": Failure(ErrorKind.TIMEOUT, "no answer"),
        }[held.domain]
        claims.record(held, outcome, POLICY)
    return batch


def page_of(client, batch):
    response = client.get(f"/admin/domains/batch/{batch.pk}/change/")
    assert response.status_code == 200
    return response


def test_the_page_tells_how_far_it_is_what_waits_and_what_was_found(admin_client, under_way):
    response = page_of(admin_client, under_way)
    context = response.context
    assert list(context["states"].items()) == [("completed", 1), ("skipped", 1), ("pending", 2)]
    assert 'aria-label="1 completed, 1 skipped, 2 waiting"' in response.content.decode()
    assert {what: count for what, count, _ in context["waiting"]} == {
        "their turn": 1,
        "another attempt": 1,
    }
    assert context["found"] == [
        ("with an e-mail address", 1),
        ("with a phone number", 1),
        ("on WordPress", 0),
    ]
    assert context["failures"] == [("not_html", 1)]
    assert 'data-live="3"' in response.content.decode()


def test_the_list_tells_how_far_each_batch_is(admin_client, under_way, claim, report):
    page = admin_client.get("/admin/domains/batch/").content.decode()
    assert 'aria-label="2 ended, 2 open"' in page
    Batch.objects.update(open_jobs=0)
    assert "all ended" in admin_client.get("/admin/domains/batch/").content.decode()


def test_a_batch_is_found_by_its_id_and_by_part_of_its_name(admin_client, batch):
    batches.submit_batch(["e.com"], tenant_id=default_tenant(), max_pages=5, name="Autumn")
    for text in (str(batch.pk), batch.pk.hex, "pring"):
        page = admin_client.get("/admin/domains/batch/", {"q": text})
        assert [row.name for row in page.context["cl"].result_list] == ["Spring 2026"], text


def test_a_finished_batch_no_longer_refreshes(admin_client, under_way, claim, report):
    Domain.objects.update(next_attempt_at=timezone.now() - timedelta(seconds=1))
    for held in claim(2):
        claims.record(held, report(domain=held.domain), POLICY)
    response = page_of(admin_client, under_way)
    assert response.context["percent"] == 100
    assert 'data-live="done"' in response.content.decode()


def test_failures_of_a_kind_are_tried_again_as_a_new_batch(admin_client, under_way):
    url = f"/admin/domains/batch/{under_way.pk}/retry/"
    response = admin_client.post(url, {"kind": "not_html"}, follow=True)
    again = Batch.objects.exclude(pk=under_way.pk).get()
    assert (again.name, again.job_count) == ("Spring 2026 again", 1)
    assert response.redirect_chain[-1][0] == f"/admin/domains/batch/{again.pk}/change/"
    assert Domain.objects.get(domain="b.com").status == "pending"
    assert "1 is tried again" in (told := str(next(iter(response.context["messages"]))))
    assert f'href="/admin/domains/batch/{under_way.pk}/change/">Back to Spring 2026</a>' in told
    response = admin_client.post(url, {"kind": "not_html"}, follow=True)
    assert "None of them" in str(next(iter(response.context["messages"])))


def test_it_is_named_noted_and_archived(admin_client, batch):
    page = f"/admin/domains/batch/{batch.pk}/change/"
    admin_client.post(page, {"name": "Summer", "note": "for Ann"})
    batch.refresh_from_db()
    assert (batch.name, batch.note) == ("Summer", "for Ann")
    assert "Summer" in admin_client.get("/admin/domains/batch/").content.decode()
    admin_client.post(f"/admin/domains/batch/{batch.pk}/archive/")
    assert "Summer" not in admin_client.get("/admin/domains/batch/").content.decode()
    assert "Summer" in admin_client.get("/admin/domains/batch/?archived=yes").content.decode()
    admin_client.post(f"/admin/domains/batch/{batch.pk}/archive/")
    assert "Summer" in admin_client.get("/admin/domains/batch/").content.decode()


def test_its_domains_in_the_list_are_all_of_them_though_a_later_batch_has_some_too(admin_client, under_way):
    admin_client.post(f"/admin/domains/batch/{under_way.pk}/retry/", {"kind": "not_html"})
    for batch, names in ((under_way, NAMES), (Batch.objects.get(name="Spring 2026 again"), ["b.com"])):
        listed = admin_client.get(page_of(admin_client, batch).context["list_url"])
        assert sorted(row.domain for row in listed.context["cl"].result_list) == names
    assert "Nothing matches" in admin_client.get("/admin/domains/domain/?batch=nonsense").content.decode()


def test_its_domains_are_exported_under_its_name(admin_client, under_way):
    response = admin_client.get(f"/admin/domains/batch/{under_way.pk}/export/csv/")
    assert 'filename="Spring-2026.csv"' in response["Content-Disposition"]
    rows = csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode()))
    assert [row["domain"] for row in rows] == NAMES


def test_who_may_only_look_changes_nothing(client, under_way):
    user = User.objects.create_user("viewer", password="x", is_staff=True)
    user.groups.add(Group.objects.get(name="viewer"))
    client.force_login(user)
    html = page_of(client, under_way).content.decode()
    assert "Try these again" not in html
    base = f"/admin/domains/batch/{under_way.pk}/"
    assert client.post(f"{base}retry/", {"kind": "not_html"}).status_code == 403
    assert client.post(f"{base}archive/").status_code == 403
    assert Batch.objects.get().archived_at is None


def test_small_charts_show_when_the_jobs_ended_with_a_table_beside_them(admin_client, batch):
    rows = list(Domain.objects.order_by("domain"))
    noon = datetime(2026, 5, 3, 12, 0, 30, tzinfo=UTC)
    ended(rows[0], noon)
    assert "Ended over time" not in page_of(admin_client, batch).content.decode(), "one bar is no picture"
    cache.clear()
    ended(rows[1], noon)
    ended(rows[2], noon + timedelta(minutes=3))
    ended(rows[3], noon + timedelta(minutes=3), "failed")
    response = page_of(admin_client, batch)
    completed, failed = response.context["ended"].charts
    heights = [[height for *_, height in chart.bars] for chart in (completed, failed)]
    assert (completed.status, completed.total, heights[0]) == ("completed", 3, [100, 0, 0, 50])
    assert (failed.status, failed.total, heights[1]) == ("failed", 1, [0, 0, 0, 50])
    page = " ".join(response.content.decode().split())
    assert '<th scope="row">2026-05-03 12:03</th><td>1</td><td>1</td>' in page
    assert page.count('<th scope="row">2026-05-03 12:0') == 2, "without the minutes in which nothing ended"
    assert "Each bar is 1 minute, from 2026-05-03 12:00 to 2026-05-03 12:04 UTC." in page
    assert "<span>12:00</span><span>12:04</span>" in page
    assert "<title>2026-05-03 12:03 UTC: 1</title>" in page
    assert "sky-unfinished" not in page, "it is over for months"


def test_charts_are_left_to_the_refresh_if_counting_the_jobs_takes_long(admin_client, batch, monkeypatch):
    for minutes, row in enumerate(Domain.objects.all()):
        ended(row, timezone.now() - timedelta(minutes=minutes))
    Domain.objects.all().transition(Event.CANCEL)
    usual = bounded_counts.PATIENCE
    monkeypatch.setattr(bounded_counts, "PATIENCE", -1.0)
    first = page_of(admin_client, batch).content.decode()
    assert 'data-live="3"' in first, "it is finished, but asks again for the charts"
    assert "Ended over time" not in first
    monkeypatch.setattr(bounded_counts, "PATIENCE", usual)
    later = page_of(admin_client, batch).content.decode()
    assert 'data-live="done"' in later
    assert "Ended over time" in later


def test_the_bar_of_the_present_minute_is_drawn_as_unfinished_while_jobs_are_open(admin_client, batch):
    rows = list(Domain.objects.order_by("domain"))
    for minutes in (0, 2):
        ended(rows[minutes], timezone.now() - timedelta(minutes=minutes))
    page = page_of(admin_client, batch).content.decode()
    assert "The last one is not over yet" in page
    assert page.count("sky-unfinished") == 1
    assert page.count("(so far)") == 1
    Domain.objects.all().transition(Event.CANCEL)
    assert "not over yet" not in page_of(admin_client, batch).content.decode(), "the batch is"


@pytest.mark.parametrize(
    ("length", "periods"), [(timedelta(minutes=59), 60), (timedelta(hours=3), 4), (timedelta(days=90), 91)]
)
def test_a_long_batch_has_longer_periods(batch, length, periods):
    first, last, *_ = Domain.objects.all()
    begin = datetime(2026, 5, 3, 12, 0, tzinfo=UTC)
    ended(first, begin)
    ended(last, begin + length)
    found = batch_summary.ended_over_time(batch)
    assert len(found.starts) == len(found.counts["completed"]) == periods
    assert sum(found.counts["completed"]) == 2


def test_the_page_asks_no_more_the_more_domains_there_are(admin_client, batch, django_assert_max_num_queries):
    page_of(admin_client, batch)
    cache.clear()
    with django_assert_max_num_queries(8), CaptureQueriesContext(connection) as captured:
        page_of(admin_client, batch)
    reads = [query["sql"] for query in captured if '"batch_jobs"' in query["sql"]]
    assert len(reads) == 2, "once for what the jobs wait for and have found, once for when they ended"
