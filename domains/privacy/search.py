"""Everything that is stored about a domain, an e-mail address, a phone number or a person."""

from __future__ import annotations

import json
import uuid
from collections import Counter
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Min

from domains.models import AuditEntry, BatchJob, Delivery, Domain, Page, Scan, Screenshot, Suppression
from domains.models.domain import LEASE_FIELDS, default_tenant
from domains.privacy import sweep
from domains.privacy.erasure import Scope
from domains.scan.redaction import DOMAIN, Redactor, Subject

MOST_DOMAINS = 1000  # in one document; ``domains_total`` shows whether there are more


def find(subject: Subject, tenant_id: uuid.UUID | None) -> dict[str, Any]:
    """Everything that is stored about the subject, in JSON types. ``tenant_id`` None: of all tenants.

    ``kind``, ``value``, ``suppressed``; ``domains_total``; ``domains``: [{"id", "domain", "tenant_id",
    "first_seen", "last_seen", "stored": {table: [{column: value}]}}]; ``other``: by table, the number of rows
    with the value in their text. If the subject is a domain, its own row is given with all columns; of other
    rows, only what contains the value.
    """
    scope = Scope(subject, tenant_id)
    rows = scope.domains()
    counts: Counter[str] = Counter()
    sweep.count_rows([subject], tenant_id, lambda table, count: counts.update({table: count}))
    document = {
        "kind": subject.kind,
        "value": subject.value,
        "suppressed": _is_suppressed(subject, tenant_id),
        "domains_total": rows.count(),
        "domains": [
            _domain(row, subject, scope.redactor()) for row in rows.order_by("domain", "pk")[:MOST_DOMAINS]
        ],
        "other": {table: count for table, count in counts.items() if count},
    }
    plain: dict[str, Any] = json.loads(json.dumps(document, cls=DjangoJSONEncoder))
    return plain


def _is_suppressed(subject: Subject, tenant_id: uuid.UUID | None) -> bool:
    return bool(Suppression.objects.among([(tenant_id or default_tenant(), each) for each in subject.wider]))


def _domain(domain: Domain, subject: Subject, redactor: Redactor) -> dict[str, Any]:
    whole = subject.kind == DOMAIN and domain.domain == subject.value
    mine = {"domain_id": domain.pk}
    tables = [Scan, Page, Delivery, AuditEntry, *([BatchJob, Screenshot] if whole else [])]
    stored = {
        model._meta.db_table: _rows(model._default_manager.filter(**mine).order_by("pk"), whole, redactor)
        for model in tables
    }
    first = Scan.objects.filter(domain=domain).aggregate(at=Min("finished_at"))["at"]
    return {
        "id": domain.pk,
        "domain": domain.domain,
        "tenant_id": domain.tenant_id,
        "first_seen": first or domain.created_at,
        "last_seen": domain.last_scan,
        "stored": {"domains": [_columns(domain, whole, redactor)]}
        | {table: rows for table, rows in stored.items() if rows},
    }


def _rows(rows: models.QuerySet[Any], whole: bool, redactor: Redactor) -> list[dict[str, Any]]:
    told = (_columns(row, whole, redactor) for row in rows.iterator(chunk_size=50))
    return [columns for columns in told if whole or len(columns) > 1]


def _columns(row: models.Model, whole: bool, redactor: Redactor) -> dict[str, Any]:
    """The id, and all columns or those that contain the value. Of lists, only the items that contain it."""
    told: dict[str, Any] = {"id": row.pk}
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if field.primary_key or field.attname in LEASE_FIELDS or isinstance(field, models.BinaryField):
            continue
        if whole:
            told[field.attname] = value
        elif (part := _naming(value, redactor)) is not None:
            told[field.attname] = part
    return told


def _naming(value: Any, redactor: Redactor) -> Any:
    """The part of a JSON value that contains the subject; None if there is none."""
    if isinstance(value, str):
        return value if redactor.names(value) else None
    if isinstance(value, dict):
        if isinstance(value.get("value"), str) and redactor.names(value["value"]):
            return value  # a contact, with how and where it was found
        parts = {key: part for key, item in value.items() if (part := _naming(item, redactor)) is not None}
        return parts or None
    if isinstance(value, (list, tuple)):
        return [part for item in value if (part := _naming(item, redactor)) is not None] or None
    return None
