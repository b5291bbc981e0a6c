"""Finished scans and the pages that they read."""

from __future__ import annotations

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.generics import RetrieveAPIView

from domains.api.base import ApiView
from domains.api.filters import PageFilter, ScanFilter
from domains.api.list_views import ChosenFields, ListView
from domains.models import Page, Scan


class ScanRecord(ChosenFields):
    domain_id = serializers.UUIDField(read_only=True)

    class Meta:
        model = Scan
        exclude = ("tenant_id", "run_id", "domain")
        heavy = ("result",)


class PageRecord(ChosenFields):
    domain_id = serializers.UUIDField(read_only=True)
    scan_id = serializers.UUIDField(read_only=True)

    class Meta:
        model = Page
        exclude = ("domain", "scan", "etag", "last_modified")
        heavy = ("contacts", "details")


class ScansView(ListView):
    """Finished scans, newest first. ``id`` is the job id. ``result`` is included only if requested."""

    queryset = Scan.objects.none()
    serializer_class = ScanRecord
    filterset_class = ScanFilter
    orderings = ("-finished_at", "finished_at")

    def get_queryset(self) -> QuerySet[Scan]:
        return self.scans()


class ScanView(ApiView, RetrieveAPIView[Scan]):
    """One finished scan with its result."""

    serializer_class = ScanRecord

    def get_queryset(self) -> QuerySet[Scan]:
        return self.scans()


class PagesView(ListView):
    """Pages read by scans, newest first."""

    queryset = Page.objects.none()
    serializer_class = PageRecord
    filterset_class = PageFilter
    orderings = ("-id", "id")

    def get_queryset(self) -> QuerySet[Page]:
        return self.pages()


class PageView(ApiView, RetrieveAPIView[Page]):
    """One page, with its contacts and how each was found."""

    serializer_class = PageRecord

    def get_queryset(self) -> QuerySet[Page]:
        return self.pages()
