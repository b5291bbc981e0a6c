"""GET /api/v3/domains/export/: all domains that the filters select, as a file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import StreamingHttpResponse
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request

from domains.api.base import ApiView, check_query
from domains.api.filters import DomainFilter, repeatable_filters
from domains.files import exports
from domains.files.layouts import LAYOUTS, laid_out, one_row_a_domain
from domains.models import Domain
from domains.models.domain import DomainQuerySet


class AnyType(BaseContentNegotiation):
    """``?format=`` chooses the format; the Accept header is ignored."""

    def select_renderer(self, _request: Request, renderers: Any, _suffix: str | None = None) -> Any:
        return renderers[0], renderers[0].media_type


KNOWN = (*exports.COLUMNS, *exports.ON_DEMAND)
FILES = {
    (200, "text/csv"): OpenApiTypes.STR,
    (200, "application/json"): OpenApiTypes.ANY,
    (200, "application/jsonl"): OpenApiTypes.STR,
    (200, exports.WRITERS["xlsx"][0]): OpenApiTypes.BINARY,
}


class ExportView(ApiView, GenericAPIView[Domain]):
    """Domains as a file, ordered by name, with the filters of the list."""

    content_negotiation_class = AnyType
    queryset = Domain.objects.none()
    filter_backends = (DjangoFilterBackend,)
    filterset_class = DomainFilter

    def get_queryset(self) -> DomainQuerySet:
        return self.domains()

    @extend_schema(
        filters=True,
        parameters=[
            OpenApiParameter(
                "format", enum=list(exports.WRITERS), default="csv", description="The format of the file."
            ),
            OpenApiParameter(
                "layout",
                enum=list(LAYOUTS),
                default="domains",
                description="What a row is: "
                + "; ".join(f"`{name}`: {layout.label}" for name, layout in LAYOUTS.items())
                + ".",
            ),
            OpenApiParameter(
                "fields",
                description="Comma-separated names of the columns; `contacts` and `company` only if named.",
            ),
        ],
        responses=FILES,
    )
    def get(self, request: Request) -> StreamingHttpResponse:
        """Stream any number of rows as CSV, JSON, JSON lines or XLSX."""
        query = request.query_params
        known = {"format", "fields", "layout", *DomainFilter.base_filters}
        check_query(query, known, repeatable_filters(DomainFilter))
        kind = _one_of(query.get("format", "csv"), exports.WRITERS, "format")
        columns = [_one_of(name, KNOWN, "fields") for name in _names(query.get("fields"))]
        layout = LAYOUTS[_one_of(query.get("layout", "domains"), LAYOUTS, "layout")]
        if "fields" in query and layout is not LAYOUTS["domains"]:
            raise ValidationError({"fields": ["only the layout domains has columns that can be chosen"]})
        layout = one_row_a_domain(columns) if "fields" in query else layout
        media, write = exports.WRITERS[kind]
        found = laid_out(self.filter_queryset(self.get_queryset()), layout)
        headers = {"Content-Disposition": f'attachment; filename="domains.{kind}"'}
        return StreamingHttpResponse(write(layout.columns, found), content_type=media, headers=headers)


def _names(fields: str | None) -> list[str]:
    return list(exports.COLUMNS) if fields is None else [name.strip() for name in fields.split(",")]


def _one_of(name: str, known: Iterable[str], field: str) -> str:
    if name not in known:
        raise ValidationError({field: [f"{name!r} is not known; known are {', '.join(known)}"]})
    return name
