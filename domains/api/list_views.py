"""Lists: cursor pagination, filters, choice of fields. Unknown query parameters are errors."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.generics import ListAPIView
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from domains.api import cursor_pagination
from domains.api.base import ApiView, check_query
from domains.api.filters import repeatable_filters

PAGE_SIZE = 100
LARGEST_PAGE = 1000
LONGEST_CURSOR = 1000  # characters
CURSOR_SCHEMA = {"type": "string", "minLength": 1, "maxLength": LONGEST_CURSOR, "pattern": "^[A-Za-z0-9_-]+$"}


class PageQuery(serializers.Serializer[Any]):
    """The query parameters of pagination. The first of ``orderings`` is the default."""

    cursor = serializers.CharField(max_length=LONGEST_CURSOR, required=False)

    def __init__(self, orderings: tuple[str, ...], largest: int, size: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fields["page_size"] = serializers.IntegerField(min_value=1, max_value=largest, default=size)
        self.fields["ordering"] = serializers.ChoiceField(orderings, default=orderings[0])

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        attrs["after"] = self._decode_cursor(attrs) if "cursor" in attrs else None
        return attrs

    def _decode_cursor(self, attrs: dict[str, Any]) -> cursor_pagination.Cursor:
        try:
            cursor = cursor_pagination.Cursor.decode(attrs["cursor"])
        except ValueError:
            raise ValidationError({"cursor": ["this is not a cursor from a previous response"]}) from None
        if cursor.ordering != attrs["ordering"]:
            raise ValidationError({"cursor": [f"this cursor belongs to ordering={cursor.ordering}"]})
        return cursor


def query_page(rows: QuerySet[Any], query: dict[str, Any], request: Request) -> tuple[list[Any], str | None]:
    """The rows of the page that a valid ``PageQuery`` selects, and the URL of the next page."""
    try:
        found, following = cursor_pagination.page(rows, query["ordering"], query["page_size"], query["after"])
    except ValueError as error:
        raise ValidationError({"cursor": [str(error)]}) from None
    here = request.build_absolute_uri()
    return found, replace_query_param(here, "cursor", following.encode()) if following else None


class KeysetPagination(BasePagination):
    """``{"next": URL or null, "results": [...]}``; ``next`` is null on the last page."""

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        query = PageQuery(view.orderings, LARGEST_PAGE, PAGE_SIZE, data=request.query_params)
        query.is_valid(raise_exception=True)
        rows, self.following = query_page(queryset, query.validated_data, request)
        return rows

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"next": self.following, "results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        following = {"type": ["string", "null"], "format": "uri", "description": "The next page."}
        properties = {"next": following, "results": {**schema, "description": "The rows of this page."}}
        return {
            "type": "object",
            "description": "A page of a list.",
            "required": ["next", "results"],
            "properties": properties,
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        size = {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": PAGE_SIZE}
        order = {"type": "string", "enum": list(view.orderings), "default": view.orderings[0]}
        parameters = [
            ("page_size", size, "The number of rows in a response."),
            ("ordering", order, "The order of the rows; with a minus sign, descending."),
            ("cursor", CURSOR_SCHEMA, "The position of a page; take it from `next`, or just follow that."),
        ]
        described = [
            {"name": name, "in": "query", "schema": schema, "description": told}
            for name, schema, told in parameters
        ]
        return [*described, *_fields_parameter(view.serializer_class)]


def _fields_parameter(kind: Any) -> list[dict[str, Any]]:
    """``fields`` of a list, if its rows are ``ChosenFields``."""
    if not issubclass(kind, ChosenFields):
        return []
    left_out = "".join(f", without `{name}`" for name in kind.Meta.heavy)
    told = f"The fields of each row, separated by commas; all by default{left_out}."
    names = {"type": "array", "items": {"type": "string", "enum": list(kind().fields)}, "minItems": 1}
    schema = {"name": "fields", "in": "query", "schema": names, "style": "form", "explode": False}
    return [{**schema, "description": told}]


class ChosenFields(serializers.ModelSerializer[Any]):
    """``?fields=a,b`` returns these fields only. Lists omit ``Meta.heavy`` unless it is requested.

    ``Meta.read_from``, if any: for a field that is not a column, the columns from which it is computed.
    """

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        if "request" not in self.context:
            return fields  # for the schema
        asked = self.context["request"].query_params.get("fields")
        if asked is None:
            heavy = self.Meta.heavy if self.context["view"].lists else ()
            return {name: field for name, field in fields.items() if name not in heavy}
        names = {name.strip() for name in asked.split(",")}
        if unknown := sorted(names - set(fields)):
            raise ValidationError(
                {"fields": [f"unknown: {', '.join(unknown)}; known are {', '.join(fields)}"]}
            )
        return {name: field for name, field in fields.items() if name in names}


class ListView(ApiView, ListAPIView[Any]):
    """A list of the tenant's rows. The first of ``orderings`` is the default.

    ``queryset`` is empty; only the schema uses its model. ``get_queryset`` returns the tenant's rows.
    """

    pagination_class = KeysetPagination
    filter_backends = (DjangoFilterBackend,)
    filterset_class: Any = None
    serializer_class: type[serializers.Serializer[Any]]
    orderings: tuple[str, ...]
    lists = True

    def filter_queryset(self, queryset: Any) -> Any:
        """The filtered rows, without the columns that the response omits."""
        kind: Any = self.serializer_class
        read_from = getattr(kind.Meta, "read_from", {})
        fields = kind(context=self.get_serializer_context()).fields
        columns = {column for name in fields for column in read_from.get(name, (name,))}
        return super().filter_queryset(queryset).only(*columns)

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        filters = self.filterset_class.base_filters if self.filterset_class else ()
        known = {"cursor", "page_size", "ordering", "fields", *filters}
        check_query(request.query_params, known, repeatable_filters(self.filterset_class))
        return super().list(request, *args, **kwargs)
