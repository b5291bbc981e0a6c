"""The dashboard on the first page of the admin: its data, and the JSON with which it refreshes."""

from __future__ import annotations

import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.db.models import Avg, Count, Subquery, Sum
from django.db.models.functions import Now, TruncDay, TruncHour, TruncMinute
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_POST
from django_q.models import Failure, Schedule

from domains.admin.bars import Bar
from domains.admin.bounded_counts import find, sample, unless_late
from domains.lifecycle import DomainStatus
from domains.models import Domain
from domains.models.domain import default_tenant
from domains.queue import schedule
from metrics import pictures
from metrics.models import Alert, Cluster, SchedulerMetric
from metrics.run_counts import ENDINGS, OUTCOMES
from scrapersky.visible_text import visible

DUE_LIMIT = 100_000  # the highest count
LATEST = 10
RATE_MINUTES = 15  # the period from which the throughput is computed
CONTACTS = ("emails", "phones")

# Name -> (length of the period, width of a bar, truncation to bars).
PERIODS: dict[str, tuple[timedelta, timedelta, Any]] = {
    "hour": (timedelta(hours=1), timedelta(minutes=1), TruncMinute),
    "day": (timedelta(days=1), timedelta(hours=1), TruncHour),
    "week": (timedelta(days=7), timedelta(hours=1), TruncHour),
    "month": (timedelta(days=30), timedelta(days=1), TruncDay),
}


def context(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """django-unfold's DASHBOARD_CALLBACK: extends the context of the first page."""
    if may_see(request):
        context |= {"live": live(), "chart": chart("hour"), "periods": list(PERIODS)}
        if context.get("environment"):  # see ``pause_label``
            context["pause"] = schedule.paused()
    return context


def pause_label(_request: HttpRequest) -> list[str] | None:
    """django-unfold's ENVIRONMENT: a label in the header of every page while scheduled work is paused."""
    return ["Scheduled work is paused", "warning"] if schedule.paused() else None


@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """POST /dashboard/scheduler/ with ``action`` (pause or resume) and ``reason``."""
    if not (admin.site.has_permission(request) and request.user.has_perm("domains.change_domain")):
        return HttpResponseForbidden("sign in to the admin as somebody who may change domains")
    if request.POST.get("action") == "pause":
        schedule.pause(request.user.get_username(), request.POST.get("reason", "")[:500])
        messages.warning(request, "Scheduled work is paused; runs in progress release their domains.")
    else:
        schedule.resume()
        messages.success(request, "Scheduled work is resumed.")
    return redirect("admin:index")


def figures(request: HttpRequest) -> JsonResponse:
    """GET /dashboard/figures/?period=hour: the changing parts of the dashboard, for its script."""
    if not may_see(request):
        return JsonResponse({"error": "sign in to the admin as a user who may view domains"}, status=403)
    period = request.GET.get("period", "hour")
    if period not in PERIODS:
        return JsonResponse({"error": f"period: expected one of {', '.join(PERIODS)}"}, status=400)
    html = render_to_string("admin/dashboard/live.html", {"live": live()}, request)
    return JsonResponse({"live": visible(html), "chart": chart(period)})


def may_see(request: HttpRequest) -> bool:
    return admin.site.has_permission(request) and request.user.has_perm("domains.view_domain")


def live() -> dict[str, Any]:
    """The current state: domains by status, backlog, failures by kind, scheduler, latest domains."""
    counts, countries = _counts_and_countries()
    states: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    for status, kind, count in counts:
        states[status] += count
        if status in {DomainStatus.FAILED, DomainStatus.SKIPPED}:
            kinds[kind] += count
    most = max(kinds.values(), default=0)
    return {
        "states": {status.value: states[status] for status in DomainStatus},
        "total": states.total(),
        "failures": [
            {"kind": kind, "count": count, "share": 100 * count / most} for kind, count in kinds.most_common()
        ],
        "backlog": find("dashboard-backlog", _backlog),
        "scheduler": _scheduler(),
        "latest": _latest(),
        "countries": countries,
        "technologies": sample("dashboard-technologies", pictures.technologies),
        "now": timezone.now(),
    }


def chart(period: str) -> dict[str, Any]:
    """Runs by time: each list contains one value for each bar; None if nothing was measured."""
    found: dict[str, Any] = find(f"dashboard-chart-{period}", lambda: _chart(period))
    return found


def _counts_and_countries() -> tuple[list[tuple[str, str, int]], list[Bar]]:
    """Domains by status and error kind, and the bars of countries: none if they are not known yet.

    For each of the two, an index with an entry for each domain is read. If the first takes long, the second
    is left to the next refresh.
    """
    start = time.monotonic()
    counts = find("dashboard-counts", _counts)
    return counts, unless_late(start, sample, "dashboard-countries", pictures.countries) or []


def _counts() -> list[tuple[str, str, int]]:
    """Domains by status and error kind. Counting rows instead of keys needs only the index."""
    kinds = Domain.objects.order_by().values_list("status", "error_kind")
    return list(kinds.annotate(count=Count("*")))


def _backlog() -> dict[str, Any]:
    """``eta`` is in seconds; None while nothing is being processed."""
    due = _count_due()
    pace = _pace()
    return {
        "due": min(due, DUE_LIMIT),
        "capped": due > DUE_LIMIT,
        "per_minute": 60 * pace,
        "eta": max(due / pace, _waits(due)) if due and pace else None,
    }


def _count_due() -> int:
    """At most one more than ``DUE_LIMIT``. Counted from the two indexes for claims, without the table."""
    due = Domain.objects.due().order_by().values("next_attempt_at")
    claimable, quarantined = due.filter(lost_claims=0), due.filter(lost_claims__gt=0)
    count = claimable[: DUE_LIMIT + 1].count() + quarantined[: DUE_LIMIT + 1].count()
    return min(count, DUE_LIMIT + 1)


def _pace() -> float:
    """Outcomes per second of the latest runs, in the time in which at least one of them worked."""
    now = timezone.now()
    long_ago = now - timedelta(minutes=RATE_MINUTES, seconds=settings.Q_TIMEOUT)  # no scheduled run is longer
    ended = SchedulerMetric.objects.filter(
        timestamp__gte=long_ago, finished_at__gte=now - timedelta(minutes=RATE_MINUTES)
    )
    rows = ended.order_by("timestamp").values_list("timestamp", "duration_seconds", "domains_processed")
    outcomes, worked, until = 0, 0.0, long_ago
    for start, seconds, processed in rows:
        end = start + timedelta(seconds=seconds)
        worked += max(0.0, (end - max(start, until)).total_seconds())
        until = max(until, end)
        outcomes += processed
    return outcomes / worked if worked else 0.0


def _waits(due: int) -> float:
    """Seconds from the first to the last run that so many domains need, if runs wait for the schedule."""
    if settings.SCHEDULER_DRAIN:
        return 0.0
    at_once = settings.SCHEDULER_BATCH_SIZE * settings.SCHEDULER_MAX_INSTANCES
    return 60.0 * settings.SCHEDULER_INTERVAL_MINUTES * ((due - 1) // at_once)


def _scheduler() -> dict[str, Any]:
    """The last and the next run, the clusters, and current alerts."""
    now = timezone.now()
    open_runs = SchedulerMetric.objects.running().order_by().values("status").annotate(count=Count("pk"))
    runs = SchedulerMetric.objects.order_by("-timestamp")
    last: Any = runs.annotate(running=Subquery(open_runs.values("count"))).first()
    failures = Failure.objects.filter(stopped__gte=now - timedelta(days=1)).order_by().values("success")
    # In one query; without a schedule no cluster was ever started, and no task can have failed.
    planned = Schedule.objects.filter(name=schedule.NAME).annotate(
        failed=Subquery(failures.annotate(count=Count("pk")).values("count"))
    )
    next_run, failed_tasks = planned.values_list("next_run", "failed").first() or (None, None)
    processing = Domain.objects.filter(status=DomainStatus.PROCESSING)
    return {
        "last": last,
        "running": getattr(last, "running", None) or 0,
        "slots": settings.SCHEDULER_MAX_INSTANCES,
        "next": next_run,
        **Cluster.objects.alive().aggregate(clusters=Count("pk"), workers=Sum("workers", default=0)),
        "alerts": list(Alert.objects.order_by("raised_at")),
        "stuck": processing.filter(lease_expires_at__lte=Now()).count(),
        "waiting": schedule.waiting(),
        "failed_tasks": failed_tasks or 0,
    }


def _latest() -> list[Domain]:
    mine = Domain.objects.for_tenant(default_tenant()).order_by("-updated_at", "pk")
    columns = ("domain", "status", "email_addresses", "phone_numbers", "title", "updated_at")
    return list(mine.only(*columns, "error_kind", "last_error")[:LATEST])


def _chart(period: str) -> dict[str, Any]:
    length, width, truncate = PERIODS[period]
    now = timezone.now()
    runs = SchedulerMetric.objects.filter(timestamp__gte=now - length, finished_at__isnull=False)
    sums = {name: Sum(f"domains_{name}") for name in OUTCOMES}
    sums |= {name: Sum(f"{name}_found") for name in CONTACTS}
    rows = (
        runs.annotate(bar=truncate("timestamp", tzinfo=UTC))
        .order_by()
        .values("bar")
        .annotate(seconds=Avg("duration_seconds"), runs=Count("pk"), **sums)
    )
    measured: dict[datetime, dict[str, Any]] = {row["bar"]: dict(row) for row in rows}
    bars = _bars(now, length, width)
    found: list[dict[str, Any]] = [measured.get(bar, {}) for bar in bars]
    return {
        "period": period,
        "labels": [bar.isoformat() for bar in bars],
        **{name: [row.get(name, 0) for row in found] for name in sums},
        "rate": [_rate(row) for row in found],
        "pace": [_per_minute(row, min(width, now - bar)) for bar, row in zip(bars, found, strict=True)],
        "seconds": [round(row["seconds"], 2) if row else None for row in found],
        "runs": [row.get("runs", 0) for row in found],
    }


def _bars(now: datetime, length: timedelta, width: timedelta) -> list[datetime]:
    """The start times of all bars, the current one last."""
    last = now.replace(second=0, microsecond=0)
    if width >= timedelta(hours=1):
        last = last.replace(minute=0)
    if width >= timedelta(days=1):
        last = last.replace(hour=0)
    return [last - width * back for back in reversed(range(length // width))]


def _processed(row: dict[str, Any]) -> int:
    return sum(row.get(name, 0) for name in OUTCOMES)


def _per_minute(row: dict[str, Any], length: timedelta) -> float:
    """Of the whole time, also that in which nothing ran."""
    return round(60 * _processed(row) / max(length.total_seconds(), 1.0), 2)


def _rate(row: dict[str, Any]) -> float | None:
    """Successful / processed, in per cent; None if no domain has ended (some may be tried again)."""
    ended = any(row.get(name) for name in ENDINGS)
    return round(100 * row["successful"] / _processed(row), 1) if ended else None
