"""AuditEntry: one action of a user or API token on a domain, for the audit log and the domain's history."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from domains.models.domain import Domain
from scrapersky.database.bulk_write import insert_each

LONGEST_ACTOR = 200
REASON = "Reason: "  # text that a person wrote follows; the program writes the rest of a message


@dataclass(frozen=True, slots=True)
class Actor:
    """A user of the admin, or an API token.

    ``name`` is stored as text, so that an entry keeps it after the user or token is deleted.
    """

    name: str
    user_id: int | None = None


def audit_message(done: str, reason: str = "") -> str:
    """The message of an audit entry: the action, and the reason if there is one."""
    return f"{done[0].upper()}{done[1:]}." + (f" {REASON}{reason}" if reason else "")


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    def with_reason(self) -> AuditEntryQuerySet:
        """Entries that contain text of a person; a small index has only these."""
        return self.filter(message__contains=REASON)

    def record(
        self,
        domains: Sequence[uuid.UUID],
        actor: Actor,
        message: str,
        former_priorities: Sequence[int] | None = None,
    ) -> None:
        """Store one entry for each domain, in the caller's transaction.

        ``former_priorities``: the priority of each domain before the action, if the action changed it.
        """
        if domains:
            who = {"actor": actor.name[:LONGEST_ACTOR], "user_id": actor.user_id, "message": message}
            former = {"former_priority": former_priorities} if former_priorities else {}
            insert_each(self, who, {"domain_id": domains, **former})


class AuditEntry(models.Model):
    """``actor`` is the name of the user or API token; ``user`` is null if it was a token."""

    domain = models.ForeignKey(Domain, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    actor = models.CharField(max_length=LONGEST_ACTOR)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    message = models.TextField(help_text="What was done, and the reason where one was given.")
    former_priority = models.SmallIntegerField(
        null=True, editable=False, help_text="Before it was changed; null if it was not."
    )

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        db_table = "audit_entries"
        verbose_name_plural = "audit entries"
        indexes = [
            models.Index(fields=["created_at"], name="audit_entries_age"),
            models.Index(
                fields=["id"], condition=Q(message__contains=REASON), name="audit_entries_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.actor}: {self.message}"
