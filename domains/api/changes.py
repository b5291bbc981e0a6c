"""The feed of changes: the differences that scans found, page by page or as a stream of events."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any, cast

from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.negotiation import BaseContentNegotiation, DefaultContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from domains.api import event_stream
from domains.api.base import ApiView, check_query, validate
from domains.api.errors import Gone
from domains.api.filters import ERROR_KINDS
from domains.api.found import ContactsField, DifferencesField, named
from domains.api.list_views import LARGEST_PAGE, PAGE_SIZE
from domains.api.vocabulary import CHANGE_STATUS_CHOICES, ERASED
from domains.models import Change, ChangeCounter, ErasedDomain, change
from domains.webhooks.samples import CONTACT, CONTACT_CHANGES

LATEST = "latest"
AFTER = OpenApiParameter(
    "after",
    {"type": "string", "pattern": rf"^([0-9]{{1,18}}|{LATEST})$"},
    description="The cursor of the last change that was processed; without it, the oldest change that is "
    f"kept comes first. `{LATEST}` returns no changes, only the cursor of now.",
    examples=[OpenApiExample("After a change", "1042"), OpenApiExample("From now on", LATEST)],
)
SIZE = OpenApiParameter(
    "page_size",
    {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": PAGE_SIZE},
    description="The number of changes in a response.",
)
LAST_EVENT = OpenApiParameter(
    "Last-Event-ID",
    {"type": "string", "pattern": "^[0-9]{1,18}$"},
    OpenApiParameter.HEADER,
    description="The id of the last event that was received. Takes precedence over `after`.",
)
EXAMPLE = {
    "cursor": "1042",
    "job_id": "96a594f3-37fb-4a4c-8a5e-4b8e6b8dbe3b",
    "domain_id": "0f0b3a44-4d54-4c42-a2a1-d9d6cb1f6f6a",
    "domain": "example.com",
    "status": "completed",
    "error": "",
    "error_kind": "",
    "finished_at": "2026-11-23T23:41:26.296000Z",
    "changes": {"contacts": CONTACT_CHANGES},
    "contacts": [CONTACT],
}


class ChangesQuery(serializers.Serializer[Any]):
    after = serializers.RegexField(rf"^([0-9]{{1,18}}|{LATEST})\Z", required=False)
    page_size = serializers.IntegerField(min_value=1, max_value=LARGEST_PAGE, default=PAGE_SIZE)


@named("Change")
class ChangeRecord(serializers.Serializer[Change | ErasedDomain]):
    """The differences of one scan to the scans before it."""

    cursor = serializers.CharField(source="number", help_text="Send it as `after` to get what follows.")
    job_id = serializers.UUIDField(
        source="scan_id", allow_null=True, help_text="The job whose scan found this; null for an erasure."
    )
    domain_id = serializers.UUIDField(source="scan.domain_id", help_text="The domain's id.")
    domain = serializers.CharField(
        source="scan.domain.domain", allow_null=True, help_text="The domain; null if it was erased."
    )
    status = serializers.ChoiceField(
        CHANGE_STATUS_CHOICES,
        source="scan.status",
        help_text="How the scan ended, or that the domain was erased.",
    )
    error = serializers.CharField(source="scan.error", help_text="Why it failed; empty if it did not.")
    error_kind = serializers.ChoiceField(
        [*ERROR_KINDS, ("", "")], source="scan.error_kind", help_text="The kind of that error."
    )
    finished_at = serializers.DateTimeField(
        source="scan.finished_at", help_text="When the scan ended, or the domain was erased."
    )
    changes = DifferencesField(
        source="scan.changes",
        help_text="What differs from the scans before: `status`, `title`, `wordpress` as before and after; "
        "`contacts`, `social`, `technologies`, `sitemap` as added and removed. Empty for a first scan.",
    )
    contacts = ContactsField(
        allow_null=True,
        help_text="All contacts of the domain now; null if the scan gave no result: they are then unchanged.",
    )

    def to_representation(self, instance: Change | ErasedDomain) -> dict[str, Any]:
        return (
            _erased(instance) if isinstance(instance, ErasedDomain) else super().to_representation(instance)
        )


def _erased(entry: ErasedDomain) -> dict[str, Any]:
    """Of the domain, only its id: readers delete what they have stored under it."""
    return {
        "cursor": str(entry.number),
        "job_id": None,
        "domain_id": str(entry.domain_id),
        "domain": None,
        "status": ERASED,
        "error": "",
        "error_kind": "",
        "finished_at": entry.erased_at,
        "changes": {},
        "contacts": [],
    }


class ChangesPage(serializers.Serializer[Any]):
    """Some changes in order."""

    next = serializers.CharField(allow_null=True, help_text="URL of the next page; null if this is the last.")
    cursor = serializers.CharField(help_text="Continue here later, also after the last page.")
    results = ChangeRecord(many=True, help_text="The changes in order.")


@dataclass(frozen=True, slots=True)
class Page:
    """Some entries of the feed in order, the number of the last one, and whether more follow."""

    entries: list[Change | ErasedDomain]
    reached: int
    more: bool


def read_page(tenant_id: uuid.UUID, after: str | None, size: int) -> Page:
    """The entries after a cursor, "latest", or the beginning (None).

    Raises ``Gone`` if entries after the cursor were pruned before they were read, and ``ValidationError`` if
    the feed has not reached the cursor.
    """
    bounds = ChangeCounter.objects.bounds(tenant_id)
    if after == LATEST:
        return Page([], bounds.last, more=False)
    number = bounds.pruned if after is None else int(after)
    if number > bounds.last:
        raise ValidationError({"after": ["this is not a cursor from a previous response"]}, code="invalid")
    found = change.following(tenant_id, number, bounds.last, size + 1)
    # Compared after the entries were read: if entries were pruned meanwhile, it is an error, not a gap.
    if number < ChangeCounter.objects.bounds(tenant_id).pruned:
        raise Gone("changes after this cursor were deleted for their age; read the list of domains again")
    entries = found[:size]
    return Page(entries, entries[-1].number if entries else number, more=len(found) > size)


class EventsOrJson(DefaultContentNegotiation):
    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:
        if event_stream.wanted(request):
            return renderers[0], renderers[0].media_type  # for errors
        return super().select_renderer(request, renderers, format_suffix)


class ChangesView(ApiView):
    """The differences that scans found, in order."""

    content_negotiation_class: type[BaseContentNegotiation] = EventsOrJson

    @extend_schema(
        parameters=[AFTER, SIZE],
        responses={200: ChangesPage},
        summary="Changes after a cursor",
        examples=[
            OpenApiExample(
                "One change", {"next": None, "cursor": "1042", "results": [EXAMPLE]}, response_only=True
            )
        ],
    )
    def get(self, request: Request) -> HttpResponseBase:
        """The changes after a cursor. None is left out or repeated, whatever their time stamps.

        With `Accept: text/event-stream` the response is the stream of `/api/v3/changes/stream/`.
        """
        if event_stream.wanted(request):
            return self.stream(request)
        check_query(request.query_params, {"after", "page_size"})
        query = validate(ChangesQuery, request.query_params)
        page = read_page(self.tenant_id, query.get("after"), query["page_size"])
        here, cursor = request.build_absolute_uri(), str(page.reached)
        following = replace_query_param(here, "after", cursor) if page.more else None
        return Response(ChangesPage({"next": following, "cursor": cursor, "results": page.entries}).data)

    def stream(self, request: Request) -> HttpResponseBase:
        check_query(request.query_params, {"after"})
        tenant_id = self.tenant_id
        begin = validate(ChangesQuery, request.query_params).get("after")
        if "Last-Event-ID" in request.headers:
            begin = validate(ChangesQuery, {"after": request.headers["Last-Event-ID"]})["after"]
        first = read_page(tenant_id, begin, PAGE_SIZE)

        def read(after: int) -> tuple[list[event_stream.Event], int]:
            page = read_page(tenant_id, str(after), PAGE_SIZE)
            return _events(page), page.reached

        return event_stream.respond(read, _events(first), first.reached)


class ChangeStreamView(ChangesView):
    """The feed of changes as server-sent events."""

    content_negotiation_class = event_stream.EventStreamOnly

    @extend_schema(
        operation_id="changes_stream",
        parameters=[OpenApiParameter("after", AFTER.type, description=AFTER.description), LAST_EVENT],
        responses={(200, event_stream.MEDIA_TYPE): OpenApiTypes.STR},
        summary="Stream of changes",
    )
    def get(self, request: Request) -> HttpResponseBase:
        """Events of type `change`, each with the data of one change; its id is the change's cursor.

        The response ends after five minutes. A client continues with `Last-Event-ID`, as browsers do by
        themselves.
        """
        return self.stream(request)


def _events(page: Page) -> list[event_stream.Event]:
    return [event_stream.Event(str(one.number), cast(Any, ChangeRecord(one).data)) for one in page.entries]
