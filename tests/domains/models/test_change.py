"""The feed of changes: which scans it lists, in which order, and what concurrent writers do to it."""

import threading
import uuid

import pytest
from django.db import connection, transaction
from django.utils import timezone

from domains.models import Change, ChangeCounter, Domain, Scan
from domains.models.audit_entry import Actor
from domains.models.domain import default_tenant
from domains.queue import actions, claims
from tests.domains.conftest import POLICY

on_postgres = pytest.mark.skipif(
    connection.vendor == "sqlite",
    reason="SQLite has one writer at a time; tests/processes/test_changes.py has processes beside each other",
)
EVERYTHING = 2**62  # no feed is so long
OTHER_TENANT = uuid.UUID("11111111-2222-3333-4444-555555555555")


def feed(after=0, tenant=None):
    return [
        (one.number, one.scan.domain.domain)
        for one in Change.objects.following(tenant or default_tenant(), after, EVERYTHING)
    ]


@pytest.mark.django_db
class TestWhichScansAreListed:
    def test_first_scans_in_order(self, queue, claim, report):
        queue("a.com", "b.com", "c.com")
        claims.record_all([(one, report(one.domain)) for one in claim()], POLICY)
        assert [number for number, _ in feed()] == [1, 2, 3]
        assert sorted(name for _, name in feed()) == ["a.com", "b.com", "c.com"]
        assert len(feed(after=2)) == 1

    def test_a_scan_that_found_the_same_is_not_listed_and_one_that_found_other_things_is(
        self, queue, claim, report
    ):
        queue("a.com")
        for title in ("One", "One", "Two"):
            (held,) = claim()
            claims.record(held, report("a.com", title), POLICY)
            actions.perform_one(actions.RESCAN, Domain.objects.get(), Actor("test"))
        assert [number for number, _ in feed()] == [1, 2]
        assert Change.objects.get(number=2).scan.changes["title"] == {"before": "One", "after": "Two"}

    def test_a_cancelled_scan_is_not_listed(self, queue):
        queue("a.com")
        claims.cancel(Domain.objects.all())
        assert Scan.objects.count() == 1
        assert feed() == []

    def test_contacts_come_from_the_scan(self, queue, claim, report):
        queue("a.com")
        claims.record(claim()[0], report("a.com"), POLICY)
        (one,) = Change.objects.following(default_tenant(), 0, EVERYTHING)
        assert [(contact["value"], contact["page"]) for contact in one.contacts] == [
            ("info@a.com", "https://a.com/"),
            ("+12025550143", "https://a.com/"),
        ]

    def test_each_tenant_counts_for_itself(self, queue, claim, report):
        queue("a.com")
        queue("b.com", tenant_id=OTHER_TENANT)
        claims.record_all([(one, report(one.domain)) for one in claim()], POLICY)
        assert feed() == [(1, "a.com")]
        assert feed(tenant=OTHER_TENANT) == [(1, "b.com")]

    def test_a_failed_transaction_gives_its_numbers_back(self, queue, claim, report):
        queue("a.com", "b.com")
        first, second = claim()
        with transaction.atomic():
            claims.record(first, report(first.domain), POLICY)
            transaction.set_rollback(True)
        claims.record(second, report(second.domain), POLICY)
        assert feed() == [(1, second.domain)]

    def test_an_erased_domain_leaves_nothing(self, queue, claim, report):
        queue("a.com")
        claims.record(claim()[0], report("a.com"), POLICY)
        Domain.objects.all().delete()
        assert not Change.objects.exists()
        assert ChangeCounter.objects.get().last == 1

    def test_pruning_notes_what_was_not_kept(self, queue, claim, report):
        queue("a.com", "b.com")
        claims.record_all([(one, report(one.domain)) for one in claim()], POLICY)
        Change.objects.forget([Change.objects.get(number=1).scan_id])
        bounds = ChangeCounter.objects.bounds(default_tenant())
        assert (bounds.pruned, bounds.last) == (1, 2)
        assert [number for number, _ in feed()] == [2]


@pytest.fixture
def scan(transactional_db):
    """A stored scan of a domain, without its entry in the feed; all with the same time stamp."""
    moment = timezone.now()

    def make(name):
        domain = Domain.objects.create(domain=name)
        row = Scan(id=uuid.uuid4(), domain=domain, status="completed", queued_at=moment, finished_at=moment)
        Scan.objects.bulk_create([row])
        return row

    return make


@on_postgres
def test_a_writer_that_began_later_waits_for_one_that_has_not_committed(scan):
    """Else its higher number would be read first, and the lower one never."""
    early, late = scan("early.com"), scan("late.com")
    entered, done = threading.Event(), threading.Event()

    def write_late():
        entered.set()
        with transaction.atomic():
            Change.objects.record([late])
        done.set()
        connection.close()

    thread = threading.Thread(target=write_late)
    with transaction.atomic():
        Change.objects.record([early])
        thread.start()
        assert entered.wait(10)
        assert not done.wait(0.5)
    thread.join()
    assert feed() == [(1, "early.com"), (2, "late.com")]


@on_postgres
def test_a_reader_beside_writers_reads_each_entry_once_and_in_order(scan):
    rows = [scan(f"site-{number}.com") for number in range(120)]
    writers = [threading.Thread(target=write, args=(rows[start::4], start)) for start in range(4)]
    for writer in writers:
        writer.start()
    read, reached = [], 0
    while len(read) < len(rows):
        alive = any(writer.is_alive() for writer in writers)
        entries = list(Change.objects.following(default_tenant(), reached, EVERYTHING)[:7])
        read += [one.scan_id for one in entries]
        reached = entries[-1].number if entries else reached
        if not alive and not entries:
            break
    for writer in writers:
        writer.join()
    assert sorted(read) == sorted(row.pk for row in rows)
    assert reached == len(rows)


def write(rows, seed):
    """Small transactions of different sizes; every fifth is rolled back first."""
    while rows:
        part, rows = rows[: 1 + seed % 3], rows[1 + seed % 3 :]
        if seed % 5 == 0:
            with transaction.atomic():
                Change.objects.record(part)
                transaction.set_rollback(True)
        with transaction.atomic():
            Change.objects.record(part)
        seed += 1
    connection.close()


@pytest.mark.django_db
def test_an_entry_for_each_of_many_scans_costs_three_statements(
    queue, claim, report, django_assert_num_queries
):
    queue(*(f"site-{number}.com" for number in range(20)))
    claims.record_all([(one, report(one.domain)) for one in claim(20)], POLICY)
    Change.objects.all().delete()
    rows = list(Scan.objects.all())
    with django_assert_num_queries(3):
        Change.objects.record(rows)
