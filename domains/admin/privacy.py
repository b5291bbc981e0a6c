"""Personal data: finding and erasing a value, the list of erasures, and stricter rules of tenants."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.html import format_html_join
from unfold.admin import ModelAdmin
from unfold.decorators import display
from unfold.widgets import UnfoldAdminTextInputWidget

from domains.admin.large_tables import ReadOnlyAdmin, actor, moment, tenant_words
from domains.models import Erasure, PrivacyPolicy, Suppression
from domains.models.domain import default_tenant
from domains.models.erasure import LONGEST_REASON
from domains.privacy import erasure, search
from domains.scan.names import InvalidName
from domains.scan.redaction import LONGEST_VALUE, Subject

TIME_LIMIT = 20.0  # seconds of one request; the next one continues
ALL = "all"


class EraseForm(forms.Form):
    """After validation ``value`` is a ``Subject``, and ``tenant`` an id, or None for all tenants."""

    value = forms.CharField(
        label="Domain, e-mail address, phone number, or person:NAME",
        max_length=LONGEST_VALUE,
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"}),
    )
    tenant = forms.CharField(
        required=False,
        help_text=f"A tenant's id; empty: the default tenant. Superusers may write {ALL}.",
        widget=UnfoldAdminTextInputWidget(),
    )
    reason = forms.CharField(
        required=False,
        max_length=LONGEST_REASON,
        help_text="For the record of the erasure. Do not repeat the value in it.",
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, superuser: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.superuser = superuser

    def clean_value(self) -> Subject:
        try:
            return erasure.parse(self.cleaned_data["value"])
        except InvalidName as error:
            raise ValidationError(str(error)) from error

    def clean_tenant(self) -> uuid.UUID | None:
        text = self.cleaned_data["tenant"].strip()
        if text == ALL and self.superuser:
            return None
        try:
            return uuid.UUID(text) if text else default_tenant()
        except ValueError:
            raise ValidationError("not the id of a tenant") from None


@admin.register(Suppression)
class SuppressionAdmin(ReadOnlyAdmin):
    """Hashes of erased values. The form above the list finds and erases a value."""

    when_empty = "Values that were erased appear here. No scan stores them again."
    list_display = ("kind", "added", "tenant", "digest")
    fields = ("kind", "added", "tenant", "digest", "key_id")
    list_filter = ("kind",)
    sortable_by = ()
    ordering = ("-pk",)
    list_before_template = "admin/domains/suppression/form_link.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.erase_view)
        return [path("erase/", view, name="domains_suppression_erase"), *super().get_urls()]

    def erase_view(self, request: HttpRequest) -> HttpResponse:
        """GET: the form. POST: shows what is stored about the value; with ``confirmed``, erases it.

        Only the value that was shown is erased, not one that was typed over it.
        """
        if not may_erase(request):
            raise PermissionDenied
        superuser = bool(getattr(request.user, "is_superuser", False))
        form = EraseForm(request.POST or None, superuser=superuser)
        context = {**self.admin_site.each_context(request), "title": "Find or erase a value", "form": form}
        if form.is_valid():
            subject, tenant = form.cleaned_data["value"], form.cleaned_data["tenant"]
            previewed = f"{subject.kind} {subject.value} {tenant or ALL}"
            if "confirmed" in request.POST and request.POST.get("previewed") == previewed:
                done = erasure.erase(subject, tenant, actor(request), form.cleaned_data["reason"], TIME_LIMIT)
                tell(request, done)
                return redirect("admin:domains_suppression_changelist")
            context |= {
                "subject": subject,
                "previewed": previewed,
                "counts": erasure.preview(subject, tenant),
                "found": json.dumps(search.find(subject, tenant), indent=2, ensure_ascii=False),
            }
        return render(request, "admin/domains/suppression/erase.html", context)

    @display(description="erased")
    def added(self, row: Suppression) -> str:
        return moment(row.created_at)

    @display(description="tenant")
    def tenant(self, row: Suppression) -> str:
        return tenant_words(row.tenant_id)


def may_erase(request: HttpRequest) -> bool:
    return request.user.has_perm("domains.delete_domain")


def tell(request: HttpRequest, done: Erasure) -> None:
    """Show a message about an erasure. It does not contain the value, because messages are stored too."""
    if done.finished_at:
        rows = sum(done.counts.values())
        messages.success(request, f"Erased: one {done.get_kind_display()}, {rows:,} rows.")
    else:
        messages.warning(request, "Not all is erased yet: erase the same value again for the rest.")


@admin.register(Erasure)
class ErasureAdmin(ReadOnlyAdmin):
    """Who erased what kind of value, when and why, and how many rows; never the value."""

    when_empty = "Each erasure appears here, without the value that was erased."
    list_display = ("kind", "who", "reason", "rows", "begun", "finished", "tenant")
    list_filter = ("kind",)
    sortable_by = ()
    ordering = ("-pk",)
    fields = ("kind", "who", "reason", "tables", "begun", "finished", "tenant")

    @display(description="rows")
    def rows(self, row: Erasure) -> str:
        return f"{sum(row.counts.values()):,}"

    @display(description="rows")
    def tables(self, row: Erasure) -> str:
        counts = ((table, f"{count:,}") for table, count in row.counts.items())
        return format_html_join("", "<div>{}: {}</div>", counts) or "none"

    @display(description="who")
    def who(self, row: Erasure) -> str:
        return row.actor if row.user_id else f"{row.actor}, no user"

    @display(description="begun")
    def begun(self, row: Erasure) -> str:
        return moment(row.started_at)

    @display(description="finished")
    def finished(self, row: Erasure) -> str:
        return moment(row.finished_at) if row.finished_at else "not yet: erase the value again"

    @display(description="tenant")
    def tenant(self, row: Erasure) -> str:
        return tenant_words(row.tenant_id)


@admin.register(PrivacyPolicy)
class PrivacyPolicyAdmin(ModelAdmin):
    when_empty = "Add a policy, and less is stored about the domains of a tenant."
    list_display = ("tenant", "kept", "store_personal_addresses")
    fields = ("contact_retention_days", "store_personal_addresses", "tenant_id")

    def get_readonly_fields(self, request: HttpRequest, obj: PrivacyPolicy | None = None) -> tuple[str, ...]:
        return ("tenant_id",) if obj else ()

    @display(description="tenant")
    def tenant(self, policy: PrivacyPolicy) -> str:
        return tenant_words(policy.tenant_id)

    @display(description="contacts are kept")
    def kept(self, policy: PrivacyPolicy) -> str:
        days = policy.contact_retention_days
        return f"{days:,} days" if days else "as the setting says"
