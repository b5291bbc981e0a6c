"""ApiToken: who may call the API, for which tenant, until when. Only a token's hash is stored."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from domains.models.domain import default_tenant

PREFIX_LENGTH = 11  # "ssk_" and seven characters: enough to tell tokens apart, too few to guess one


def digest(token: str) -> str:
    """A token has 256 random bits, so a fast hash keeps it as safe as a slow one would."""
    return hashlib.sha256(token.encode()).hexdigest()


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def create_token(
        self, name: str, tenant_id: uuid.UUID | None = None, expires_at: datetime | None = None
    ) -> tuple[ApiToken, str]:
        """A new token and its text, which is shown once and never stored."""
        text = "ssk_" + secrets.token_urlsafe(32)
        row = self.create(
            name=name,
            tenant_id=tenant_id or default_tenant(),
            prefix=text[:PREFIX_LENGTH],
            digest=digest(text),
            expires_at=expires_at,
        )
        return row, text

    def valid(self, text: str) -> ApiToken | None:
        """The live token that this text is. Looked up by hash: no comparison leaks its characters."""
        live = Q(expires_at__isnull=True) | Q(expires_at__gt=Now())
        return self.filter(live, digest=digest(text), revoked_at__isnull=True).first()


class ApiToken(models.Model):
    name = models.CharField(max_length=100)
    tenant_id = models.UUIDField(default=default_tenant)
    prefix = models.CharField(max_length=PREFIX_LENGTH, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        db_table = "api_tokens"
        verbose_name = "API token"

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}...)"
