"""IdempotentRequest: the stored response to a request with an Idempotency-Key, for its repetitions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.functions import Now

KEPT_FOR = timedelta(hours=24)


class IdempotentRequestQuerySet(models.QuerySet["IdempotentRequest"]):
    def open(self, caller: str, key: str, fingerprint: str) -> IdempotentRequest:
        """The row for this caller and key, locked: with the stored response, or new and without one.

        Call it in the transaction that also stores the response. A second request with the same key waits
        at the unique index until the first transaction ends. It then finds the response, or, if the first
        request failed and was rolled back, a new row of its own.
        """
        self.filter(created_at__lt=Now() - KEPT_FOR).delete()
        row = IdempotentRequest(caller=caller, key=key, fingerprint=fingerprint)
        self.bulk_create([row], ignore_conflicts=True)
        return self.select_for_update().get(caller=caller, key=key)


class IdempotentRequest(models.Model):
    """``caller`` is the hash of the token, ``fingerprint`` the hash of method, path and body."""

    caller = models.CharField(max_length=64)
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    status_code = models.PositiveSmallIntegerField(null=True)
    body = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    created_at = models.DateTimeField(db_default=Now())

    objects = IdempotentRequestQuerySet.as_manager()

    class Meta:
        db_table = "api_idempotent_requests"
        constraints = [models.UniqueConstraint(fields=["caller", "key"], name="api_idempotent_requests_key")]
        indexes = [models.Index(fields=["created_at"], name="api_idempotent_requests_age")]

    def __str__(self) -> str:
        return self.key

    def keep(self, status_code: int, body: Any) -> None:
        self.status_code, self.body = status_code, body
        self.save(update_fields=["status_code", "body"])
