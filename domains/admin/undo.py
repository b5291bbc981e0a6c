"""What one action changed: a link to exactly those domains, and a button for the opposite action.

A pause, a resumption and a priority are undone. A cancelled scan has ended: its record does not change any
more, and messages about it were sent. Its domain can be queued again, for another scan. Domains that were
queued can be cancelled while they wait.

The audit entries of an action say which domains it changed: the entries of one user within a range of ids.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.views.decorators.http import require_POST
from unfold.admin import ModelAdmin

from domains.admin.large_tables import TenantFilter, actor
from domains.lifecycle import DomainStatus
from domains.models import AuditEntry, Domain
from domains.queue import actions
from domains.queue.actions import ACTIONS, CANCEL, Changed

UNDO = "Undo"
# Action -> the opposite one, and what its button says.
OPPOSITE = {
    "pause": ("resume", UNDO),
    "resume": ("pause", UNDO),
    "cancel": ("rescan", "Queue again"),
    "rescan": ("cancel", "Cancel those that wait"),
}
PRIORITY = "priority"


@dataclass(frozen=True, slots=True)
class Entries:
    """The audit entries of one user, after one id and up to another. In URLs: "1041-1053-2"."""

    after: int
    last: int
    user_id: int

    @classmethod
    def now(cls, request: HttpRequest) -> Self:
        """No entries yet. ``until_now`` then returns those that were stored since."""
        last = AuditEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        return cls(last, last, request.user.pk or 0)

    def until_now(self, request: HttpRequest) -> Entries:
        return Entries(self.after, Entries.now(request).last, self.user_id)

    @classmethod
    def parse(cls, text: str) -> Self | None:
        found = re.fullmatch(r"(\d{1,18})-(\d{1,18})-(\d{1,9})", text, re.ASCII)
        return cls(*map(int, found.groups())) if found else None

    def __str__(self) -> str:
        return f"{self.after}-{self.last}-{self.user_id}"

    def rows(self) -> QuerySet[AuditEntry]:
        return AuditEntry.objects.filter(pk__gt=self.after, pk__lte=self.last, user_id=self.user_id)

    def domains(self) -> QuerySet[Domain]:
        return Domain.objects.filter(pk__in=self.rows().values("domain_id"))


class ActionFilter(admin.SimpleListFilter):
    """The domains that one action changed."""

    title = "changed by"
    parameter_name = "action"
    template = "admin/tenant_filter.html"  # hidden if there is nothing to choose

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(self.value() or "", "one action")] if self.value() else []

    def has_output(self) -> bool:
        return True  # else Django ignores the parameter

    def queryset(self, request: HttpRequest, queryset: QuerySet[Domain]) -> QuerySet[Domain]:
        entries = Entries.parse(self.value() or "")
        return queryset.filter(pk__in=entries.rows().values("domain_id")) if entries else queryset

    def choices(self, changelist: Any) -> Any:
        return super().choices(changelist) if self.value() else []


class Undo(ModelAdmin):
    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.undo_view))
        return [path("undo/", view, name="domains_domain_undo"), *super().get_urls()]

    def undo_view(self, request: HttpRequest) -> HttpResponse:
        """POST with ``undo``, such as "pause 1041-1053-2": undo an action of the same user."""
        name, _, text = request.POST.get("undo", "").partition(" ")
        entries = Entries.parse(text)
        if entries is None or name not in {*OPPOSITE, PRIORITY}:
            raise BadRequest("undo: expected an action and its entries")
        if not self.has_change_permission(request) or entries.user_id != request.user.pk:
            raise PermissionDenied
        begin = Entries.now(request)
        if name == PRIORITY:
            tell(request, _restore_priorities(entries, request), "given their former priority", begin)
        else:
            opposite, label = OPPOSITE[name]
            action = ACTIONS[opposite]
            rows = entries.domains()
            if action is CANCEL:
                rows = rows.filter(status=DomainStatus.PENDING)
            changed = actions.perform(action, rows, actor(request), "undone")
            tell(request, changed, f"{action.done} again" if label == UNDO else action.done, begin)
        return redirect("admin:domains_domain_changelist")


def _restore_priorities(entries: Entries, request: HttpRequest) -> Changed:
    """Restore the former priorities, also of domains whose priority was changed again since."""
    count, more = 0, False
    rows = entries.rows().exclude(former_priority=None)
    for priority in set(rows.values_list("former_priority", flat=True)):
        domains = Domain.objects.filter(pk__in=rows.filter(former_priority=priority).values("domain_id"))
        done = actions.edit(domains, {"priority": priority}, actor(request), "undone")
        count, more = count + done.count, more or done.more
    return Changed(count, more)


def tell(request: HttpRequest, changed: Changed, words: str, begin: Entries, undo: str = "") -> None:
    """Show how many domains were changed, with a link to exactly those.

    ``undo``: the action, if it can be undone.
    """
    several = "domain" if changed.count == 1 else "domains"
    text: str = format_html("{} {} {}.", f"{changed.count:,}", several, words)
    if changed.more:
        text += " One request does no more: run the action again for the rest."
    if not changed.count:
        text += " Those selected are in no state that allows it, or on the block list."
        messages.warning(request, text)
        return
    entries = begin.until_now(request)
    text += _link(request, entries, changed.count)
    if undo:
        button = ' <button type="submit" form="undo" name="undo" value="{} {}" class="sky-undo">{}</button>'
        text += format_html(button, undo, entries, OPPOSITE.get(undo, ("", UNDO))[1])
    messages.success(request, text)


def _link(request: HttpRequest, entries: Entries, count: int) -> str:
    tenant = request.GET.get(TenantFilter.parameter_name)
    query = {ActionFilter.parameter_name: str(entries)} | (
        {TenantFilter.parameter_name: tenant} if tenant else {}
    )
    url = f"{reverse('admin:domains_domain_changelist')}?{urlencode(query)}"
    shown = "Show it" if count == 1 else f"Show these {count:,}"
    return format_html(' <a class="sky-undo" href="{}">{}</a>', url, shown)
