"""Policies for many domains: the block list and the re-scan policies."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin
from unfold.decorators import display

from domains.admin.large_tables import moment, tenant_words
from domains.models import BlockedDomain, RescanPolicy


@admin.register(BlockedDomain)
class BlockedDomainAdmin(ModelAdmin):
    when_empty = "Add a domain that must never be scanned."
    list_display = ("domain", "reason", "added")
    search_fields = ("domain", "reason")
    search_help_text = "Part of a domain or of a reason"
    fields = ("domain", "reason")

    @display(description="added", ordering="created_at")
    def added(self, blocked: BlockedDomain) -> str:
        return moment(blocked.created_at)


@admin.register(RescanPolicy)
class RescanPolicyAdmin(ModelAdmin):
    when_empty = "Add a policy, and all domains of a tenant are scanned again after so many days."
    list_display = ("tenant", "period", "when")
    fields = ("days", "when", "tenant_id")

    def get_readonly_fields(self, request: HttpRequest, obj: RescanPolicy | None = None) -> tuple[str, ...]:
        return ("tenant_id",) if obj else ()

    @display(description="tenant")
    def tenant(self, policy: RescanPolicy) -> str:
        return tenant_words(policy.tenant_id)

    @display(description="scanned again", ordering="days")
    def period(self, policy: RescanPolicy) -> str:
        return str(policy)
