"""Lists: pages by position, filters, a choice of fields; nothing unknown in the query."""

from __future__ import annotations

from typing import Any

from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.generics import ListAPIView
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from domains.api import keyset
from domains.api.base import ApiView, refuse_unknown

PAGE_SIZE = 100
LARGEST_PAGE = 1000


class PageQuery(serializers.Serializer[Any]):
    """The part of a list's query that chooses the page."""

    page_size = serializers.IntegerField(min_value=1, max_value=LARGEST_PAGE, default=PAGE_SIZE)
    cursor = serializers.CharField(max_length=1000, required=False)
    ordering = serializers.CharField(required=False)

    def __init__(self, orderings: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fields["ordering"] = serializers.ChoiceField(orderings, default=orderings[0])

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        attrs["after"] = self._decoded(attrs) if "cursor" in attrs else None
        return attrs

    def _decoded(self, attrs: dict[str, Any]) -> keyset.Cursor:
        try:
            cursor = keyset.Cursor.decode(attrs["cursor"])
        except ValueError:
            raise ValidationError({"cursor": ["this is not a cursor that a page was given"]}) from None
        if cursor.ordering != attrs["ordering"]:
            raise ValidationError({"cursor": [f"this cursor belongs to ordering={cursor.ordering}"]})
        return cursor


class KeysetPagination(BasePagination):
    """``{"next": URL or null, "results": [...]}``; follow ``next`` to the end."""

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        query = PageQuery(view.orderings, data=request.query_params)
        query.is_valid(raise_exception=True)
        chosen = query.validated_data
        try:
            rows, following = keyset.page(queryset, chosen["ordering"], chosen["page_size"], chosen["after"])
        except ValueError as error:
            raise ValidationError({"cursor": [str(error)]}) from None
        here = request.build_absolute_uri()
        self.following = following and replace_query_param(here, "cursor", following.encode())
        return rows

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"next": self.following, "results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        following = {"type": ["string", "null"], "format": "uri", "description": "The next page."}
        properties = {"next": following, "results": schema}
        return {"type": "object", "required": ["next", "results"], "properties": properties}

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        size = {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": PAGE_SIZE}
        order = {"type": "string", "enum": list(view.orderings), "default": view.orderings[0]}
        cursor = {"type": "string", "maxLength": 1000}
        schemas = {"page_size": size, "ordering": order, "cursor": cursor}
        return [{"name": name, "in": "query", "schema": schema} for name, schema in schemas.items()]


class FieldChoice(serializers.ModelSerializer[Any]):
    """``?fields=a,b`` answers these fields only; lists leave out ``Meta.heavy`` unless asked."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        request = self.context.get("request")
        if request:
            chosen = self._chosen(request.query_params.get("fields"))
            for name in set(self.fields) - chosen:
                del self.fields[name]

    def _chosen(self, asked: str | None) -> set[str]:
        if asked is None:
            heavy = getattr(self.Meta, "heavy", ()) if self.context["view"].lists else ()  # type: ignore[attr-defined]
            return set(self.fields) - set(heavy)
        names = {name.strip() for name in asked.split(",")}
        if unknown := sorted(names - set(self.fields)):
            known = ", ".join(self.fields)
            raise ValidationError({"fields": [f"unknown: {', '.join(unknown)}; known are {known}"]})
        return names


class ListView(ApiView, ListAPIView[Any]):
    """A list of the tenant's rows. ``orderings``: the default first."""

    pagination_class = KeysetPagination
    filter_backends = (DjangoFilterBackend,)
    filterset_class: Any = None
    orderings: tuple[str, ...]
    lists = True

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        filters = self.filterset_class.base_filters if self.filterset_class else ()
        refuse_unknown(request.query_params, {"cursor", "page_size", "ordering", "fields", *filters})
