"""The actions of the list of domains, with a confirmation before many rows are changed."""

from __future__ import annotations

import time
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminTextInputWidget

from domains.admin.chosen_columns import export_start
from domains.admin.exports import ExportForm, respond
from domains.admin.large_tables import COUNT_LIMIT, actor
from domains.admin.privacy import may_erase
from domains.admin.undo import PRIORITY, Entries, tell
from domains.models import Domain
from domains.models.domain import PRIORITIES
from domains.privacy import erasure
from domains.queue import actions
from domains.queue.actions import ACTIONS, Action
from domains.scan.redaction import DOMAIN, Subject

FEW = 20  # up to this number of selected rows no confirmation is needed


class ReasonForm(forms.Form):
    reason = forms.CharField(
        required=False,
        max_length=200,
        help_text="For the audit log; may be left empty.",
        widget=UnfoldAdminTextInputWidget(),
    )


class PriorityForm(ReasonForm):
    priority = forms.IntegerField(
        min_value=PRIORITIES[0],
        max_value=PRIORITIES[-1],
        initial=0,
        help_text="Higher goes first.",
        widget=UnfoldAdminIntegerFieldWidget(),
    )
    field_order = ("priority", "reason")


class DomainActions(ModelAdmin):
    """The actions on selected domains."""

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        offered: dict[str, Any] = {}
        if self.has_change_permission(request):
            for action in ACTIONS.values():
                offered[action.name] = (partial(_perform, action=action), action.name, action.label)
            offered["priority"] = (_set_priority, "priority", "Set priority")
        if may_erase(request):
            offered["erase"] = (_erase, "erase", "Erase for ever")
        if self.has_view_permission(request):
            offered["export"] = (_export, "export", "Export …")
        return offered


def _perform(
    model_admin: Any, request: HttpRequest, rows: QuerySet[Domain], *, action: Action
) -> HttpResponse | None:
    asked = "confirmed" in request.POST
    few = not _across(request) and len(request.POST.getlist(ACTION_CHECKBOX_NAME)) <= FEW
    form = ReasonForm(request.POST if asked else None)
    if not (form.is_valid() if asked else few):
        return _ask(model_admin, request, rows, form, action.name, action.label)
    reason = form.cleaned_data["reason"] if asked else ""
    begin = Entries.now(request)
    changed = actions.perform(action, rows, actor(request), reason)
    tell(request, changed, action.done, begin, undo=action.name)
    return None


def _set_priority(model_admin: Any, request: HttpRequest, rows: QuerySet[Domain]) -> HttpResponse | None:
    form = PriorityForm(request.POST if "confirmed" in request.POST else None)
    if not form.is_valid():
        return _ask(model_admin, request, rows, form, "priority", "Set priority")
    priority = form.cleaned_data["priority"]
    others = rows.exclude(priority=priority)
    begin = Entries.now(request)
    changed = actions.edit(others, {"priority": priority}, actor(request), form.cleaned_data["reason"])
    tell(request, changed, f"given priority {priority}", begin, undo=PRIORITY)
    return None


def _erase(model_admin: Any, request: HttpRequest, rows: QuerySet[Domain]) -> HttpResponse | None:
    """Erase the domains. Always asks for confirmation, whatever the number of rows."""
    form = ReasonForm(request.POST if "confirmed" in request.POST else None)
    if not form.is_valid():
        return _ask(model_admin, request, rows, form, "erase", "Erase for ever")
    deadline = time.monotonic() + actions.TIME_LIMIT
    chosen = list(rows.order_by().values_list("domain", "tenant_id")[: actions.MAX_DOMAINS + 1])
    erased = 0
    for name, tenant_id in chosen[: actions.MAX_DOMAINS]:
        if time.monotonic() > deadline:
            break
        erasure.erase(Subject(DOMAIN, name), tenant_id, actor(request), form.cleaned_data["reason"])
        erased += 1
    more = " More are left: run the action again." if erased < len(chosen) else ""
    messages.success(request, f"{erased:,} {'domain' if erased == 1 else 'domains'} erased.{more}")
    return None


def _export(
    model_admin: Any, request: HttpRequest, rows: QuerySet[Domain]
) -> HttpResponse | StreamingHttpResponse:
    """Export the domains. Always asks for format, layout and columns."""
    form = ExportForm(request.POST if "confirmed" in request.POST else None, initial=export_start(request))
    if not form.is_valid():
        return _ask(model_admin, request, rows, form, "export", "Export")
    about = {name: ", ".join(request.GET.getlist(name)) for name in request.GET}
    return respond(rows.defer(None), form.cleaned_data["kind"], form.chosen_layout(), "domains", about)


def _across(request: HttpRequest) -> bool:
    return request.POST.get("select_across") == "1"


def _ask(
    model_admin: Any,
    request: HttpRequest,
    rows: QuerySet[Domain],
    form: forms.Form,
    action: str,
    label: str,
) -> HttpResponse:
    """The confirmation page for an action on many rows."""
    count = rows.order_by()[: COUNT_LIMIT + 1].count()
    context = {
        **model_admin.admin_site.each_context(request),
        "title": label if action == "export" else f"{label}: are you sure?",
        "form": form,
        "action": action,
        "label": label,
        "count": f"more than {COUNT_LIMIT:,}" if count > COUNT_LIMIT else f"{count:,}",
        "one": count == 1,
        "selected": [] if _across(request) else request.POST.getlist(ACTION_CHECKBOX_NAME),
        "across": _across(request),
    }
    return render(request, "admin/domains/domain/confirm.html", context)
