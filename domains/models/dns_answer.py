"""DnsAnswer: what DNS answered to a question of the stage ``dns``, kept for a day.

It belongs to no tenant: what DNS says of a domain is public, and the same for everybody. A record can contain
an e-mail address (the ``rua`` of DMARC), so erasures search the records as well.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta

from django.db import models
from django.db.models.functions import Now

from domains.scan.report import DnsQuestion

KEPT_FOR = timedelta(days=1)


class DnsAnswerQuerySet(models.QuerySet["DnsAnswer"]):
    def known(self, questions: Collection[DnsQuestion]) -> dict[DnsQuestion, list[str]]:
        """The answers of the last day to these questions: (name, type of record) -> records as text."""
        names = {name for name, _ in questions}
        rows = self.filter(name__in=names, asked_at__gt=Now() - KEPT_FOR)
        found = {(name, kind): records for name, kind, records in rows.values_list("name", "kind", "records")}
        return {question: found[question] for question in questions if question in found}

    def keep(self, answers: Mapping[DnsQuestion, Sequence[str]]) -> None:
        """Store answers, in place of older ones to the same questions."""
        # In one order everywhere, so that two processes never wait for each other's rows.
        rows = [
            DnsAnswer(name=name, kind=kind, records=list(records), asked_at=Now())
            for (name, kind), records in sorted(answers.items())
        ]
        self.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["name", "kind"],
            update_fields=["records", "asked_at"],
        )

    def of_domain(self, domain: str) -> DnsAnswerQuerySet:
        """The answers about a domain and the names below it."""
        return self.filter(models.Q(name=domain) | models.Q(name__endswith=f".{domain}"))


class DnsAnswer(models.Model):
    name = models.CharField(max_length=260, help_text="A domain, also with _dmarc before it.")
    kind = models.CharField(max_length=8, help_text="The type of the records: MX, TXT or NS.")
    records = models.JSONField(help_text="The records as text; empty if there are none.")
    asked_at = models.DateTimeField()

    objects = DnsAnswerQuerySet.as_manager()

    class Meta:
        db_table = "dns_answers"
        constraints = [models.UniqueConstraint(fields=["name", "kind"], name="dns_answers_question")]
        indexes = [models.Index(fields=["asked_at"], name="dns_answers_age")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.name}"
