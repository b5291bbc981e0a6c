"""Erases a domain, an e-mail address, a phone number or a person's name everywhere, permanently.

1. The keyed hash is stored first (``Suppression``). From then on no scan and no submission stores the value.
   The erasure waits for transactions that began to store it before.
2. Rows are then deleted or redacted in transactions of bounded size. ``DomainContact`` says where a contact
   was found, and its rows are deleted last. If an erasure is killed and called again with the same value, it
   therefore finds the remaining rows, and continues its ``Erasure``.
"""

from __future__ import annotations

import logging
import math
import time
import uuid
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from domains.lifecycle import FINAL
from domains.models import (
    AuditEntry,
    BatchJob,
    BlockedDomain,
    Delivery,
    DnsAnswer,
    Domain,
    DomainContact,
    ErasedDomain,
    Erasure,
    HostCooldown,
    Page,
    Scan,
    Screenshot,
    Suppression,
    Upload,
)
from domains.models.audit_entry import LONGEST_ACTOR, Actor
from domains.models.domain import DomainQuerySet
from domains.models.domain_contact import contact_key
from domains.models.erasure import LONGEST_REASON
from domains.models.suppression import wait_for_writers
from domains.privacy import sweep
from domains.privacy.stored_rows import Count, delete, redact, redact_row, redacted_columns
from domains.queue import claims
from domains.scan.redaction import DOMAIN, Redactor, Subject

logger = logging.getLogger(__name__)

MOST_OWN_CONTACTS = 50  # contacts of an erased domain that are looked for in the text of other tables
CHUNK = 100  # domains between two checks of the time
COUNTED = 1000  # domains whose rows a preview counts


def parse(text: str) -> Subject:
    """The subject that a person typed. Raises ``InvalidName``, with the reason, if it is not valid."""
    return Subject.parse(text, settings.DEFAULT_PHONE_REGION)


def preview(subject: Subject, tenant_id: uuid.UUID | None) -> dict[str, int]:
    """How many rows of each table an erasure would delete or redact. ``tenant_id`` None: of all tenants.

    If the value was found at more than ``COUNTED`` domains, only the rows of so many are counted.
    """
    counts: Counter[str] = Counter()

    def count(table: str, rows: int) -> None:
        counts[table] += rows

    scope = Scope(subject, tenant_id)
    own = list(scope.own().values_list("pk", flat=True))
    for rows in (Domain.objects.filter(pk__in=own), *_children(own)):
        count(rows.model._meta.db_table, rows.count())
    redactor = scope.redactor()
    for domain_id in scope.mentions().values_list("domain_id", flat=True)[:COUNTED]:
        count("screenshots", Screenshot.objects.filter(domain_id=domain_id).count())
        for rows in _redacted(domain_id):
            named = (bool(redacted_columns(row, redactor)) for row in rows.iterator(chunk_size=50))
            count(rows.model._meta.db_table, sum(named))
    sweep.count_rows(scope.subjects(), tenant_id, count)
    return {table: rows for table, rows in counts.items() if rows}


def erase(
    subject: Subject,
    tenant_id: uuid.UUID | None,
    actor: Actor,
    reason: str = "",
    seconds: float = math.inf,
) -> Erasure:
    """Erase the subject for one tenant, or with None for all, and store its hash. Returns the record.

    After so many ``seconds`` it stops; then ``finished_at`` is None. It can be called again at any time, to
    continue and to erase what is left.
    """
    deadline = time.monotonic() + seconds
    with transaction.atomic():
        suppression = Suppression.objects.remember(subject, tenant_id)
        erasure = _open(suppression, actor, Redactor([subject]).text(reason))
    wait_for_writers()
    scope = Scope(subject, tenant_id)
    sweep.sweep(scope.subjects(), tenant_id, erasure.count)
    delete(Upload.objects.all(), erasure.count)  # kept for a day only, and workbooks cannot be searched
    while scope.any():
        if time.monotonic() > deadline:
            return erasure
        for row in scope.own()[:CHUNK]:
            _erase_domain(row, erasure.count)
        _redact_domains(scope, erasure.count)
    _forget_host(subject, tenant_id, erasure.count)
    erasure.finished_at = Now()
    erasure.save(update_fields=["finished_at"])
    erasure.refresh_from_db()
    logger.info(
        "erased: one %s, %d rows", erasure.kind, sum(erasure.counts.values()), extra={"event": "erased"}
    )
    return erasure


def _open(suppression: Suppression, actor: Actor, reason: str) -> Erasure:
    """The unfinished erasure of this value, or a new one."""
    unfinished = Erasure.objects.filter(suppression=suppression, finished_at=None).order_by("pk").first()
    return unfinished or Erasure.objects.create(
        tenant_id=suppression.tenant_id,
        kind=suppression.kind,
        suppression=suppression,
        actor=actor.name[:LONGEST_ACTOR],
        user_id=actor.user_id,
        reason=reason[:LONGEST_REASON],
    )


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a subject is stored, for one tenant or for all."""

    subject: Subject
    tenant_id: uuid.UUID | None

    def all_domains(self) -> DomainQuerySet:
        mine = {"tenant_id": self.tenant_id} if self.tenant_id else {}
        return Domain.objects.filter(**mine)

    def own(self) -> DomainQuerySet:
        """The rows of the domain itself; none for a contact."""
        rows = self.all_domains()
        return rows.filter(domain=self.subject.value) if self.subject.kind == DOMAIN else rows.none()

    def mentions(self) -> QuerySet[DomainContact]:
        """The index rows of other domains at which the contact, or an address at the domain, was found."""
        mine = {"domain__tenant_id": self.tenant_id} if self.tenant_id else {}
        return DomainContact.objects.of(self.subject).filter(**mine)

    def domains(self) -> DomainQuerySet:
        """All domains that the subject concerns."""
        if self.subject.kind == DOMAIN:
            return self.own() | self.all_domains().filter(pk__in=self.mentions().values("domain_id"))
        return self.all_domains().filter(pk__in=self.mentions().values("domain_id"))

    def redactor(self) -> Redactor:
        """The redactor for rows of other domains than the erased one."""
        return Redactor([self.subject], addresses_only=True)

    def any(self) -> bool:
        return self.own().exists() or self.mentions().exists()

    def subjects(self) -> list[Subject]:
        """The subject, and up to ``MOST_OWN_CONTACTS`` contacts of the domain's own rows."""
        contacts = (
            Subject.of_contact(kind, value)
            for emails, phones in self.own().values_list("email_addresses", "phone_numbers").iterator()
            for kind, values in (("email", emails), ("phone", phones))
            for value in values
        )
        return [self.subject, *islice(dict.fromkeys(contacts), MOST_OWN_CONTACTS)]


def _erase_domain(domain: Domain, count: Count) -> None:
    """Delete a domain with all that belongs to it, the domain last.

    A scan that is pending or running is cancelled first, so that its batch counts it as ended.
    """
    if domain.status not in FINAL:
        claims.cancel(Domain.objects.filter(pk=domain.pk))
    for rows in _children([domain.pk]):
        delete(rows, count)
    with transaction.atomic():
        delete(Domain.objects.filter(pk=domain.pk), count)
        ErasedDomain.objects.record(domain.tenant_id, domain.pk)


def _children(domains: Collection[uuid.UUID]) -> Iterator[QuerySet[Any]]:
    """The rows that belong to these domains, those that refer to others first."""
    yield Delivery.objects.filter(domain_id__in=domains)
    yield Page.objects.filter(domain_id__in=domains)
    yield Screenshot.objects.filter(domain_id__in=domains)
    yield Scan.objects.filter(domain_id__in=domains)
    yield BatchJob.objects.filter(domain_id__in=domains)
    yield AuditEntry.objects.filter(domain_id__in=domains)
    yield DomainContact.objects.filter(domain_id__in=domains)


def _redact_domains(scope: Scope, count: Count) -> None:
    """Redact some of the other domains. If a domain was erased, only e-mail addresses at it are removed."""
    redactor = scope.redactor()
    for domain_id in list(scope.mentions().values_list("domain_id", flat=True)[:CHUNK]):
        redact_domain(domain_id, redactor, count, {contact_key(scope.subject)})


def redact_domain(domain_id: uuid.UUID, redactor: Redactor, count: Count, keys: Collection[int]) -> None:
    """Take the redactor's subjects out of all that belongs to a domain, its index rows last.

    A screenshot may show them, so the domain's screenshots are deleted.
    """
    first, *others = _redacted(domain_id)
    delete(Screenshot.objects.filter(domain_id=domain_id), count)
    for rows in others:
        redact(rows, redactor, count)
    with transaction.atomic():
        for row in first.locked():
            count("domains", redact_row(row, redactor))
        DomainContact.objects.filter(domain_id=domain_id, key__in=keys).delete()


def _redacted(domain_id: uuid.UUID) -> tuple[DomainQuerySet, *tuple[QuerySet[Any], ...]]:
    """The rows of a domain that may name a contact, its own first."""
    return (
        Domain.objects.filter(pk=domain_id),
        *(model._default_manager.filter(domain_id=domain_id) for model in (Scan, Page, Delivery, AuditEntry)),
    )


def _forget_host(subject: Subject, tenant_id: uuid.UUID | None, count: Count) -> None:
    """Delete the cooldown of an erased domain, unless another tenant still has the domain.

    If it was erased for all tenants, its entry of the block list is deleted too: it is refused anyway.
    """
    if subject.kind != DOMAIN or Domain.objects.filter(domain=subject.value).exists():
        return
    delete(HostCooldown.objects.filter(domain=subject.value), count)
    delete(DnsAnswer.objects.of_domain(subject.value), count)
    if tenant_id is None:
        delete(BlockedDomain.objects.filter(domain=subject.value), count)
