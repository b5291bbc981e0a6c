"""Finished scans and the pages that they read."""

from __future__ import annotations

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.generics import RetrieveAPIView

from domains.api.base import ApiView
from domains.api.filters import PageFilter, ScanFilter
from domains.api.found import ContactsField, DifferencesField, Names, PageDetailsField, ResultField, named
from domains.api.list_views import ChosenFields, ListView
from domains.api.vocabulary import PAGE_FIELDS, SCAN_FIELDS, texts
from domains.models import Page, Scan


@named("Scan")
class ScanRecord(ChosenFields):
    """The record of an ended scan."""

    domain_id = serializers.UUIDField(read_only=True, help_text="The domain's id.")
    result = ResultField(read_only=True, help_text="What was found; in lists if `fields` has it.")
    changes = DifferencesField(
        read_only=True, help_text="What differs from the scans before; empty if nothing does."
    )

    class Meta:
        model = Scan
        exclude = ("tenant_id", "run_id", "domain")
        heavy = ("result",)
        extra_kwargs = texts(SCAN_FIELDS)


@named("Page")
class PageRecord(ChosenFields):
    """A page that a scan read, or tried to read."""

    domain_id = serializers.UUIDField(read_only=True, help_text="The id of the page's domain.")
    scan_id = serializers.UUIDField(read_only=True, help_text="The job whose scan read it.")
    email_addresses = Names(read_only=True, help_text="The e-mail addresses found on it.")
    phone_numbers = Names(read_only=True, help_text="The phone numbers found on it, in E.164.")
    contacts = ContactsField(
        read_only=True, help_text="Each contact with how it was found; in lists if `fields` has it."
    )
    details = PageDetailsField(
        read_only=True, help_text="What else was found on it; in lists if `fields` has it."
    )

    class Meta:
        model = Page
        exclude = ("domain", "scan", "etag", "last_modified")
        heavy = ("contacts", "details")
        extra_kwargs = texts(PAGE_FIELDS)


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
