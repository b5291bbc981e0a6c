"""Base classes for lists of large tables: limited counts, one tenant at a time, read-only."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Set
from datetime import datetime
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.auth.models import User
from django.core.paginator import InvalidPage, Paginator
from django.db.models import Model, Q, QuerySet, UUIDField
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from unfold.admin import ModelAdmin
from unfold.views import ChangeList
from unfold.widgets import CHECKBOX_CLASSES

from domains.models import ApiToken
from domains.models.audit_entry import Actor
from domains.models.domain import default_tenant
from domains.templatetags.scrapersky import ago
from scrapersky.database.postgres_timeouts import TookTooLong, time_limit
from scrapersky.formats import written

COUNT_LIMIT = 5_000  # rows; counting a million takes longer than showing a page
KEYS_MS = 100  # milliseconds within which the keys of all rows that are counted must be found
PAGES_AHEAD = 3  # that a list has in any case
BOX = '<input type="checkbox" name="{}" value="{}" class="{} action-select" aria-label="Select record">'


class CappedPaginator(Paginator):  # type: ignore[type-arg]  # not generic at run time
    """Pages of keys. ``capped``: whether there are more rows than these."""

    template_name = "admin/pagination_capped.html"

    def __init__(self, keys: list[Any], per_page: int, *, capped: bool) -> None:
        super().__init__(keys, per_page)
        self.capped = capped


class LargeChangeList(ChangeList):
    """Reads the first keys that the filters select, and then the rows of one page by key.

    Even for rare rows the table is searched only once, and not again for counting. If an index contains all
    filtered columns, the table itself is not read for this.
    """

    def get_results(self, request: HttpRequest) -> None:
        keys, capped = self._first_keys(request)
        self.paginator = CappedPaginator(keys, self.list_per_page, capped=capped)
        try:
            page = self.paginator.page(self.page_num).object_list
        except InvalidPage:
            raise IncorrectLookupParameters from None
        rows = self.apply_select_related(self.root_queryset).in_bulk(page)
        self.result_list = [rows[key] for key in page if key in rows]
        self.result_count = self.paginator.count
        self.full_result_count = self.result_count  # the page then shows one count instead of two
        self.show_full_result_count = False
        self.show_admin_actions = True
        self.can_show_all = False
        self.multi_page = self.result_count > self.list_per_page

    def _first_keys(self, request: HttpRequest) -> tuple[list[Any], bool]:
        """The first keys, and whether there are more of them.

        Where no index contains what is filtered, rows are read from the table until enough are found. If that
        takes too long, only the keys up to this page and those of a few more pages are read. This is no
        faster if all rows must be read to order them.
        """
        reads_all = self.query or self.model_admin.filters_that_read_all & set(request.GET)
        rows = self.queryset.values_list("pk", flat=True)
        try:
            with time_limit(0 if reads_all else KEYS_MS):
                return _up_to(COUNT_LIMIT, rows)
        except TookTooLong:
            return _up_to(min((self.page_num + PAGES_AHEAD) * self.list_per_page, COUNT_LIMIT), rows)


def _up_to(limit: int, rows: QuerySet[Any, Any]) -> tuple[list[Any], bool]:
    found = list(rows[: limit + 1])
    return found[:limit], len(found) > limit


class LargeTableAdmin(ModelAdmin):
    """A list of a table with possibly millions of rows: no full count, no facets, ordered by an index."""

    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 30
    list_fullwidth = True
    list_sections = ()  # a template that misses this name makes Python list all names of the class, per row
    filters_that_read_all: Set[str] = frozenset()  # parameters for which no index has the order of the list
    when_empty = ""  # what to do if the list has no rows at all

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return LargeChangeList

    def action_checkbox(self, obj: Model) -> str:
        """The box that selects a row. django-unfold's renders a template for each row."""
        return format_html(BOX, ACTION_CHECKBOX_NAME, obj.pk, " ".join(CHECKBOX_CLASSES))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Compare an id as an id. Django compares its text, which has no index and in SQLite no hyphens."""
        fields = [name.removesuffix("__exact") for name in self.get_search_fields(request)]
        ids = [name for name in fields if _is_id(self.model, name)]
        try:
            identifier = uuid.UUID(search_term.strip())
        except ValueError:
            ids = []
        if not ids:
            return super().get_search_results(request, queryset, search_term)
        return queryset.filter(Q(*((name, identifier) for name in ids), _connector=Q.OR)), False


def _is_id(model: type[Model], name: str) -> bool:
    return "__" not in name and isinstance(model._meta.get_field(name), UUIDField)


class ReadOnlyAdmin(LargeTableAdmin):
    """Records that the application writes; they cannot be edited."""

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context["show_history"] = False  # Django's history has what is edited in the admin only
        return super().render_change_form(request, context, *args, **kwargs)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def actor(request: HttpRequest) -> Actor:
    """The user of this request, for audit entries."""
    user = cast(User, request.user)
    return Actor(user.get_username(), user.pk)


def show_once(request: HttpRequest, told: str, secret: str) -> None:
    """Show a secret that is not shown again, with a button that copies it."""
    copy = '<button type="button" class="sky-copy" data-copy="{0}" aria-label="Copy it">Copy</button>'
    messages.warning(request, format_html("{1} <code>{0}</code> " + copy, secret, told))


def moment(at: datetime | None) -> str:
    """How long ago, with the exact time as tooltip."""
    if at is None:
        return "-"
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        at.isoformat(timespec="seconds"),
        written(at, seconds=True),
        ago(at),
    )


def tenant_words(tenant_id: uuid.UUID | None) -> str:
    """Whose a row is: the default tenant has a word, another one its id, and null means all."""
    if tenant_id is None:
        return "all"
    return "default" if tenant_id == default_tenant() else str(tenant_id)


class TenantFilter(admin.SimpleListFilter):
    """Selects one tenant: the indexes of large tables begin with the tenant."""

    title = "tenant"
    parameter_name = "tenant"
    template = "admin/tenant_filter.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The tenants that have API tokens, and the default one."""
        others = set(ApiToken.objects.values_list("tenant_id", flat=True)) - {default_tenant()}
        if not others:
            return []
        return [("", "default"), *((str(tenant), str(tenant)) for tenant in sorted(others))]

    def has_output(self) -> bool:
        return True  # else Django ignores its parameter; the template hides it if it has no choices

    def choices(self, changelist: Any) -> Iterator[Any]:
        for value, label in self.lookup_choices:
            yield {
                "selected": (self.value() or "") == value,
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": label,
            }

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(tenant_id=chosen_tenant(request))


def chosen_tenant(request: HttpRequest) -> uuid.UUID:
    """The tenant in the URL of a list, or the default one."""
    try:
        return uuid.UUID(request.GET.get(TenantFilter.parameter_name, ""))
    except ValueError:
        return default_tenant()
