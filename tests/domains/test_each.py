"""Many rows by one statement are what the same rows would be one by one."""

import uuid

import pytest
from django.db import IntegrityError, transaction

from domains.models import Domain
from domains.models.each import insert_each

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
