"""The list's actions: asked once more before many rows change, logged with who and why."""

from __future__ import annotations

from functools import partial
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminTextInputWidget

from domains.admin import domain_changes
from domains.admin.domain_changes import CHANGES, Change
from domains.admin.large_tables import COUNT_LIMIT
from domains.files import exports
from domains.models import Domain

FEW = 20  # so many selected rows change without being asked about
SMALLINT = 32_767


class ReasonForm(forms.Form):
    reason = forms.CharField(
        required=False,
        max_length=200,
        help_text="For the audit log; may be left empty.",
        widget=UnfoldAdminTextInputWidget(),
    )


class PriorityForm(ReasonForm):
    priority = forms.IntegerField(
        min_value=-SMALLINT,
        max_value=SMALLINT,
        initial=0,
        help_text="Higher goes first.",
        widget=UnfoldAdminIntegerFieldWidget(),
    )
    field_order = ("priority", "reason")


class DomainActions(ModelAdmin):
    """What may be done to selected domains."""

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions: dict[str, Any] = {}
        if self.has_change_permission(request):
            for change in CHANGES.values():
                actions[change.name] = (partial(_change, change=change), change.name, change.label)
            actions["priority"] = (_priority, "priority", "Set priority")
        if self.has_view_permission(request):
            actions["csv"] = (partial(_export, kind="csv"), "csv", "Export CSV")
            actions["xlsx"] = (partial(_export, kind="xlsx"), "xlsx", "Export XLSX")
        return actions


def _change(
    model_admin: Any, request: HttpRequest, rows: QuerySet[Domain], *, change: Change
) -> HttpResponse | None:
    asked = "confirmed" in request.POST
    few = not _across(request) and len(request.POST.getlist(ACTION_CHECKBOX_NAME)) <= FEW
    form = ReasonForm(request.POST if asked else None)
    if not (form.is_valid() if asked else few):
        return _ask(model_admin, request, rows, form, change.name, change.label)
    reason = form.cleaned_data["reason"] if asked else ""
    done = domain_changes.let_happen(change, rows, _user_id(request), log_message(change.done, reason))
    _tell(request, done, change.done)
    return None


def _priority(model_admin: Any, request: HttpRequest, rows: QuerySet[Domain]) -> HttpResponse | None:
    form = PriorityForm(request.POST if "confirmed" in request.POST else None)
    if not form.is_valid():
        return _ask(model_admin, request, rows, form, "priority", "Set priority")
    priority = form.cleaned_data["priority"]
    words = f"given priority {priority}"
    apply = partial(domain_changes.set_priority, priority=priority)
    others = rows.exclude(priority=priority)
    message = log_message(words, form.cleaned_data["reason"])
    _tell(request, domain_changes.carry_out(apply, others, _user_id(request), message), words)
    return None


def _export(
    model_admin: Any, request: HttpRequest, rows: QuerySet[Domain], *, kind: str
) -> StreamingHttpResponse:
    media, write = exports.WRITERS[kind]
    columns = exports.COLUMNS
    found = exports.rows(rows.defer(None), columns)
    headers = {"Content-Disposition": f'attachment; filename="domains.{kind}"'}
    return StreamingHttpResponse(write(columns, found), content_type=media, headers=headers)


def log_message(done: str, reason: str) -> str:
    """What the audit log keeps: what was done, and why where that was said."""
    return f"{done[0].upper()}{done[1:]}." + (f" Reason: {reason}" if reason else "")


def _tell(request: HttpRequest, done: domain_changes.Done, words: str) -> None:
    text = f"{done.changed:,} {'domain' if done.changed == 1 else 'domains'} {words}."
    if done.more:
        text += " One request does no more: run the action again for the rest."
    if not done.changed:
        text += " Those selected are in no state that allows it."
    messages.add_message(request, messages.SUCCESS if done.changed else messages.WARNING, text)


def _user_id(request: HttpRequest) -> int:
    return cast(User, request.user).pk


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
    """The page between choosing an action for many rows and its happening."""
    count = rows.order_by()[: COUNT_LIMIT + 1].count()
    context = {
        **model_admin.admin_site.each_context(request),
        "title": f"{label}: are you sure?",
        "form": form,
        "action": action,
        "label": label,
        "count": f"more than {COUNT_LIMIT:,}" if count > COUNT_LIMIT else f"{count:,}",
        "selected": [] if _across(request) else request.POST.getlist(ACTION_CHECKBOX_NAME),
        "across": _across(request),
    }
    return render(request, "admin/domains/domain/confirm.html", context)
