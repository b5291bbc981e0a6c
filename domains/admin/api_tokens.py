"""API tokens: creating, showing once, revoking."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from unfold.admin import ModelAdmin
from unfold.decorators import display

from domains.admin.large_tables import moment, show_once, tenant_words
from domains.models import ApiToken
from domains.models.api_token import Scope
from scrapersky.formats import written

SCOPE_FIELDS = tuple(f"may_{scope}" for scope in Scope)


@admin.register(ApiToken)
class ApiTokenAdmin(ModelAdmin):
    when_empty = "Add a token for each program that uses the API. Its text is shown once, after saving."
    list_display = ("name", "prefix", "tenant", "created", "last_used", "expires", "alive")
    search_fields = ("name", "prefix")
    search_help_text = "Part of a name, or how the token begins"
    fields = ("name", "tenant_id", "expires_at", *SCOPE_FIELDS)
    actions = ("revoke",)

    def has_change_permission(self, request: HttpRequest, obj: ApiToken | None = None) -> bool:
        return obj is None and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: ApiToken | None = None) -> bool:
        return False  # revoked tokens are kept as a record

    def save_model(
        self, request: HttpRequest, obj: ApiToken, form: ModelForm[ApiToken], change: bool
    ) -> None:
        """Create the token with ``create_token``, which stores only the hash, and show its text once."""
        row, text = ApiToken.objects.create_token(
            obj.name,
            tenant_id=obj.tenant_id,
            expires_at=obj.expires_at,
            scopes=frozenset(scope for scope in Scope if getattr(obj, f"may_{scope}")),
        )
        obj.pk, obj.prefix = row.pk, row.prefix
        obj._state.adding = False
        show_once(request, "Copy this token now, it is not shown again:", text)

    @display(description="tenant", ordering="tenant_id")
    def tenant(self, token: ApiToken) -> str:
        return tenant_words(token.tenant_id)

    @display(description="created", ordering="created_at")
    def created(self, token: ApiToken) -> str:
        return moment(token.created_at)

    @display(description="last used", ordering="last_used_at")
    def last_used(self, token: ApiToken) -> str:
        return moment(token.last_used_at)

    @display(description="expires", ordering="expires_at")
    def expires(self, token: ApiToken) -> str:
        return written(token.expires_at) if token.expires_at else "never"

    @display(description="valid", boolean=True)
    def alive(self, token: ApiToken) -> bool:
        return ApiToken.objects.live().filter(pk=token.pk).exists()

    @admin.action(description="Revoke", permissions=["change"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiToken]) -> None:
        rows = list(queryset)
        revoked = ApiToken.objects.filter(pk__in=[row.pk for row in rows]).revoke()
        for row in rows:
            self.log_change(request, row, "Revoked.")
        messages.success(request, f"{revoked} revoked.")
