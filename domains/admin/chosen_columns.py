"""The columns of the list of domains that a user has chosen, and the form to choose them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from unfold.admin import ModelAdmin
from unfold.decorators import display

from domains.admin import domain_columns
from domains.admin.bounded_counts import sample
from domains.admin.domain_columns import COLUMNS, CUSTOM, DEFAULT, FIRST, Column
from domains.admin.large_tables import chosen_tenant
from domains.files import exports
from domains.models import Domain, ListColumns

MOST = 20  # columns beside the domain
LONGEST_NAME = 200
SAMPLE = 500  # recently changed domains whose custom fields are offered
CUSTOM_NAMES = 20


@dataclass(frozen=True, slots=True)
class Offer:
    name: str
    label: str
    chosen: bool


class ChosenColumns(ModelAdmin):
    list_display = ("site",)

    @display(description=FIRST.label, ordering="domain")
    def site(self, domain: Domain) -> str:
        return FIRST.cell(domain)

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        cells = [_cell(name, column) for name, column in columns_of(request).items()]
        return [*super().get_list_display(request), *cells]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.columns_view)
        return [path("columns/", view, name="domains_domain_columns"), *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        mine = form_context(request, list(columns_of(request)), request.GET.urlencode())
        return super().changelist_view(request, mine | (extra_context or {}))

    def columns_view(self, request: HttpRequest) -> HttpResponse:
        """The form. POST stores ``columns``; with ``up`` or ``down`` it only moves that one in ``order``."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        query = QueryDict(request.POST.get("query", "")).urlencode()
        chosen = known(request.POST.getlist("columns"))
        if request.method == "POST" and not {"up", "down"} & set(request.POST):
            _store(request, None if "defaults" in request.POST else chosen)
            return redirect(f"{reverse('admin:domains_domain_changelist')}?{query}".rstrip("?"))
        if request.method == "POST":
            context = form_context(request, chosen, query, _moved(request.POST))
        else:
            context = form_context(request, list(columns_of(request)), query)
        shared = {**self.admin_site.each_context(request), "title": "Columns of the list of domains"}
        return render(request, "admin/domains/domain/columns.html", shared | context)


def columns_of(request: HttpRequest) -> dict[str, Column]:
    """The user's columns in their order, read once a request."""
    if not hasattr(request, "list_columns"):
        stored = ListColumns.objects.filter(user=cast(User, request.user)).values_list("names", flat=True)
        names = stored.first()
        request.list_columns = known(DEFAULT if names is None else names)  # type: ignore[attr-defined]
    names = request.list_columns  # type: ignore[attr-defined]
    return {name: column for name in names if (column := domain_columns.find(name))}


def narrow(rows: QuerySet[Domain], columns: Sequence[Column]) -> QuerySet[Domain]:
    """Read what these columns show, and no more."""
    reads = {name for column in columns for name in column.reads}
    adds = {name: found for column in columns for name, found in column.adds.items()}
    return rows.annotate(**adds).only(*reads)


def export_start(request: HttpRequest) -> dict[str, Any]:
    """The columns with which an export starts: those of the list, unless they are the usual ones."""
    columns = columns_of(request)
    if tuple(columns) == DEFAULT:
        return {}
    shown = dict.fromkeys(name for column in columns.values() for name in column.reads)
    return {"columns": ["domain", *(name for name in shown if name in exports.COLUMNS)]}


def known(names: Sequence[str]) -> list[str]:
    """The names that are names of columns, each once."""
    unique = dict.fromkeys(name for name in names if len(name) <= LONGEST_NAME)
    return [name for name in unique if domain_columns.find(name)][:MOST]


def form_context(
    request: HttpRequest, chosen: Sequence[str], query: str, order: Sequence[str] = ()
) -> dict[str, Any]:
    """``order``: of all columns that are offered; without it, the chosen ones come first."""
    custom = [CUSTOM + name for name in _custom_names(request)]
    names = dict.fromkeys([*order, *chosen, *COLUMNS, *custom])
    offers = [
        Offer(name, column.label, name in chosen) for name in names if (column := domain_columns.find(name))
    ]
    return {"offers": offers, "columns_query": query}


def _store(request: HttpRequest, names: list[str] | None) -> None:
    """``names``: None for the defaults."""
    rows = ListColumns.objects.filter(user=cast(User, request.user))
    if names is None:
        rows.delete()
        messages.success(request, "The list has its usual columns again.")
        return
    ListColumns.objects.update_or_create(user=cast(User, request.user), defaults={"names": names})
    messages.success(request, "Your columns are stored.")


def _moved(form: QueryDict) -> list[str]:
    """``order``, with the column of ``up`` or ``down`` one place further."""
    order = form.getlist("order")
    name, step = (form["up"], -1) if "up" in form else (form["down"], 1)
    if name in order:
        place = order.index(name)
        order.insert(max(place + step, 0), order.pop(place))
    return order


def _custom_names(request: HttpRequest) -> list[str]:
    """The names of custom fields of recently changed domains."""
    tenant_id = chosen_tenant(request)

    def read() -> list[str]:
        rows = Domain.objects.for_tenant(tenant_id).order_by("-updated_at", "pk")
        fields = rows.values_list("custom_fields", flat=True)[:SAMPLE]
        return sorted({name for one in fields for name in one}, key=str.casefold)[:CUSTOM_NAMES]

    names: list[str] = sample(f"{tenant_id}-custom-fields", read)
    return names


def _cell(name: str, column: Column) -> Callable[[Domain], str]:
    """A column as Django's list wants it. Its name becomes part of the markup."""

    @display(description=column.label)
    def cell(domain: Domain) -> str:
        return column.cell(domain)

    cell.__name__ = name if name in COLUMNS else "custom"
    return cast(Callable[[Domain], str], cell)
