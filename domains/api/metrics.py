"""Runs of the batch processor: records, and totals over a time window."""

from __future__ import annotations

import statistics
from datetime import timedelta
from typing import Any

from django.db.models import Count, Max, Min, QuerySet, Sum
from django.db.models.functions import Now
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from domains.api.base import ApiView, check_query, validate
from domains.api.filters import RunFilter
from domains.api.found import named
from domains.api.list_views import ListView
from domains.api.vocabulary import RUN_FIELDS, texts
from domains.lifecycle import RunStatus
from metrics import telemetry
from metrics.models import SchedulerMetric

A_YEAR = 8760  # hours
SUMMED = [
    "domains_claimed",
    "domains_processed",
    "domains_successful",
    "domains_failed",
    "domains_skipped",
    "domains_retried",
    "domains_returned",
    "results_refused",
    "bytes_fetched",
]


@named("Run")
class RunRecord(serializers.ModelSerializer[SchedulerMetric]):
    """A run of the batch processor."""

    class Meta:
        model = SchedulerMetric
        exclude = ("id", "finished_at", "slot", "lease_expires_at", "followed", "process", "seen_at")
        extra_kwargs = texts(RUN_FIELDS)

    def to_representation(self, instance: SchedulerMetric) -> dict[str, Any]:
        return telemetry.figures(instance)


class Window(serializers.Serializer[Any]):
    hours = serializers.IntegerField(
        min_value=1, max_value=A_YEAR, default=24, help_text="The length of the window, until now."
    )


class Percentiles(serializers.Serializer[Any]):
    """How long runs took, in seconds."""

    p50 = serializers.FloatField(help_text="Half of the runs took at most so many seconds.")
    p90 = serializers.FloatField(help_text="90 % of the runs took at most so many seconds.")
    p99 = serializers.FloatField(help_text="99 % of the runs took at most so many seconds.")


class RunSummary(serializers.Serializer[Any]):
    """Totals of the runs within a window of time."""

    hours = serializers.IntegerField(help_text="The length of the window, until now.")
    runs = serializers.IntegerField(help_text="How many runs started within it.")
    runs_by_status = serializers.DictField(
        child=serializers.IntegerField(help_text="A number of runs."), help_text="Runs by status."
    )
    first_run = serializers.DateTimeField(allow_null=True, help_text="When the first of them started.")
    last_run = serializers.DateTimeField(allow_null=True, help_text="When the last of them started.")
    totals = serializers.DictField(
        child=serializers.IntegerField(help_text="A sum."),
        help_text="The sums of the counts of all runs, such as `domains_processed` and `bytes_fetched`.",
    )
    success_rate = serializers.FloatField(
        help_text="Successful / processed, from 0 to 1; 0 if none was processed."
    )
    duration_seconds = Percentiles(allow_null=True, help_text="Of ended runs; null if none has ended.")


class MetricsView(ListView):
    """The record of each run, newest first. Runs serve all tenants and contain no tenant's data."""

    queryset = SchedulerMetric.objects.all()
    serializer_class = RunRecord
    filterset_class = RunFilter
    orderings = ("-timestamp", "timestamp")


class MetricsSummaryView(ApiView):
    """Totals and percentiles of the runs that started within the last hours."""

    @extend_schema(parameters=[Window], responses=RunSummary)
    def get(self, request: Request) -> Response:
        check_query(request.query_params, Window().fields)
        hours = validate(Window, request.query_params)["hours"]
        runs = SchedulerMetric.objects.filter(timestamp__gte=Now() - timedelta(hours=hours))
        return Response(RunSummary({"hours": hours, **_summary(runs)}).data)


def _summary(runs: QuerySet[SchedulerMetric]) -> dict[str, Any]:
    span = runs.aggregate(first_run=Min("timestamp"), last_run=Max("timestamp"))
    by_status = dict(runs.order_by().values_list("status").annotate(Count("pk")))
    totals = runs.aggregate(**{name: Sum(name, default=0) for name in SUMMED})
    processed = totals["domains_processed"]
    return {
        **span,
        "runs": sum(by_status.values()),
        "runs_by_status": by_status,
        "totals": totals,
        "success_rate": round(totals["domains_successful"] / processed, 4) if processed else 0.0,
        "duration_seconds": _percentiles(runs.exclude(status=RunStatus.RUNNING)),
    }


def _percentiles(runs: QuerySet[SchedulerMetric]) -> dict[str, float] | None:
    seconds = list(runs.values_list("duration_seconds", flat=True))
    if not seconds:
        return None
    if len(seconds) == 1:
        seconds *= 2  # ``quantiles`` requires two values
    cuts = statistics.quantiles(seconds, n=100, method="inclusive")
    return {f"p{percent}": round(cuts[percent - 1], 3) for percent in (50, 90, 99)}
