"""What lists can be narrowed down by."""

from __future__ import annotations

from django_filters import rest_framework as filters

from domains.lifecycle import RunStatus
from metrics.models import SchedulerMetric


class RunFilter(filters.FilterSet):
    status = filters.ChoiceFilter(choices=RunStatus.choices)
    since = filters.IsoDateTimeFilter(field_name="timestamp", lookup_expr="gte")

    class Meta:
        model = SchedulerMetric
        fields = ("status", "trigger")
