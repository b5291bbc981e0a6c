"""API tokens: creating, showing once, revoking."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from unfold.admin import ModelAdmin
from unfold.decorators import display

from domains.models import ApiToken
from domains.models.api_token import Scope

SCOPE_FIELDS = tuple(f"may_{scope}" for scope in Scope)


@admin.register(ApiToken)
class ApiTokenAdmin(ModelAdmin):
    when_empty = "Add a token for each program that uses the API. Its text is shown once, after saving."
    list_display = ("name", "prefix", "tenant_id", "created_at", "last_used_at", "expires_at", "alive")
    search_fields = ("name", "prefix")
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
        obj.pk = row.pk
        obj._state.adding = False
        messages.warning(request, f"Copy this token now, it is not shown again: {text}")

    @display(description="live", boolean=True)
    def alive(self, token: ApiToken) -> bool:
        return ApiToken.objects.live().filter(pk=token.pk).exists()

    @admin.action(description="Revoke", permissions=["change"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiToken]) -> None:
        rows = list(queryset)
        revoked = ApiToken.objects.filter(pk__in=[row.pk for row in rows]).revoke()
        for row in rows:
            self.log_change(request, row, "Revoked.")
        messages.success(request, f"{revoked} revoked.")
