"""What the lists over large tables share: capped counts, one tenant at a time, nothing to edit."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any, cast

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from unfold.admin import ModelAdmin

from domains.models import ApiToken
from domains.models.domain import default_tenant

COUNT_LIMIT = 10_000  # rows; nobody turns 200 pages, and counting a million takes longer than showing 50


class CappedPaginator(Paginator):  # type: ignore[type-arg]  # not generic at run time
    """Counts and shows the first ``COUNT_LIMIT`` rows; ``capped`` tells whether there are more."""

    template_name = "admin/pagination_capped.html"

    @cached_property
    def counted(self) -> int:
        rows = cast("QuerySet[Any]", self.object_list)
        return rows.order_by()[: COUNT_LIMIT + 1].count()

    @property
    def capped(self) -> bool:
        return self.counted > COUNT_LIMIT

    @cached_property
    def count(self) -> int:
        return min(self.counted, COUNT_LIMIT)


class LargeTableAdmin(ModelAdmin):
    """A list over a table that may hold millions of rows: no full count, no facets, sorted by an index."""

    paginator = CappedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    list_max_show_all = 0
    list_fullwidth = True
    list_filter_sheet = True
    compressed_fields = True


class ReadOnlyAdmin(LargeTableAdmin):
    """Records that the machine writes: people look at them."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class TenantFilter(admin.SimpleListFilter):
    """Shows one tenant's rows; the indexes of the large tables begin with the tenant."""

    title = "tenant"
    parameter_name = "tenant"
    template = "admin/tenant_filter.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The tenants that hold API tokens, and the default one."""
        others = set(ApiToken.objects.values_list("tenant_id", flat=True)) - {default_tenant()}
        if not others:
            return []
        return [("", "default"), *((str(tenant), str(tenant)) for tenant in sorted(others))]

    def has_output(self) -> bool:
        return True  # Django ignores a filter without output; the template hides one without a choice

    def choices(self, changelist: Any) -> Iterator[Any]:
        for value, label in self.lookup_choices:
            yield {
                "selected": (self.value() or "") == value,
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": label,
            }

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(tenant_id=self.tenant())

    def tenant(self) -> uuid.UUID:
        try:
            return uuid.UUID(self.value() or "")
        except ValueError:
            return default_tenant()
