"""Saved filters of the list of domains: links above the list, for the user who saved them."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST
from unfold.admin import ModelAdmin

from domains.models import Notice, SavedFilter

PASSING = ("p", "o", "e")  # page, order and error parameters do not belong to the filter
MOST = 30  # filters of one user


class SavedFilterForm(forms.Form):
    name = forms.CharField(max_length=40)
    query = forms.CharField(max_length=2000)


class SavedFilters(ModelAdmin):
    def get_urls(self) -> list[URLPattern]:
        views = {"save": self.save_filter, "forget": self.forget_filter}
        mine = [
            path(
                f"filters/{name}/",
                self.admin_site.admin_view(require_POST(view)),
                name=f"domains_filter_{name}",
            )
            for name, view in views.items()
        ]
        return [*mine, *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        current, saved = _query(request.GET), list(_of(request))
        mine = {
            "saved_filters": saved,
            "current_filter": current,
            "is_saved": current in {one.query for one in saved},
        }
        return super().changelist_view(request, mine | (extra_context or {}))

    def save_filter(self, request: HttpRequest) -> HttpResponse:
        """POST name and query: store the filter, replacing one of the same name."""
        self._check(request)
        form = SavedFilterForm(request.POST)
        if not form.is_valid():
            messages.error(request, "A filter needs a name of at most 40 characters.")
            return redirect("admin:domains_domain_changelist")
        name, query = form.cleaned_data["name"], _query(QueryDict(form.cleaned_data["query"]))
        if len(_of(request)) >= MOST:
            messages.error(request, f"You have {MOST} filters; delete one first.")
        else:
            _of(request).update_or_create(
                name=name, defaults={"query": query}, create_defaults={"query": query, "user": request.user}
            )
            messages.success(request, f"The filter is stored as {name}. You find it above this list.")
        return redirect(f"{reverse('admin:domains_domain_changelist')}?{query}")

    def forget_filter(self, request: HttpRequest) -> HttpResponse:
        """POST name: delete the filter, and the notices that follow it."""
        self._check(request)
        name = request.POST.get("name", "")
        chosen = _of(request).filter(name=name)
        followers = list(Notice.objects.filter(saved_filter__in=chosen).values_list("name", flat=True))
        if chosen.delete()[0]:
            messages.success(request, f"The filter {name} is deleted.")
        if followers:
            messages.warning(request, f"Deleted with it, as it followed this filter: {', '.join(followers)}.")
        return redirect("admin:domains_domain_changelist")

    def _check(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied


def _of(request: HttpRequest) -> Any:
    return SavedFilter.objects.filter(user=cast(User, request.user))


def _query(parameters: QueryDict) -> str:
    kept = parameters.copy()
    for name in PASSING:
        kept.pop(name, None)
    return kept.urlencode()
