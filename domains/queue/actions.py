"""What people may do to a domain: pause it, let it go on, cancel it, scan it again.

Each refuses, with ``TransitionRefused``, what the lifecycle does not draw; the given row is then fresh.
"""

from __future__ import annotations

from django.db import transaction

from domains.lifecycle import Event, TransitionRefused
from domains.models import Domain
from domains.queue import claims, schedule, submission


def pause(domain: Domain) -> None:
    domain.happen(Event.PAUSE)


def resume(domain: Domain) -> None:
    with transaction.atomic():
        domain.happen(Event.RESUME)
        transaction.on_commit(schedule.wake)


def cancel(domain: Domain) -> None:
    """End the current scan; a result that is still on its way is void."""
    cancelled = claims.cancel(Domain.objects.filter(pk=domain.pk))
    _refresh_or_refuse(domain, Event.CANCEL, bool(cancelled))


def rescan(domain: Domain) -> None:
    """Queue a new scan, under a new job id, with the pages and priority of the last one."""
    submitted = submission.submit_one(
        domain.domain, tenant_id=domain.tenant_id, max_pages=domain.max_pages, priority=domain.priority
    )
    _refresh_or_refuse(domain, Event.SUBMIT, submitted.queued)


def _refresh_or_refuse(domain: Domain, event: Event, happened: bool) -> None:
    domain.refresh_from_db()
    if not happened:
        raise TransitionRefused(event, domain.status)
