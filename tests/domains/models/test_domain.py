import uuid

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from domains.lifecycle import DomainStatus, Event, TransitionRefused
from domains.models import Domain, Scan

pytestmark = pytest.mark.django_db


def make(**fields):
    return Domain.objects.create(domain="example.com", **fields)


def test_a_status_cannot_be_assigned():
    row = make()
    row.status = DomainStatus.COMPLETED
    with pytest.raises(TypeError, match="use happen"):
        row.save()
    with pytest.raises(TypeError, match="use transition"):
        Domain.objects.update(status=DomainStatus.COMPLETED)
    assert Domain.objects.get().status == DomainStatus.PENDING


def test_descriptive_fields_can_be_saved():
    row = Domain.objects.get(pk=make().pk)
    row.notes = "called on Monday"
    row.save()
    assert Domain.objects.get().notes == "called on Monday"


def test_saving_an_old_copy_does_not_take_a_running_domain_back():
    old = Domain.objects.get(pk=make().pk)
    Domain.objects.get().happen(Event.PAUSE)
    old.notes = "written meanwhile"
    old.save()
    row = Domain.objects.get()
    assert (row.status, row.notes) == (DomainStatus.PAUSED, "written meanwhile")


def test_an_event_that_is_not_drawn_is_refused():
    row = make()
    row.happen(Event.PAUSE)
    with pytest.raises(TransitionRefused, match="cannot pause a domain that is paused; it must be pending"):
        row.happen(Event.PAUSE)
    row.happen(Event.RESUME)
    assert row.status == DomainStatus.PENDING


@pytest.mark.parametrize(
    "broken",
    [
        {"status": "submitted"},
        {"status": "processing"},  # without a claim
        {"claim_token": uuid.uuid4()},  # without processing
        {"error_kind": "bad luck"},
        {"max_pages": 0},
        {"content_scrape_status": "done"},
    ],
)
def test_the_database_refuses_what_the_lifecycle_does_not_know(broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        make(**broken)


def test_a_domain_is_unique_within_its_tenant_only():
    make()
    make(tenant_id=uuid.uuid4())
    with pytest.raises(IntegrityError), transaction.atomic():
        make()


def test_a_finished_scan_is_never_changed():
    row = make()
    scan = Scan.objects.create(id=uuid.uuid4(), domain=row, status="completed", queued_at=timezone.now())
    scan.error = "changed my mind"
    with pytest.raises(TypeError):
        scan.save()
    with pytest.raises(TypeError):
        Scan.objects.update(error="changed my mind")
