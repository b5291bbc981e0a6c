"""CONTACT_RETENTION_DAYS and what a tenant sets."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from domains.models import Domain, DomainContact, PrivacyPolicy, Scan
from domains.models.domain import default_tenant
from domains.privacy import contact_retention
from metrics import retention
from tests import dumps
from tests.domains.privacy.conftest import NAME, OTHER_TENANT, imprint_report, scan

pytestmark = pytest.mark.django_db


def after(days):
    return timezone.now() + timedelta(days=days)


def with_contacts():
    return set(Domain.objects.exclude(email_addresses=[]).values_list("tenant_id", "domain"))


MINE, THEIRS = (default_tenant(), NAME), (OTHER_TENANT, NAME)
ALSO_MINE = (default_tenant(), "guild-of-bakers.test")


def test_by_default_nothing_is_too_old(mill):
    assert contact_retention.prune(after(10_000)) == 0
    assert with_contacts() == {MINE, THEIRS, ALSO_MINE}


def test_domains_not_seen_for_so_long_lose_their_contacts(mill, settings):
    settings.CONTACT_RETENTION_DAYS = 30
    assert contact_retention.prune(after(29)) == 0
    assert contact_retention.prune(after(31), dry_run=True) == 3
    assert contact_retention.prune(after(31)) == 3
    assert with_contacts() == set()
    assert not DomainContact.objects.exists()
    assert Scan.objects.count() == 6
    tables = ("domains:", "scans:", "pages:", "webhook_deliveries:")
    left = [line for line in dumps.of_connection(connection).splitlines() if line.startswith(tables)]
    assert [line for line in left if "greta.mill@" in line or "+49309018" in line] == []


def test_persons_of_imprints_are_deleted_with_the_contacts(queue, settings):
    settings.CONTACT_RETENTION_DAYS = 30
    (row,) = queue("mill-house.test")
    scan([row], imprint_report)
    assert contact_retention.prune(after(31)) == 1
    assert "Greta" not in dumps.of_connection(connection)
    row.refresh_from_db()
    assert row.legal_name == "Mühl GmbH"


def test_a_site_that_only_fails_is_not_seen(mill, settings):
    from domains.queue.claim_types import Failure
    from domains.scan.report import ErrorKind

    settings.CONTACT_RETENTION_DAYS = 30
    Domain.objects.update(last_scan=timezone.now() - timedelta(days=40))
    from django.db.models import QuerySet

    QuerySet.update(Scan.objects.all(), finished_at=timezone.now() - timedelta(days=40))
    scan([mill.row], lambda _domain: Failure(ErrorKind.HTTP_4XX, "gone"))
    scan([mill.other])
    contact_retention.prune(timezone.now())
    assert with_contacts() == {ALSO_MINE}


def test_a_tenant_may_set_less_but_not_more(mill, settings):
    PrivacyPolicy.objects.create(tenant_id=OTHER_TENANT, contact_retention_days=10)
    assert contact_retention.prune(after(11)) == 1
    assert with_contacts() == {MINE, ALSO_MINE}
    settings.CONTACT_RETENTION_DAYS = 30
    PrivacyPolicy.objects.create(contact_retention_days=300)
    contact_retention.prune(after(31))
    assert with_contacts() == set()


def test_the_daily_pruning_does_it(mill, settings):
    settings.CONTACT_RETENTION_DAYS = 1
    Domain.objects.update(last_scan=timezone.now() - timedelta(days=2))
    assert retention.prune(dry_run=True)["contacts of domains"] == 3
    assert retention.prune()["contacts of domains"] == 3
    assert with_contacts() == set()
