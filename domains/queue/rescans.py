"""Queues domains that are due for a re-scan by their policies. Scheduled every hour."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Now

from domains.lifecycle import RESCANNED
from domains.models import Domain, RescanPolicy, RescanWhen
from domains.models.domain import DomainQuerySet
from domains.queue import schedule

logger = logging.getLogger(__name__)

CHUNK = 500  # domains in one transaction
TIME_LIMIT = 600.0  # seconds; what is left is queued an hour later
JITTER = 0.1  # a re-scan is delayed by up to this share of its days, and at most by a day
DAY = 86_400.0  # seconds


@dataclass(frozen=True, slots=True)
class _Group:
    """The domains to which one rule applies, and whose re-scan is due."""

    rows: DomainQuerySet
    days: int
    only_if_sitemap_changed: bool

    @classmethod
    def of(cls, rows: DomainQuerySet, days: int, when: str) -> _Group:
        due = rows.filter(last_scan__lte=Now() - timedelta(days=days)).order_by("last_scan")
        return cls(due, days, when == RescanWhen.SITEMAP)


def queue_due() -> int:
    """Queue every domain whose re-scan is due. Returns how many.

    A domain's own rule takes precedence over its tenant's policy.

    Queues nothing while scheduled work is paused.
    """
    if schedule.paused():
        return 0
    deadline = time.monotonic() + TIME_LIMIT
    total = 0
    for group in _groups():
        while time.monotonic() < deadline and (queued := _queue_chunk(group)):
            total += queued
    if total:
        logger.info("re-scans: %d domains queued", total, extra={"event": "rescans_queued"})
    return total


def _groups() -> Iterator[_Group]:
    ended = Domain.objects.filter(status__in=RESCANNED)
    own = ended.filter(rescan_days__gt=0)
    for days, when in list(own.order_by().values_list("rescan_days", "rescan_when").distinct()):
        yield _Group.of(ended.filter(rescan_days=days, rescan_when=when), days or 0, when)
    for policy in RescanPolicy.objects.filter(days__gt=0):
        others = ended.filter(tenant_id=policy.tenant_id, rescan_days=None)
        yield _Group.of(others, policy.days, policy.when)


def _queue_chunk(group: _Group) -> int:
    with transaction.atomic():
        locked = group.rows.select_for_update(skip_locked=True).annotate(now=Now())
        chosen = list(locked.values_list("pk", "now")[:CHUNK])
        Domain.objects.queue_again(
            [pk for pk, _ in chosen],
            [{"next_attempt_at": now + _delay(group.days)} for _, now in chosen],
            only_if_sitemap_changed=group.only_if_sitemap_changed,
        )
        return len(chosen)


def _delay(days: int) -> timedelta:
    """A random wait before a re-scan, so that not all of them begin at once."""
    longest = min(days * JITTER, 1.0) * DAY
    return timedelta(seconds=random.uniform(0, longest))  # noqa: S311 - no secret
