"""/metrics: all values come from the database, so every process returns the same."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.core.cache import cache
from django.db import Error as DatabaseError
from django.db.models import Count, FloatField, Min, Q, QuerySet, Sum
from django.db.models.functions import Cast
from django.utils import timezone
from django_q.models import Schedule

from domains.lifecycle import DomainStatus, RunStatus
from domains.models import Domain
from domains.queue import schedule
from metrics.models import Alert, CarriedTotal, Cluster, SchedulerMetric

logger = logging.getLogger(__name__)

KEPT_SECONDS = 10  # values are cached: no token is needed, and counting a million domains takes time
BUCKETS = (0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600)  # seconds of a run
HELP = {
    "scrapersky_database_up": ("gauge", "1 if the database answers; if not, no other figure is given."),
    "scrapersky_domains": ("gauge", "Domains by status."),
    "scrapersky_failures": ("gauge", "Domains whose last scan failed or was skipped, by error kind."),
    "scrapersky_due_domains": ("gauge", "Pending domains that are due now."),
    "scrapersky_oldest_due_age_seconds": ("gauge", "For how long the oldest due domain has been due."),
    "scrapersky_queue_tasks": ("gauge", "Tasks that no worker has taken yet."),
    "scrapersky_clusters": ("gauge", "Clusters that are alive."),
    "scrapersky_cluster_workers": ("gauge", "Workers of all clusters that are alive."),
    "scrapersky_scheduler_lag_seconds": ("gauge", "By how much the next run is overdue."),
    "scrapersky_last_run_timestamp_seconds": ("gauge", "When the latest run started."),
    "scrapersky_runs_active": ("gauge", "Runs in progress."),
    "scrapersky_alerts": ("gauge", "Current alerts, by name."),
    "scrapersky_runs_total": ("counter", "Runs that have ended, by status."),
    "scrapersky_outcomes_total": ("counter", "Outcomes of claimed domains, by outcome."),
    "scrapersky_fetched_bytes_total": ("counter", "Decompressed bytes of fetched pages."),
    "scrapersky_run_duration_seconds": ("histogram", "Duration of runs."),
}
OUTCOMES = ("successful", "failed", "skipped", "retried", "returned")

Samples = dict[str, float]  # 'name{label="value"}' -> value


def exposition() -> str:
    """The text format, version 0.0.4. Computed at most every few seconds in a process.

    Without a database, only that it does not answer: values from before would look like those of now.
    """
    try:
        return str(cache.get_or_set("prometheus", _all, KEPT_SECONDS))
    except DatabaseError as error:
        logger.error("no metrics: %s", str(error).strip(), extra={"event": "database_unreachable"})
        return _render(_answering(0))


def _all() -> str:
    return _render(_answering(1) | now() | counters())


def _answering(value: int) -> Samples:
    return {"scrapersky_database_up": value}


def counters() -> Samples:
    """The counters: sums over stored runs and those that were pruned."""
    carried = dict(CarriedTotal.objects.values_list("sample", "value"))
    samples = run_samples(SchedulerMetric.objects.all())
    return {name: value + carried.get(name, 0) for name, value in samples.items()}


def run_samples(runs: QuerySet[SchedulerMetric]) -> Samples:
    """The part of the counters that these runs add. Runs that have not ended add nothing."""
    sums = {name: Sum(Cast(f"domains_{name}", FloatField()), default=0.0) for name in OUTCOMES}
    steps = {
        f"up_to_{place}": Count("pk", filter=Q(duration_seconds__lte=b)) for place, b in enumerate(BUCKETS)
    }
    rows = (
        runs.exclude(status=RunStatus.RUNNING)
        .order_by()
        .values("status")
        .annotate(
            runs=Count("pk"),
            seconds=Sum("duration_seconds", default=0.0),
            size=Sum(Cast("bytes_fetched", FloatField()), default=0.0),
            **sums,
            **steps,
        )
    )
    samples = dict.fromkeys(_counter_names(), 0.0)
    for row in rows:
        for name, value in _of_status(dict(row)).items():
            samples[name] += value
    return samples


def _counter_names() -> Iterable[str]:
    yield from (_name("scrapersky_runs_total", status=s) for s in RunStatus.values if s != RunStatus.RUNNING)
    yield from (_name("scrapersky_outcomes_total", outcome=outcome) for outcome in OUTCOMES)
    yield from (_name("scrapersky_run_duration_seconds_bucket", le=b) for b in (*BUCKETS, "+Inf"))
    yield from ("scrapersky_run_duration_seconds_sum", "scrapersky_run_duration_seconds_count")
    yield "scrapersky_fetched_bytes_total"


def _of_status(row: dict[str, Any]) -> dict[str, float]:
    bucket = "scrapersky_run_duration_seconds_bucket"
    return {
        _name("scrapersky_runs_total", status=row["status"]): row["runs"],
        **{_name("scrapersky_outcomes_total", outcome=outcome): row[outcome] for outcome in OUTCOMES},
        **{_name(bucket, le=b): row[f"up_to_{place}"] for place, b in enumerate(BUCKETS)},
        _name(bucket, le="+Inf"): row["runs"],
        "scrapersky_run_duration_seconds_sum": row["seconds"],
        "scrapersky_run_duration_seconds_count": row["runs"],
        "scrapersky_fetched_bytes_total": row["size"],
    }


def now() -> Samples:
    """The gauges: current values."""
    waiting, oldest = backlog()
    workers = Cluster.objects.alive().aggregate(total=Sum("workers", default=0), clusters=Count("pk"))
    samples: Samples = {
        **_domains(),
        "scrapersky_due_domains": waiting,
        "scrapersky_oldest_due_age_seconds": oldest,
        "scrapersky_queue_tasks": schedule.waiting(),
        "scrapersky_clusters": workers["clusters"],
        "scrapersky_cluster_workers": workers["total"],
        "scrapersky_scheduler_lag_seconds": scheduler_lag(),
        "scrapersky_runs_active": SchedulerMetric.objects.running().count(),
    }
    if latest := SchedulerMetric.objects.order_by("-timestamp").values_list("timestamp", flat=True).first():
        samples["scrapersky_last_run_timestamp_seconds"] = latest.timestamp()
    for alert in Alert.objects.all():
        samples[_name("scrapersky_alerts", alert=alert.kind)] = 1
    return samples


def _domains() -> dict[str, int]:
    samples: Counter[str] = Counter({_name("scrapersky_domains", status=s): 0 for s in DomainStatus.values})
    rows = Domain.objects.order_by().values_list("status", "error_kind").annotate(Count("pk"))
    for status, kind, count in rows:
        samples[_name("scrapersky_domains", status=status)] += count
        if kind and status in {DomainStatus.FAILED, DomainStatus.SKIPPED}:
            samples[_name("scrapersky_failures", error_kind=kind)] += count
    return samples


def backlog() -> tuple[int, float]:
    """The number of due domains, and for how many seconds the oldest has been due."""
    total, times = 0, []
    # Ordinary and quarantined domains have an index each; one query for both would use neither.
    for part in (Q(lost_claims=0), Q(lost_claims__gt=0)):
        row = (
            Domain.objects.due()
            .filter(part)
            .order_by()
            .aggregate(n=Count("pk"), oldest=Min("next_attempt_at"))
        )
        total += row["n"]
        times += [row["oldest"]] if row["oldest"] else []
    return total, max(0.0, (timezone.now() - min(times)).total_seconds()) if times else 0.0


def scheduler_lag() -> float:
    """Seconds by which the next scheduled run is overdue; 0 if no cluster was ever started."""
    due = Schedule.objects.filter(name=schedule.NAME).values_list("next_run", flat=True).first()
    return max(0.0, (timezone.now() - due).total_seconds()) if due else 0.0


def _name(name: str, **labels: object) -> str:
    inner = ",".join(f'{label}="{value}"' for label, value in labels.items())
    return f"{name}{{{inner}}}"


def _render(samples: Samples) -> str:
    lines = []
    for family, (kind, meaning) in HELP.items():
        lines += [f"# HELP {family} {meaning}", f"# TYPE {family} {kind}"]
        lines += [f"{name} {value:.17g}" for name, value in samples.items() if _family(name) == family]
    return "\n".join(lines) + "\n"


def _family(sample: str) -> str:
    name = sample.partition("{")[0]
    for suffix in ("_bucket", "_sum", "_count"):
        if name.removesuffix(suffix) in HELP:
            return name.removesuffix(suffix)
    return name
