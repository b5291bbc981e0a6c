"""Deletes the contacts of domains without a completed scan for longer than a setting or a tenant allows.

Domains and results stay, without contacts.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q

from domains.lifecycle import DomainStatus
from domains.models import Domain, DomainContact, Page, PrivacyPolicy, Scan
from domains.models.domain import DomainQuerySet
from domains.privacy.erasure import redact_domain
from domains.scan.redaction import Redactor, Subject, people_in, subjects_of

CHUNK = 500


def prune(now: datetime, *, dry_run: bool = False) -> int:
    """Delete contacts that are too old, or only count their domains. Returns the number of domains."""
    return sum(rows.count() if dry_run else _prune(rows) for rows in _groups(now))


def _groups(now: datetime) -> Iterator[DomainQuerySet]:
    """Domains with contacts that are too old, by the tenant's policy and by the setting."""
    general = settings.CONTACT_RETENTION_DAYS
    strict = PrivacyPolicy.objects.exclude(contact_retention_days=None)
    policies = {policy.tenant_id: policy.contact_retention_days or 0 for policy in strict}
    for tenant_id, days in policies.items():
        fewest = min(days, general) if general else days
        yield _not_seen_since(now - timedelta(days=fewest)).filter(tenant_id=tenant_id)
    if general:
        yield _not_seen_since(now - timedelta(days=general)).exclude(tenant_id__in=policies)


def _not_seen_since(moment: datetime) -> DomainQuerySet:
    """Domains with contacts whose last completed scan ended before this time."""
    seen = Scan.objects.filter(domain=OuterRef("pk"), status=DomainStatus.COMPLETED, finished_at__gte=moment)
    old = Q(last_scan__lt=moment) | (~Q(status=DomainStatus.COMPLETED) & ~Exists(seen))
    return Domain.objects.filter(old, Exists(DomainContact.objects.filter(domain=OuterRef("pk"))))


def _prune(rows: DomainQuerySet) -> int:
    total = 0
    while keys := list(rows.order_by().values_list("pk", flat=True)[:CHUNK]):
        for key in keys:
            _delete_contacts(key)
        total += len(keys)
    return total


def _delete_contacts(domain_id: uuid.UUID) -> None:
    """Delete all contacts of a domain, and all its index rows."""
    keys = list(DomainContact.objects.filter(domain_id=domain_id).values_list("key", flat=True))
    redact_domain(domain_id, Redactor(_contacts(domain_id)), lambda _table, _rows: None, keys)


def _contacts(domain_id: uuid.UUID) -> list[Subject]:
    """All contacts and persons in the domain's row, scans and pages."""
    found: set[Subject] = set()
    for emails, phones in Domain.objects.filter(pk=domain_id).values_list("email_addresses", "phone_numbers"):
        found |= {Subject.of_contact("email", value) for value in emails}
        found |= {Subject.of_contact("phone", value) for value in phones}
    results = Scan.objects.filter(domain_id=domain_id).values_list("result__contacts", "result__company")
    pages = Page.objects.filter(domain_id=domain_id).values_list("contacts", "details__company")
    for contacts, facts in (*results.iterator(chunk_size=50), *pages.iterator(chunk_size=50)):
        found |= {*subjects_of(contacts or []), *people_in(facts or [])}
    return sorted(found)
