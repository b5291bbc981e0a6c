"""ApiToken: a bearer token with its tenant, scopes and expiry. Only its hash is stored."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from domains.models.domain import default_tenant

PREFIX_LENGTH = 11  # "ssk_" and seven characters: enough to identify a token, too few to guess the rest
USE_NOTED_EVERY = timedelta(minutes=1)


class Scope(models.TextChoices):
    """Permissions of a token."""

    SUBMIT = "submit", "submit domains"
    READ = "read", "read domains, scans and metrics"
    MANAGE = "manage", "change, cancel, scan again and erase domains; webhooks"


def digest(token: str) -> str:
    """The stored hash. A token has 256 random bits, so a fast hash is as safe as a slow one."""
    return hashlib.sha256(token.encode()).hexdigest()


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def create_token(
        self,
        name: str,
        tenant_id: uuid.UUID | None = None,
        expires_at: datetime | None = None,
        scopes: frozenset[Scope] = frozenset(Scope),
    ) -> tuple[ApiToken, str]:
        """Create a token. Returns the row and the text, which is shown once and never stored."""
        text = "ssk_" + secrets.token_urlsafe(32)
        row = self.create(
            name=name,
            tenant_id=tenant_id or default_tenant(),
            prefix=text[:PREFIX_LENGTH],
            digest=digest(text),
            expires_at=expires_at,
            **_columns(scopes),
        )
        return row, text

    def live(self) -> ApiTokenQuerySet:
        """Tokens that are neither revoked nor expired."""
        in_time = Q(expires_at__isnull=True) | Q(expires_at__gt=timezone.now())
        return self.filter(in_time, revoked_at__isnull=True)

    def valid(self, text: str) -> ApiToken | None:
        """The live token with this text. Looked up by hash, so the time of the look-up reveals nothing."""
        for row in self.filter(digest=digest(text)):  # at most one: the hash is unique
            return row if row.is_live else None
        return None

    def revoke(self) -> int:
        return self.filter(revoked_at__isnull=True).update(revoked_at=Now())


class ApiToken(models.Model):
    name = models.CharField(max_length=100)
    tenant_id = models.UUIDField(
        "tenant",
        default=default_tenant,
        help_text="Whose domains it sees and changes. Without tenants of your own, keep it as it is.",
    )
    prefix = models.CharField(max_length=PREFIX_LENGTH, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    may_submit = models.BooleanField(default=True, help_text=Scope.SUBMIT.label)
    may_read = models.BooleanField(default=True, help_text=Scope.READ.label)
    may_manage = models.BooleanField(default=True, help_text=Scope.MANAGE.label)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    expires_at = models.DateTimeField("expires", null=True, blank=True, help_text="Empty: never.")
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False, help_text="To the minute.")

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        db_table = "api_tokens"
        verbose_name = "API token"

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}...)"

    @property
    def is_live(self) -> bool:
        """Whether the token is neither revoked nor expired."""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > timezone.now())

    @property
    def scopes(self) -> frozenset[Scope]:
        return frozenset(scope for scope in Scope if getattr(self, _column(scope)))

    def note_use(self) -> None:
        """Store the time of use, at most once a minute."""
        due = Q(last_used_at__isnull=True) | Q(last_used_at__lt=Now() - USE_NOTED_EVERY)
        if self.last_used_at is None or timezone.now() - self.last_used_at >= USE_NOTED_EVERY:
            ApiToken.objects.filter(due, pk=self.pk).update(last_used_at=Now())


def development_token(text: str) -> ApiToken | None:
    """A token for API_DEV_TOKEN, which is in no table; None if this text is another one."""
    known = settings.API_DEV_TOKEN
    if not known or not secrets.compare_digest(text.encode(), known.encode()):
        return None
    return ApiToken(name="development", prefix=text[:PREFIX_LENGTH], digest=digest(text))


def _column(scope: Scope) -> str:
    return f"may_{scope}"


def _columns(scopes: frozenset[Scope]) -> dict[str, Any]:
    return {_column(scope): scope in scopes for scope in Scope}
