"""Erasing a domain, an address or a number takes it out of every table, and keeps it out."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from importlib import import_module
from urllib.parse import unquote_plus

import pytest
from django.apps import apps
from django.db import connection
from django_q.models import OrmQ, Task

from domains.models import (
    Batch,
    Delivery,
    Domain,
    DomainContact,
    Erasure,
    HostCooldown,
    Notice,
    NoticeReceiver,
    SavedFilter,
    Scan,
    Suppression,
)
from domains.models.domain import default_tenant
from domains.privacy import erasure, search, stored_rows, sweep
from domains.privacy.stored_rows import text_fields
from domains.queue import claims, submission
from domains.scan.redaction import Redactor, Subject
from tests import dumps
from tests.domains.conftest import POLICY
from tests.domains.privacy.conftest import (
    EMAIL,
    ME,
    NAME,
    OTHER_TENANT,
    PHONE,
    imprint_report,
    mill_report,
    scan,
)
from tests.sites import html, page

pytestmark = pytest.mark.django_db

SUBJECTS = {
    "domain": Subject("domain", NAME),
    "email": Subject("email", EMAIL),
    "phone": Subject("phone", PHONE),
}
TEN = 10  # further scans


@pytest.fixture(params=SUBJECTS)
def subject(request):
    return SUBJECTS[request.param]


def traces(subject):
    """The lines of a dump that name the subject, also in a query string."""
    redactor = Redactor([subject])
    lines = dumps.of_connection(connection).splitlines()
    return [line[:400] for line in lines if redactor.names(line) or redactor.names(unquote_plus(line))]


PERSON = Subject("person", "greta mühl")


@pytest.fixture
def imprint(queue):
    """A site whose imprint names a person, who was another one before."""
    (row,) = queue("mill-house.test")
    scan([row])
    scan([row], imprint_report)
    return row


def test_a_person_of_an_imprint_is_found_and_erased(imprint):
    found = search.find(PERSON, None)
    assert {*found["domains"][0]["stored"]} >= {"domains", "scans", "pages"}
    erasure.erase(PERSON, None, ME)
    assert traces(PERSON) == []
    assert not DomainContact.objects.of(PERSON).exists()
    imprint.refresh_from_db()
    assert [fact["kind"] for fact in imprint.domain_metadata["company"]] == [
        "legal_name",
        "vat_id",
        "address",
    ]


def test_a_person_does_not_come_back(imprint):
    erasure.erase(PERSON, None, ME)
    scan([imprint], imprint_report)
    assert traces(PERSON) == []


def of_other_tenant():
    domains = Domain.objects.filter(tenant_id=OTHER_TENANT)
    scans = Scan.objects.filter(tenant_id=OTHER_TENANT).order_by("pk")
    deliveries = Delivery.objects.filter(webhook__tenant_id=OTHER_TENANT).order_by("pk")
    return [list(rows.values()) for rows in (domains, scans, deliveries)]


def test_the_fixture_fills_every_table(mill, subject):
    """A new table with text has to be filled there as well, or to be named here."""
    with_text = {model._meta.db_table for model in apps.get_models() if text_fields(model)}
    assert with_text - {line.partition(":")[0] for line in traces(subject)} == {
        *("api_tokens", "webhooks", "auth_user", "auth_group", "auth_permission"),  # what operators set up
        "webhook_receivers",  # the hosts of those webhooks
        "uploads",  # deleted by every erasure: tests/domains/admin/test_domain_import.py
        *("django_content_type", "clusters"),  # names given by programs
        *("django_session", "suppressions"),  # keys and hashes
        "erasures",  # filled by an erasure: test_doors
        "django_q_ormq",  # packed
    }
    assert SavedFilter.objects.count() == 4


def test_nothing_is_left_anywhere(mill, subject):
    erasure.erase(subject, None, ME, f"asked by {EMAIL}, {PHONE}, of {NAME}")
    assert traces(subject) == []


def test_nothing_is_left_in_what_django_q2_packed(mill, subject):
    assert OrmQ.objects.exists()
    erasure.erase(subject, None, ME)
    assert list(Task.objects.values_list("name", flat=True)) == ["kept"]
    assert not OrmQ.objects.exists()


def test_erasing_a_domain_also_takes_its_contacts_out_of_texts(mill):
    erasure.erase(SUBJECTS["domain"], None, ME)
    left = [line for line in traces(SUBJECTS["phone"]) if not line.startswith(("domains", "scans", "pages"))]
    assert [line for line in left if "guild-of-bakers" not in line] == []


@pytest.mark.parametrize(
    "url", [f"mailto://greta.mill:pw@{NAME}", f"mailtos://greta%2Emill:pw@{NAME}:465?to=a@b.test"]
)
def test_a_notice_to_a_mailbox_is_found_by_the_address_that_its_url_means(mill, url):
    NoticeReceiver.objects.update(url=url)
    erasure.erase(SUBJECTS["email"], None, ME)
    assert not NoticeReceiver.objects.exists()
    assert Notice.objects.exists()


def test_what_has_nothing_to_do_with_it_stays(mill, subject):
    erasure.erase(subject, None, ME)
    assert SavedFilter.objects.get(name="kept").query == "status=failed"
    assert NoticeReceiver.objects.filter(url="json://k").exists()
    assert SavedFilter.objects.count() == {"domain": 1, "email": 3, "phone": 3}[subject.kind]
    mill.other.refresh_from_db()
    assert "info@guild-of-bakers.test" in mill.other.email_addresses
    assert Scan.objects.filter(domain=mill.other).count() == 2


@pytest.mark.parametrize("kind", ["email", "phone"])
def test_ten_further_scans_do_not_bring_it_back(mill, kind):
    erasure.erase(SUBJECTS[kind], None, ME)
    for _ in range(TEN):
        for row in (mill.row, mill.other, mill.foreign):
            assert scan([row]) == 1
    assert traces(SUBJECTS[kind]) == []
    mill.row.refresh_from_db()
    assert mill.row.domain_metadata["notes"]["suppressed"] == 1
    assert Scan.objects.order_by("-finished_at")[0].changes == {}


def test_an_erased_domain_is_refused_with_the_reason(mill):
    erasure.erase(SUBJECTS["domain"], None, ME)
    for tenant in (default_tenant(), OTHER_TENANT):
        refused = submission.submit_one(f"https://www.{NAME}/", tenant_id=tenant)
        assert refused.scan_id is None
        assert "erased on request" in refused.reason
    for _ in range(TEN):
        assert scan([mill.other]) == 1  # which shows an address at the erased domain
    assert traces(SUBJECTS["domain"]) == []


def test_another_tenant_is_untouched(mill, subject):
    before = of_other_tenant()
    erasure.erase(subject, default_tenant(), ME)
    assert of_other_tenant() == before
    assert submission.submit_one(NAME, tenant_id=OTHER_TENANT).scan_id
    assert scan([mill.foreign]) == 1
    mill.foreign.refresh_from_db()
    assert EMAIL in mill.foreign.email_addresses
    assert PHONE in mill.foreign.phone_numbers


def test_a_preview_counts_and_changes_nothing(mill, subject):
    before = dumps.of_connection(connection)
    counts = erasure.preview(subject, None)
    assert dumps.of_connection(connection) == before
    assert {"domains", "scans", "pages", "webhook_deliveries", "saved_filters"} <= set(counts)
    done = erasure.erase(subject, None, ME)
    assert set(done.counts) <= set(counts)


def test_the_record_tells_who_what_kind_when_why_and_how_many(mill, subject):
    erasure.erase(subject, None, ME, f"letter of 3 May, {EMAIL}, {PHONE}, {NAME}")
    (record,) = Erasure.objects.all()
    assert (record.kind, record.actor) == (subject.kind, ME.name)
    assert record.reason.startswith("letter of 3 May")
    assert record.counts["domains"] >= 2
    assert record.finished_at
    assert record.suppression.kind == subject.kind


class Killed(Exception):
    pass


@pytest.mark.parametrize("after", range(1, 12, 2))
def test_killed_in_the_middle_it_goes_on_when_called_again(mill, subject, after, monkeypatch):
    """Killed at some table: what is committed stays, the suppression holds, the second call ends it."""
    counted = []

    def count(self, table, rows):
        counted.append(table)
        if len(counted) == after:
            raise Killed
        return original(self, table, rows)

    original = Erasure.count
    monkeypatch.setattr(Erasure, "count", count)
    with pytest.raises(Killed):
        erasure.erase(subject, None, ME)
    assert Suppression.objects.count() == 1
    assert Erasure.objects.get().finished_at is None
    monkeypatch.setattr(Erasure, "count", original)
    erasure.erase(subject, None, ME)
    assert traces(subject) == []
    assert Erasure.objects.get().finished_at


def test_a_transaction_changes_a_bounded_number_of_rows(mill, subject, monkeypatch):
    counted = []
    original = Erasure.count

    def count(self, table, rows):
        counted.append(rows)
        original(self, table, rows)

    monkeypatch.setattr(Erasure, "count", count)
    for module, limit in ((stored_rows, "CHUNK"), (stored_rows, "HEAVY_CHUNK"), (sweep, "CHUNK")):
        monkeypatch.setattr(module, limit, 1)
    done = erasure.erase(subject, None, ME)
    assert max(counted) == 1
    assert done.counts["scans"] > 1
    assert traces(subject) == []


def test_it_stops_at_its_time_limit_and_goes_on(mill, subject):
    assert erasure.erase(subject, None, ME, seconds=-1).finished_at is None
    assert erasure.erase(subject, None, ME).finished_at
    assert traces(subject) == []
    assert Erasure.objects.count() == 1


def test_erasing_again_stores_one_suppression_and_two_records(mill, subject):
    for _ in range(2):
        erasure.erase(subject, None, ME)
    assert Suppression.objects.count() == 1
    assert Erasure.objects.count() == 2


def test_a_domain_that_is_being_scanned_is_erased_and_its_result_refused(mill):
    Domain.objects.queue_again([mill.row.pk])
    from tests.domains.api.conftest import claimed

    held = claimed(mill.row)
    erasure.erase(SUBJECTS["domain"], None, ME)
    with pytest.raises(claims.ClaimLost):
        claims.record(held, mill_report(), POLICY)
    assert traces(SUBJECTS["domain"]) == []


def test_a_batch_does_not_wait_for_an_erased_domain(mill):
    from domains.queue import batches

    batch, _ = batches.submit_batch(
        [NAME, "another-one.test"], tenant_id=default_tenant(), max_pages=5, priority=0
    )
    erasure.erase(SUBJECTS["domain"], None, ME)
    batch = Batch.objects.get(pk=batch.pk)
    assert batch.open_jobs == 1


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at any time")
@pytest.mark.django_db(transaction=True)
def test_it_waits_for_a_scan_that_has_begun_to_record(queue, monkeypatch):
    """Its transaction has looked up the suppressions, and is not committed yet when the value is erased."""
    (row,) = queue("late.test")
    looked_up, may_end = threading.Event(), threading.Event()
    finish = claims.finish

    def late(endings):
        looked_up.set()
        assert may_end.wait(60)
        finish(endings)

    monkeypatch.setattr(claims, "finish", late)
    with ThreadPoolExecutor(2) as pool:
        recording = pool.submit(in_thread, scan, [row])
        assert looked_up.wait(60)
        erasing = pool.submit(in_thread, erasure.erase, SUBJECTS["email"], None, ME)
        until_somebody_waits_for_a_lock()
        may_end.set()
        assert recording.result(60) == 1
        assert erasing.result(60).counts["domains"] == 1
    assert traces(SUBJECTS["email"]) == []


def in_thread(work, *arguments):
    try:
        return work(*arguments)
    finally:
        connection.close()


def until_somebody_waits_for_a_lock():
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
            if cursor.fetchone()[0]:
                return
    raise AssertionError("nobody waits")


def test_what_is_known_of_the_host_goes_unless_another_tenant_has_it(mill):
    HostCooldown.objects.start(NAME, 60)
    erasure.erase(SUBJECTS["domain"], default_tenant(), ME)
    assert HostCooldown.objects.filter(domain=NAME).exists()
    erasure.erase(SUBJECTS["domain"], None, ME)
    assert not HostCooldown.objects.exists()


def test_ten_real_scans_of_a_site_that_still_shows_it(queue, run, sites):
    shown = f'<a href="mailto:{EMAIL}">Greta</a> <a href="tel:{PHONE}">{PHONE}</a> Mail: {EMAIL}'
    sites.responders["guild-of-bakers.test"] = lambda path: (
        html(page(f"Guild, {EMAIL}", shown)) if path in {"/", "/contact"} else html(b"", 404)
    )
    (row,) = queue("guild-of-bakers.test")
    assert run().domains_successful == 1
    assert Domain.objects.get().phone_numbers == [PHONE]
    for kind in ("email", "phone"):
        erasure.erase(SUBJECTS[kind], None, ME)
    for _ in range(TEN):
        Domain.objects.queue_again([row.pk])
        assert run().domains_successful == 1
    assert [traces(SUBJECTS[kind]) for kind in ("email", "phone")] == [[], []]
    assert Domain.objects.get().domain_metadata["notes"]["suppressed"] == 2


def test_a_host_below_an_erased_domain_stays_a_domain_of_its_own(queue):
    (below,) = queue(f"shop.{NAME}")
    assert scan([below]) == 1
    erasure.erase(SUBJECTS["domain"], None, ME)
    below.refresh_from_db()
    assert below.domain == f"shop.{NAME}"
    assert below.domain_metadata["home"]["url"] == f"https://shop.{NAME}/"
    assert below.email_addresses == []


def test_an_address_that_stands_in_a_title_alone_is_found(queue):
    (row,) = queue("title.test")

    def report(domain):
        return replace(mill_report(domain), emails=(), pages=(), phones=())

    assert scan([row], report) == 1
    assert traces(SUBJECTS["email"]) != []
    erasure.erase(SUBJECTS["email"], None, ME)
    assert scan([row], report) == 1
    assert traces(SUBJECTS["email"]) == []


def test_the_migration_fills_the_index_and_the_domains_of_deliveries(mill):
    def stored():
        keys = set(DomainContact.objects.values_list("domain_id", "key"))
        return keys, set(Delivery.objects.values_list("pk", "domain_id"))

    migration = import_module("domains.migrations.0016_erasure_indexes")
    before = stored()
    DomainContact.objects.all().delete()
    Delivery.objects.update(domain_id=None)
    for _ in range(2):  # repeated after an interruption
        migration.fill_contacts(apps, None)
        migration.fill_deliveries(apps, None)
        assert stored() == before


def test_numbers_that_were_not_in_canonical_form_are_found(queue, settings):
    settings.DEFAULT_PHONE_REGION = "DE"
    queue("imported.test", phone_numbers=["030 90 18 20"])
    import_module("domains.migrations.0016_erasure_indexes").fill_contacts(apps, None)
    erasure.erase(erasure.parse("+49 30 901820"), None, ME)
    assert Domain.objects.get().phone_numbers == []
