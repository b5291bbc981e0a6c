"""Suppression: the keyed hash of a value that was erased and must not be stored again.

The value itself is never stored. Its hash is HMAC-SHA256 with ``settings.SUPPRESSION_KEYS``: the first key
signs new rows, all of them are tried in look-ups. ``key_id`` identifies the key that signed a row. So rows
whose key is missing can be counted, and hashes of another installation with an unknown key can be refused.
"""

from __future__ import annotations

import hashlib
import hmac
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import Q
from django.db.models.functions import Now

from domains.scan.redaction import DOMAIN, EMAIL, PERSON, PHONE, Subject

CHUNK = 500  # hashes of one look-up
LOCK = 0x5355_5050  # PostgreSQL's advisory lock of those who look up, and of those who wait for them

OwnedSubject = tuple[uuid.UUID, Subject]  # with the tenant


class SubjectKind(models.TextChoices):
    DOMAIN = DOMAIN, "domain"
    EMAIL = EMAIL, "e-mail address"
    PHONE = PHONE, "phone number"
    PERSON = PERSON, "person"


def key_id(key: str) -> str:
    """A name for a key, which does not reveal the key."""
    return hashlib.sha256(b"suppression key " + key.encode()).hexdigest()[:16]


def digest(key: str, subject: Subject) -> str:
    """The hash that is stored, in hexadecimal."""
    return hmac.digest(key.encode(), f"{subject.kind}:{subject.value}".encode(), "sha256").hex()


def digests(subject: Subject) -> list[str]:
    """The hashes of a subject with all keys, the signing one first."""
    return [digest(key, subject) for key in settings.SUPPRESSION_KEYS]


def _hold(shared: bool) -> None:
    """Take the advisory lock until the transaction ends. SQLite has one writer at any time and needs none."""
    if connection.vendor == "postgresql" and connection.in_atomic_block:
        function = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {function}(%s)", [LOCK])


def wait_for_writers() -> None:
    """Wait until all transactions have ended that looked up suppressions and may store what they allowed.

    Call it after a suppression was committed: later look-ups find it.
    """
    with transaction.atomic():
        _hold(shared=False)


class SuppressionQuerySet(models.QuerySet["Suppression"]):
    def of_tenant(self, tenant_id: uuid.UUID | None) -> SuppressionQuerySet:
        """The tenant's own rows; with None those for all tenants."""
        return self.filter(tenant_id=tenant_id) if tenant_id else self.filter(tenant_id__isnull=True)

    def remember(self, subject: Subject, tenant_id: uuid.UUID | None) -> Suppression:
        """The row of this subject, which may have been stored before, also with an older key."""
        known = self.of_tenant(tenant_id).filter(digest__in=digests(subject))
        if row := known.first():
            return row
        signing = settings.SUPPRESSION_KEYS[0]
        new = Suppression(
            tenant_id=tenant_id,
            kind=subject.kind,
            digest=digest(signing, subject),
            key_id=key_id(signing),
        )
        self.bulk_create([new], ignore_conflicts=True)
        return known.get()

    def apply_to(self, tenants: Collection[uuid.UUID]) -> bool:
        """Whether there are suppressions for one of these tenants, or for all. Usually there are none.

        Call it in the transaction that then stores what is not suppressed: ``wait_for_writers`` waits until
        such transactions have ended.
        """
        _hold(shared=True)
        applies = Q(tenant_id__isnull=True) | Q(tenant_id__in=tenants)
        return self.exists() and self.filter(applies).exists()

    def among(self, wanted: Collection[OwnedSubject]) -> set[OwnedSubject]:
        """Those of the given subjects that are suppressed for their tenant or for all; see ``apply_to``."""
        tenants = {tenant_id for tenant_id, _ in wanted}
        return self.matching(wanted) if wanted and self.apply_to(tenants) else set()

    def matching(self, wanted: Iterable[OwnedSubject]) -> set[OwnedSubject]:
        """The same, after ``apply_to``."""
        asked: dict[str, set[OwnedSubject]] = defaultdict(set)
        for tenant_id, subject in wanted:
            for each in digests(subject):
                asked[each].add((tenant_id, subject))
        hashes, found = list(asked), set()
        for start in range(0, len(hashes), CHUNK):
            rows = self.filter(digest__in=hashes[start : start + CHUNK]).values_list("digest", "tenant_id")
            for each, owner in rows:
                found |= {pair for pair in asked[each] if owner is None or owner == pair[0]}
        return found

    def names(self, domains: Iterable[str], tenant_id: uuid.UUID) -> set[str]:
        """Those of the domains that are suppressed; see ``apply_to``."""
        erased = self.filter(kind=DOMAIN)
        if not erased.apply_to([tenant_id]):
            return set()
        found = erased.matching((tenant_id, Subject(DOMAIN, name)) for name in domains)
        return {subject.value for _, subject in found}

    def without_key(self) -> SuppressionQuerySet:
        """Rows that have no effect, because their key is not in SUPPRESSION_KEY."""
        known = [key_id(key) for key in settings.SUPPRESSION_KEYS]
        others = set(self.order_by().values_list("key_id", flat=True).distinct()) - set(known)
        return self.filter(key_id__in=others)


class Suppression(models.Model):
    """``tenant_id`` is null if it applies to all tenants."""

    tenant_id = models.UUIDField("tenant", null=True, blank=True)
    kind = models.CharField(max_length=10, choices=SubjectKind.choices)
    digest = models.CharField("keyed hash", max_length=64)
    key_id = models.CharField("key", max_length=16)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = SuppressionQuerySet.as_manager()

    class Meta:
        db_table = "suppressions"
        verbose_name = "erased value"
        constraints = [
            models.UniqueConstraint(fields=["digest", "tenant_id"], name="suppressions_of_tenant"),
            models.UniqueConstraint(
                fields=["digest"], condition=Q(tenant_id__isnull=True), name="suppressions_of_all"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[DOMAIN, EMAIL, PHONE, PERSON]), name="suppressions_kind"
            ),
        ]
        indexes = [
            models.Index(fields=["tenant_id", "-created_at"], name="suppressions_recent"),
            models.Index(fields=["key_id"], name="suppressions_of_key"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.digest[:12]}"
