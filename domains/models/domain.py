"""Domain: one row for each domain of a tenant. It is the current state of the domain and the queue.

How the row serves as a queue:

* It is *due* if it is ``pending`` and ``next_attempt_at`` has passed. Claims take due rows of the tenants in
  turn, those of one tenant in the order of ``priority`` and ``next_attempt_at``, from the partial index
  ``domains_turns``. Rows with ``lost_claims`` have an index of their own, since they are claimed separately.
* While it is ``processing``, the lease columns hold the claim: ``claim_token`` (the fencing token),
  ``claimed_by`` (the run), ``claimed_at``, ``lease_expires_at``. A check constraint ensures that exactly the
  rows that are ``processing`` have a token.
* ``scan_id`` is the job id of the current scan. A new scan gets a new one.

How a status changes: only by ``transition`` or ``transition_each``. They put the statuses in which the event
is allowed into the WHERE clause of the UPDATE, so the check and the change are one statement and two writers
cannot both succeed. ``update`` and ``save`` refuse a changed status, and ``save`` never writes the columns
of the queue, because another process may have changed them since the row was read.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
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
from domains.scan.report import ErrorKind, NoEmail
from scrapersky.database.bulk_write import RowValues, update_each

LEASE_FIELDS = {"claim_token": None, "claimed_by": None, "claimed_at": None, "lease_expires_at": None}
# Written by events only, never by ``save``.
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
    """The condition on which a domain is re-scanned when it is due for it."""

    ALWAYS = "always", "always"
    SITEMAP = "sitemap", "only if its sitemap has changed"


def default_tenant() -> uuid.UUID:
    return uuid.UUID(settings.DEFAULT_TENANT)


def _columns_after(event: Event) -> dict[str, Any]:
    """The columns that an event sets in any case."""
    after = target(event)
    lease = {} if after == DomainStatus.PROCESSING else LEASE_FIELDS
    return {**lease, **stages_after(event), "status": after, "updated_at": Now()}


class DomainQuerySet(models.QuerySet["Domain"]):
    """Common queries, and the only statements that change a status."""

    def for_tenant(self, tenant_id: uuid.UUID) -> DomainQuerySet:
        return self.filter(tenant_id=tenant_id)

    def due(self) -> DomainQuerySet:
        """Pending domains whose ``next_attempt_at`` has passed, by the database's clock."""
        return self.filter(status=DomainStatus.PENDING, next_attempt_at__lte=Now())

    def in_queue_order(self) -> DomainQuerySet:
        return self.order_by("-priority", "next_attempt_at")

    def locked(self) -> DomainQuerySet:
        """Lock the rows in the order of their names; all writers do, so they cannot deadlock."""
        return self.order_by("domain", "pk").select_for_update(no_key=True)

    def transition(self, event: Event, **values: Any) -> int:
        """Apply an event to the selected rows whose status allows it. Returns how many were changed.

        ``values`` are further columns to set. A row that leaves ``processing`` loses its claim.
        """
        rows = self._that_allow(event)
        return models.QuerySet.update(rows, **{**_columns_after(event), **values})

    def transition_each(self, event: Event, changes: Sequence[RowValues], **values: Any) -> int:
        """The same in one statement, with different ``changes`` for each row and ``values`` for all."""
        rows = self._that_allow(event)
        return update_each(rows, {**_columns_after(event), **values}, changes)

    def _that_allow(self, event: Event) -> DomainQuerySet:
        """The rows whose status allows the event.

        ``Lower`` keeps the planner from using an index on the status; rows are to be found by their keys.
        With statistics from a time when nothing was ``processing``, PostgreSQL expects almost no such rows
        and would read all of them through that index.
        """
        return self.alias(state=Lower("status")).filter(state__in=sources(event))

    def queue_again(
        self, rows: Sequence[uuid.UUID], each: Sequence[Mapping[str, Any]] | None = None, **values: Any
    ) -> set[uuid.UUID]:
        """Queue a new scan of each of these ended domains, which the caller has locked. Returns the job ids.

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

    def set_custom_fields(self, fields: Mapping[uuid.UUID, Mapping[str, str]]) -> None:
        """Replace the custom fields of these domains, in one transaction."""
        if fields:
            with transaction.atomic():
                list(self.filter(pk__in=fields).locked().values_list("pk"))
                update_each(self, {}, [({"id": pk}, {"custom_fields": own}) for pk, own in fields.items()])

    def update(self, **values: Any) -> int:
        if "status" in values:
            raise TypeError("a status changes by an event: use transition(event, ...)")
        return super().update(**values)


class Domain(models.Model):
    """One domain of one tenant: its latest results, and its state in the queue.

    ``scan_id`` is the job id of the current (or last) scan; the ``Scan`` row written at its end has that id.
    ``attempts`` counts the attempts of this scan. ``lost_claims`` counts how often in a row its claim was
    lost; above 0 the domain is quarantined, and at ``claims.MOST_LOST_CLAIMS`` it is ``failed``.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tenant_id = models.UUIDField(default=default_tenant)
    domain = models.CharField(max_length=253)
    status = models.CharField(max_length=12, choices=DomainStatus.choices, default=DomainStatus.PENDING)
    priority = models.SmallIntegerField(
        default=0,
        validators=[MinValueValidator(PRIORITIES[0]), MaxValueValidator(PRIORITIES[-1])],
        help_text=f"Higher goes first among the tenant's own; {PRIORITIES[0]} to {PRIORITIES[-1]}.",
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
    needs_javascript = models.BooleanField(
        null=True, help_text="Whether the home page is empty until its scripts have run."
    )
    is_wordpress = models.BooleanField(null=True)
    wordpress_version = models.CharField(max_length=50, blank=True, default="")
    has_elementor = models.BooleanField(null=True)
    tech_stack = models.JSONField(default=list, blank=True)
    email_addresses = models.JSONField(default=list, blank=True)
    no_email_reason = models.CharField(
        max_length=10,
        blank=True,
        default="",
        db_default="",
        choices=[(reason.value, reason.value) for reason in NoEmail],
        help_text="Why no e-mail address was found; empty if one was.",
    )
    mail_provider = models.CharField(
        max_length=60,
        blank=True,
        default="",
        db_default="",
        help_text="Who handles the domain's mail, by its MX records; empty if it has none or was not asked.",
    )
    phone_numbers = models.JSONField(default=list, blank=True)
    facebook_url = models.TextField(blank=True, default="")
    twitter_url = models.TextField(blank=True, default="")
    linkedin_url = models.TextField(blank=True, default="")
    instagram_url = models.TextField(blank=True, default="")
    youtube_url = models.TextField(blank=True, default="")
    final_url = models.TextField(
        blank=True,
        default="",
        db_default="",
        help_text="Where the home page ended, if that is on another registered domain.",
    )
    country = models.CharField(
        max_length=2,
        blank=True,
        default="",
        db_default="",
        help_text="ISO 3166 code of the company's address, else of the country of its numbers.",
    )
    legal_name = models.TextField(
        blank=True, default="", db_default="", help_text="The company's name in its imprint."
    )
    vat_id = models.CharField(
        max_length=40,
        blank=True,
        default="",
        db_default="",
        help_text="VAT number with its country's code, or the tax id where a country has no other.",
    )
    registration_number = models.CharField(
        max_length=60, blank=True, default="", db_default="", help_text="Number in the company register."
    )
    postal_address = models.TextField(
        blank=True, default="", db_default="", help_text="The company's address in one line."
    )
    industry = models.CharField(
        max_length=60,
        blank=True,
        default="",
        db_default="",
        help_text="What the business is, from its schema.org type: Bakery, Real estate agent.",
    )
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
    custom_fields = models.JSONField(
        default=dict,
        db_default={},
        blank=True,
        help_text="The other columns of the file in which the domain was submitted last, by name.",
    )

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
            # For claims: the queue of each tenant in order, and no other rows.
            models.Index(
                "tenant_id",
                F("priority").desc(),
                "next_attempt_at",
                condition=Q(status=DomainStatus.PENDING, lost_claims=0),
                name="domains_turns",
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
            # For lists, latest first. With the further columns, filters need no access to the table.
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
            # For counts by status and error kind: as narrow as possible.
            models.Index(fields=["status", "error_kind"], name="domains_counts"),
            # PostgreSQL only. On SQLite it becomes an ordinary index, which no query uses.
            GinIndex(fields=["tech_stack"], opclasses=["jsonb_path_ops"], name="domains_technologies"),
            GinIndex(fields=["email_addresses"], opclasses=["jsonb_path_ops"], name="domains_emails"),
            GinIndex(fields=["phone_numbers"], opclasses=["jsonb_path_ops"], name="domains_phones"),
            # For filters by company; partial, because most domains have no such value.
            models.Index(
                fields=["tenant_id", "country", "-updated_at"],
                condition=~Q(country=""),
                name="domains_country",
            ),
            models.Index(
                fields=["tenant_id", "industry", "-updated_at"],
                condition=~Q(industry=""),
                name="domains_industry",
            ),
            models.Index(fields=["tenant_id", "vat_id"], condition=~Q(vat_id=""), name="domains_vat_id"),
            models.Index(
                fields=["tenant_id", "registration_number"],
                condition=~Q(registration_number=""),
                name="domains_registration",
            ),
            models.Index(
                fields=["tenant_id", "no_email_reason", "-updated_at"],
                condition=~Q(no_email_reason=""),
                name="domains_no_email",
            ),
            models.Index(
                fields=["tenant_id", "mail_provider", "-updated_at"],
                condition=~Q(mail_provider=""),
                name="domains_mail_provider",
            ),
            models.Index(
                fields=["tenant_id", "-updated_at"], condition=~Q(final_url=""), name="domains_moved"
            ),
            models.Index(
                fields=["tenant_id", "-updated_at"],
                condition=Q(needs_javascript=True),
                name="domains_javascript",
            ),
            models.Index(fields=["batch_id"], condition=Q(batch_id__isnull=False), name="domains_batch"),
            # For re-scans, by the tenant's policy or by the domain's own rule.
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
        """Store the columns that do not belong to the queue; a run may have changed the others meanwhile.

        Raises ``TypeError`` if the status was changed by assignment.
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
        """Apply an event to this row. Raises ``TransitionRefused`` if its status does not allow the event."""
        if not Domain.objects.filter(pk=self.pk).transition(event, **values):
            self.refresh_from_db()
            raise TransitionRefused(event, self.status)
        self.refresh_from_db()
