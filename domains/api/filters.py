"""The filters of lists."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from domains.lifecycle import FINAL, DomainStatus, RunStatus
from domains.models import BatchJob, Domain, Page, Scan
from domains.scan.report import ErrorKind
from metrics.models import SchedulerMetric

ERROR_KINDS = [(kind.value, kind.value) for kind in ErrorKind]


class FlagField(forms.Field):
    """Accepts true or false only; any other value is an error."""

    def to_python(self, value: Any) -> bool | None:
        if value in self.empty_values:
            return None
        known = {"true": True, "false": False}
        if str(value).lower() not in known:
            raise forms.ValidationError("must be true or false", code="invalid")
        return known[str(value).lower()]


@extend_schema_field(OpenApiTypes.BOOL)
class FlagFilter(filters.Filter):
    field_class = FlagField


class FilledListFilter(FlagFilter):
    """Whether a JSON list is not empty."""

    def filter(self, qs: QuerySet[Any], value: bool | None) -> QuerySet[Any]:
        empty = Q((self.field_name, []))
        return qs if value is None else qs.filter(~empty if value else empty)


class IntegerFilter(filters.NumberFilter):
    field_class = forms.IntegerField  # type: ignore[assignment]


class DomainFilter(filters.FilterSet):
    status = filters.MultipleChoiceFilter(choices=DomainStatus.choices)
    error_kind = filters.MultipleChoiceFilter(choices=ERROR_KINDS)
    has_email = FilledListFilter(field_name="email_addresses")
    has_phone = FilledListFilter(field_name="phone_numbers")
    is_wordpress = FlagFilter()
    has_elementor = FlagFilter()
    search = filters.CharFilter(method="contains", label="Part of the domain or its title.")
    updated_since = filters.IsoDateTimeFilter(field_name="updated_at", lookup_expr="gte")
    batch_id = filters.UUIDFilter(method="in_batch", label="Domains with a job in this batch.")

    class Meta:
        model = Domain
        fields = ("language",)

    def contains(self, rows: QuerySet[Domain], _name: str, text: str) -> QuerySet[Domain]:
        return rows.filter(Q(domain__icontains=text) | Q(title__icontains=text))

    def in_batch(self, rows: QuerySet[Domain], _name: str, batch_id: uuid.UUID) -> QuerySet[Domain]:
        return rows.filter(pk__in=BatchJob.objects.filter(batch_id=batch_id).values("domain_id"))


def repeatable_filters(filterset: type[filters.FilterSet] | None) -> set[str]:
    """The names of query parameters that may be given more than once; any of their values may apply."""
    known = filterset.base_filters if filterset else {}
    return {name for name, one in known.items() if isinstance(one, filters.MultipleChoiceFilter)}


class ScanFilter(filters.FilterSet):
    status = filters.MultipleChoiceFilter(choices=[(status.value, status.label) for status in sorted(FINAL)])
    error_kind = filters.MultipleChoiceFilter(choices=ERROR_KINDS)
    domain_id = filters.UUIDFilter()
    batch_id = filters.UUIDFilter()
    finished_since = filters.IsoDateTimeFilter(field_name="finished_at", lookup_expr="gte")

    class Meta:
        model = Scan
        fields = ()


class PageFilter(filters.FilterSet):
    http_status = IntegerFilter()
    domain_id = filters.UUIDFilter()
    scan_id = filters.UUIDFilter()
    has_email = FilledListFilter(field_name="email_addresses")
    has_phone = FilledListFilter(field_name="phone_numbers")

    class Meta:
        model = Page
        fields = ("page_type",)


class RunFilter(filters.FilterSet):
    status = filters.MultipleChoiceFilter(choices=RunStatus.choices)
    since = filters.IsoDateTimeFilter(field_name="timestamp", lookup_expr="gte")

    class Meta:
        model = SchedulerMetric
        fields = ("trigger",)
