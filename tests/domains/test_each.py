"""Many rows by one statement are what the same rows would be one by one."""

import uuid

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from domains.models import Domain, Page, Scan
from domains.models.each import insert_each, insert_objects

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


def test_objects_are_stored_as_they_are(queue):
    """Text that SQL, arrays and JSON each have a meaning for, lists, and the two kinds of nothing."""
    (domain,) = queue("one.com")
    odd = """%s 'quoted" \\ {1,NULL} , $$ \n é"""
    common = {"domain_id": domain.pk, "scan_id": store_scan(domain), "fetched_at": timezone.now()}
    pages = [
        Page(url="https://one.com/", page_type="home", title=odd, email_addresses=[odd, "a@b.c"], **common),
        Page(url="NULL", page_type="", http_status=200, details={odd: [None, [1]]}, **common),
    ]
    insert_objects(Page.objects.all(), pages)
    first, second = Page.objects.order_by("-url")
    assert (first.title, first.email_addresses, first.http_status) == (odd, [odd, "a@b.c"], None)
    assert (second.url, second.http_status, second.details) == ("NULL", 200, {odd: [None, [1]]})
    assert first.fetched_at == second.fetched_at == common["fetched_at"]


def store_scan(domain):
    scan = Scan(id=domain.scan_id, domain_id=domain.pk, status="completed", queued_at=domain.queued_at)
    Scan.objects.record([scan])
    with pytest.raises(TypeError, match="never changed"):
        scan.save()
    return scan.pk


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
