"""Bulk statements write the same rows as single statements."""

import uuid

import pytest
from django.db import DataError, IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone

from domains.models import Domain, Page, Scan
from scrapersky.database.bulk_write import insert_each, insert_objects, update_each

pytestmark = pytest.mark.django_db
NAMES = ["one.com", "two.com", "three.com"]


def insert(names, **shared):
    ids = [uuid.uuid4() for _ in names]
    insert_each(
        Domain.objects.all(),
        shared,
        {"id": ids, "domain": names, "scan_id": [uuid.uuid4() for _ in names]},
        ignore_conflicts=True,
    )
    return ids


def test_rows_have_the_values_and_the_defaults_that_saved_ones_have():
    alone = Domain(domain="alone.com", priority=3)
    alone.save()
    ids = insert(NAMES, priority=3)
    rows = Domain.objects.in_bulk(ids)
    own = {"id", "domain", "scan_id", "queued_at", "next_attempt_at", "created_at", "updated_at"}
    fields = [field.attname for field in Domain._meta.concrete_fields if field.attname not in own]
    alone.refresh_from_db()
    for pk, name in zip(ids, NAMES, strict=True):
        assert rows[pk].domain == name
        assert {field: getattr(rows[pk], field) for field in fields} == {
            field: getattr(alone, field) for field in fields
        }
        assert rows[pk].updated_at >= alone.updated_at
        assert rows[pk].queued_at


def test_a_row_that_is_there_already_stays_as_it_is_and_the_others_are_stored():
    there = Domain.objects.create(domain="two.com", priority=1)
    insert(NAMES, priority=2)
    assert dict(Domain.objects.values_list("domain", "priority")) == {
        "one.com": 2,
        "two.com": 1,
        "three.com": 2,
    }
    assert Domain.objects.get(domain="two.com").pk == there.pk


def test_what_a_constraint_forbids_is_an_error_and_nothing_is_stored():
    with pytest.raises(IntegrityError, match="domains_max_pages"), transaction.atomic():
        insert(NAMES, max_pages=0)
    assert not Domain.objects.exists()


def test_no_rows_are_no_error():
    insert([])
    assert not Domain.objects.exists()


ODD = """%s 'quoted" \\ {1,NULL} , $$ \n é \u2028 \U0001f600"""


def test_each_row_gets_its_own_values_and_what_all_share(queue):
    one, two, three = queue(*NAMES)
    later = timezone.now()
    own = [
        {"title": ODD, "email_addresses": [ODD], "last_scan": later, "rescan_days": None},
        {"title": "NULL", "email_addresses": [], "last_scan": None, "rescan_days": 9},
    ]
    changes = [({"id": row.pk, "title": ""}, values) for row, values in zip((one, two), own, strict=True)]
    assert update_each(Domain.objects.all(), {"notes": "both", "priority": F("priority") + 1}, changes) == 2
    for row, values in zip((one, two), own, strict=True):
        assert Domain.objects.filter(pk=row.pk).values(*values).get() == values
    shared = dict(Domain.objects.values_list("domain", "notes"))
    assert shared == {one.domain: "both", two.domain: "both", three.domain: ""}
    assert Domain.objects.get(pk=one.pk).priority == one.priority + 1
    # Written once, the rows no longer hold what was to be there.
    assert update_each(Domain.objects.all(), {}, changes) == 0


def test_an_update_that_a_constraint_forbids_changes_no_row(queue):
    rows = queue(*NAMES)
    changes = [({"id": row.pk}, {"max_pages": pages}) for row, pages in zip(rows, (2, 0, 3), strict=True)]
    with pytest.raises(IntegrityError, match="domains_max_pages"), transaction.atomic():
        update_each(Domain.objects.all(), {}, changes)
    assert set(Domain.objects.values_list("max_pages", flat=True)) == {rows[0].max_pages}


def test_text_that_is_too_long_is_an_error_and_not_cut_off(queue):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite knows no longest text")
    (row,) = queue("one.com")
    with pytest.raises(DataError, match="too long"), transaction.atomic():
        update_each(Domain.objects.all(), {}, [({"id": row.pk}, {"domain": "x" * 300})])


def test_objects_are_stored_as_they_are(queue):
    """Text that SQL and JSON each have a meaning for, lists, and the two kinds of nothing."""
    (domain,) = queue("one.com")
    common = {"domain_id": domain.pk, "scan_id": store_scan(domain), "fetched_at": timezone.now()}
    pages = [
        Page(url="https://one.com/", page_type="home", title=ODD, email_addresses=[ODD, "a@b.c"], **common),
        Page(url="NULL", page_type="", http_status=200, details={ODD: [None, [1]]}, **common),
    ]
    insert_objects(Page.objects.all(), pages)
    first, second = Page.objects.order_by("-url")
    assert (first.title, first.email_addresses, first.http_status) == (ODD, [ODD, "a@b.c"], None)
    assert (second.url, second.http_status, second.details) == ("NULL", 200, {ODD: [None, [1]]})
    assert first.fetched_at == second.fetched_at == common["fetched_at"]


def store_scan(domain):
    scan = Scan(id=domain.scan_id, domain_id=domain.pk, status="completed", queued_at=domain.queued_at)
    Scan.objects.record([scan])
    with pytest.raises(TypeError, match="never changed"):
        scan.save()
    return scan.pk


def test_what_json_has_no_type_for_is_an_error_in_either_database(queue):
    (domain,) = queue("one.com")
    with pytest.raises(TypeError, match="not JSON serializable"), transaction.atomic():
        update_each(
            Domain.objects.all(), {}, [({"id": domain.pk}, {"domain_metadata": {"at": [timezone.now()]}})]
        )


def test_a_scan_that_is_stored_already_is_an_error(queue):
    (domain,) = queue("one.com")
    store_scan(domain)
    with pytest.raises(IntegrityError), transaction.atomic():
        store_scan(domain)


def test_objects_that_leave_different_columns_to_the_database_are_refused(queue):
    (domain,) = queue("one.com")
    scans = [Scan(id=uuid.uuid4(), domain_id=domain.pk, queued_at=domain.queued_at) for _ in range(2)]
    scans[0].finished_at = timezone.now()
    with pytest.raises(ValueError, match="finished_at: given in some"):
        insert_objects(Scan.objects.all(), scans)


def test_columns_of_different_lengths_are_refused():
    with pytest.raises(ValueError, match="different lengths"):
        insert_each(Domain.objects.all(), {}, {"id": [uuid.uuid4()], "domain": NAMES})
