"""Domain: the live state of one domain, which is also its place in the queue."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Now

from domains.lifecycle import (
    RESCANNED,
    DomainStatus,
    Event,
    StageStatus,
    TransitionRefused,
    sources,
    stages_after,
    target,
)
from domains.scan.report import ErrorKind
from scrapersky.database.bulk_write import RowValues, update_each

LEASE_FIELDS = {"claim_token": None, "claimed_by": None, "claimed_at": None, "lease_expires_at": None}
# Written by events only, never by saving a row that was read some time ago.
QUEUE_FIELDS = frozenset(LEASE_FIELDS) | {
    "status",
    "scan_id",
    "batch_id",
    "queued_at",
    "attempts",
    "lost_claims",
    "next_attempt_at",
    "last_error",
    "error_kind",
    "last_scan",
    "content_scrape_status",
    "page_scrape_status",
    "sitemap_monitor_status",
    "only_if_sitemap_changed",
}
MAX_RESCAN_DAYS = 3650
MAX_PAGES = range(1, 1001)
PRIORITIES = range(-100, 101)  # higher goes first


class RescanWhen(models.TextChoices):
    """On what condition a domain is scanned again when its days are over."""

    ALWAYS = "always", "always"
    SITEMAP = "sitemap", "only if its sitemap has changed"


def default_tenant() -> uuid.UUID:
    return uuid.UUID(settings.DEFAULT_TENANT)


def _columns_after(event: Event) -> dict[str, Any]:
    """What an event makes of a row, whatever else is written."""
    after = target(event)
    lease = {} if after == DomainStatus.PROCESSING else LEASE_FIELDS
    return {**lease, **stages_after(event), "status": after, "updated_at": Now()}


class DomainQuerySet(models.QuerySet["Domain"]):
    """The questions that doors ask, and the one way in which rows change state."""

    def for_tenant(self, tenant_id: uuid.UUID) -> DomainQuerySet:
        return self.filter(tenant_id=tenant_id)

    def due(self) -> DomainQuerySet:
        """Pending domains whose time has come, by the database's clock."""
        return self.filter(status=DomainStatus.PENDING, next_attempt_at__lte=Now())

    def in_queue_order(self) -> DomainQuerySet:
        return self.order_by("-priority", "next_attempt_at")

    def locked(self) -> DomainQuerySet:
        """Locked for this transaction, by name: writers that lock in one order never wait in a circle."""
        return self.order_by("domain", "pk").select_for_update(no_key=True)

    def transition(self, event: Event, **values: Any) -> int:
        """Let an event happen to every selected row that the lifecycle allows it for; how many it did.

        The condition is part of the UPDATE, so two writers can never both succeed. A domain that
        leaves ``processing`` loses its claim.
        """
        rows = self._that_allow(event)
        return models.QuerySet.update(rows, **{**_columns_after(event), **values})

    def transition_each(self, event: Event, changes: Sequence[RowValues], **values: Any) -> int:
        """The same for many rows by one statement, with ``changes`` for each beside ``values`` for all."""
        rows = self._that_allow(event)
        return update_each(rows, {**_columns_after(event), **values}, changes)

    def _that_allow(self, event: Event) -> DomainQuerySet:
        """Those in a state that allows the event.

        The state is compared in a way that no index serves: rows change by their keys. Statistics made while
        nothing was ``processing`` promise hardly a row in that state, and PostgreSQL would read all of them.
        """
        return self.alias(state=Lower("status")).filter(state__in=sources(event))

    def queue_again(
        self, rows: Sequence[uuid.UUID], each: Sequence[Mapping[str, Any]] | None = None, **values: Any
    ) -> set[uuid.UUID]:
        """Queue these ended domains, which the caller has locked, for a new scan each; the new job ids.

        ``values`` are set in all of them; ``each`` holds further columns of each row, in their order.
        """
        if not rows:
            return set()
        own = each or [{}] * len(rows)
        new_ids = [uuid.uuid4() for _ in rows]
        changes = [
            ({"id": pk}, {"scan_id": scan_id, **columns})
            for pk, scan_id, columns in zip(rows, new_ids, own, strict=True)
        ]
        shared = {"batch_id": None, "only_if_sitemap_changed": False, "next_attempt_at": Now()} | values
        self.transition_each(Event.SUBMIT, changes, **shared, queued_at=Now(), attempts=0, lost_claims=0)
        return set(new_ids)

    def update(self, **values: Any) -> int:
        if "status" in values:
            raise TypeError("a status changes by an event: use transition(event, ...)")
        return super().update(**values)


class Domain(models.Model):
    """One domain of one tenant: what is known of it, and where it stands in the queue.

    ``scan_id`` is the job id handed out for the current (or last) scan; the Scan row written at its end
    keeps that id. ``attempts`` counts this scan's attempts; ``lost_claims`` counts how often a worker
    died with it, so that a domain that kills its worker is scanned alone and then given up.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tenant_id = models.UUIDField(default=default_tenant)
    domain = models.CharField(max_length=253)
    status = models.CharField(max_length=12, choices=DomainStatus.choices, default=DomainStatus.PENDING)
    priority = models.SmallIntegerField(
        default=0,
        validators=[MinValueValidator(PRIORITIES[0]), MaxValueValidator(PRIORITIES[-1])],
        help_text=f"Higher goes first; {PRIORITIES[0]} to {PRIORITIES[-1]}.",
    )
    max_pages = models.PositiveSmallIntegerField(default=5)
    scan_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    batch_id = models.UUIDField(null=True, blank=True, editable=False)
    queued_at = models.DateTimeField(db_default=Now(), editable=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    lost_claims = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(db_default=Now())
    last_error = models.TextField(blank=True, default="")
    error_kind = models.CharField(
        max_length=20, blank=True, default="", choices=[(kind.value, kind.value) for kind in ErrorKind]
    )

    claim_token = models.UUIDField(null=True, editable=False)
    claimed_by = models.UUIDField(null=True, editable=False, help_text="The job_id of the run.")
    claimed_at = models.DateTimeField(null=True, editable=False)
    lease_expires_at = models.DateTimeField(null=True, editable=False)

    title = models.TextField(blank=True, default="")
    description = models.TextField(blank=True, default="")
    language = models.CharField(max_length=35, blank=True, default="")
    favicon_url = models.TextField(blank=True, default="")
    logo_url = models.TextField(blank=True, default="")
    is_wordpress = models.BooleanField(null=True)
    wordpress_version = models.CharField(max_length=50, blank=True, default="")
    has_elementor = models.BooleanField(null=True)
    tech_stack = models.JSONField(default=list, blank=True)
    email_addresses = models.JSONField(default=list, blank=True)
    phone_numbers = models.JSONField(default=list, blank=True)
    facebook_url = models.TextField(blank=True, default="")
    twitter_url = models.TextField(blank=True, default="")
    linkedin_url = models.TextField(blank=True, default="")
    instagram_url = models.TextField(blank=True, default="")
    youtube_url = models.TextField(blank=True, default="")
    sitemap_urls = models.PositiveIntegerField(null=True, blank=True)
    total_sitemaps = models.PositiveIntegerField(null=True, blank=True)
    domain_metadata = models.JSONField(default=dict, blank=True)
    content_scrape_status = models.CharField(
        max_length=10, null=True, blank=True, choices=StageStatus.choices
    )
    page_scrape_status = models.CharField(max_length=10, null=True, blank=True, choices=StageStatus.choices)
    sitemap_monitor_status = models.CharField(
        max_length=10, null=True, blank=True, choices=StageStatus.choices
    )

    rescan_days = models.SmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(MAX_RESCAN_DAYS)],
        help_text="Days from one scan to the next; 0: never; empty: as the tenant's policy says.",
    )
    rescan_when = models.CharField(
        max_length=8, choices=RescanWhen.choices, default=RescanWhen.ALWAYS, db_default=RescanWhen.ALWAYS
    )
    only_if_sitemap_changed = models.BooleanField(
        default=False, db_default=False, editable=False, help_text="The current scan's condition."
    )
    last_scan = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(auto_now=True)
    notes = models.TextField(blank=True, default="")

    _loaded_status: str | None = None

    objects = DomainQuerySet.as_manager()

    class Meta:
        db_table = "domains"
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "domain"], name="domains_tenant_domain"),
            models.CheckConstraint(condition=Q(status__in=DomainStatus.values), name="domains_status"),
            models.CheckConstraint(
                condition=Q(error_kind__in=["", *(kind.value for kind in ErrorKind)]),
                name="domains_error_kind",
            ),
            models.CheckConstraint(
                condition=(
                    Q(
                        status=DomainStatus.PROCESSING,
                        claim_token__isnull=False,
                        lease_expires_at__isnull=False,
                    )
                    | (~Q(status=DomainStatus.PROCESSING) & Q(claim_token__isnull=True))
                ),
                name="domains_claimed_means_processing",
            ),
            models.CheckConstraint(
                condition=Q(max_pages__gte=MAX_PAGES[0], max_pages__lte=MAX_PAGES[-1]),
                name="domains_max_pages",
            ),
            models.CheckConstraint(
                condition=Q(rescan_when__in=RescanWhen.values), name="domains_rescan_when"
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{stage}__isnull": True}) | Q(**{f"{stage}__in": StageStatus.values}),
                    name=f"domains_{stage}",
                )
                for stage in ("content_scrape_status", "page_scrape_status", "sitemap_monitor_status")
            ),
        ]
        indexes = [
            # Claiming: the head of the queue without touching a row that is not in it.
            models.Index(
                F("priority").desc(),
                "next_attempt_at",
                condition=Q(status=DomainStatus.PENDING, lost_claims=0),
                name="domains_queue",
            ),
            models.Index(
                fields=["next_attempt_at"],
                condition=Q(status=DomainStatus.PENDING, lost_claims__gt=0),
                name="domains_suspects",
            ),
            models.Index(
                fields=["lease_expires_at"],
                condition=Q(status=DomainStatus.PROCESSING),
                name="domains_leases",
            ),
            # Lists, latest first. The further columns let their filters be answered from the index alone.
            models.Index(
                fields=[
                    *("tenant_id", "-updated_at", "id"),
                    *("status", "is_wordpress"),
                    *("content_scrape_status", "page_scrape_status", "sitemap_monitor_status"),
                ],
                name="domains_recent",
            ),
            models.Index(fields=["tenant_id", "status", "-updated_at"], name="domains_by_status"),
            models.Index(
                fields=["tenant_id", "error_kind", "-updated_at"],
                condition=~Q(error_kind=""),
                name="domains_errors",
            ),
            # Counts by state and kind of error: the narrowest index that can be counted.
            models.Index(fields=["status", "error_kind"], name="domains_counts"),
            # On SQLite, which has no such index, an ordinary one of no use.
            GinIndex(fields=["tech_stack"], opclasses=["jsonb_path_ops"], name="domains_technologies"),
            models.Index(fields=["batch_id"], condition=Q(batch_id__isnull=False), name="domains_batch"),
            # Who is to be scanned again, by the tenant's policy or by its own.
            models.Index(
                fields=["tenant_id", "last_scan"],
                condition=Q(status__in=sorted(RESCANNED), rescan_days__isnull=True),
                name="domains_rescan_tenant",
            ),
            models.Index(
                fields=["rescan_days", "last_scan"],
                condition=Q(status__in=sorted(RESCANNED), rescan_days__gt=0),
                name="domains_rescan_own",
            ),
        ]

    def __str__(self) -> str:
        return self.domain

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store descriptive fields. The queue's are left alone: a run may have changed them meanwhile.

        Raises ``TypeError`` for a status changed by assignment.
        """
        if not self._state.adding:
            if self._loaded_status not in {None, self.status}:
                raise TypeError(f"the status is not assigned ({self.status}): use happen(event)")
            names = {field.name for field in self._meta.concrete_fields if not field.primary_key}
            kwargs.setdefault("update_fields", names - QUEUE_FIELDS)
        super().save(*args, **kwargs)
        self._loaded_status = self.status

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Domain:
        row = super().from_db(*args, **kwargs)
        row._loaded_status = row.__dict__.get("status")
        return row

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        super().refresh_from_db(*args, **kwargs)
        self._loaded_status = self.status

    def happen(self, event: Event, **values: Any) -> None:
        """Let an event happen to this row; raises ``TransitionRefused`` where the lifecycle forbids it."""
        if not Domain.objects.filter(pk=self.pk).transition(event, **values):
            self.refresh_from_db()
            raise TransitionRefused(event, self.status)
        self.refresh_from_db()
