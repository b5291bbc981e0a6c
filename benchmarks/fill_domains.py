"""Fills the database with invented domains, scans, changes, a batch and runs, to measure queries at scale.

    DATABASE_URL=postgres://... python -m benchmarks.fill_domains 1000000 [TENANTS]

The database must be migrated and empty. All domains belong to one tenant, or to TENANTS tenants, the default
one first. A million domains take some minutes and a few GB.
"""

from __future__ import annotations

import os
import random
import sys
import uuid
from datetime import datetime, timedelta
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scrapersky.settings")
django.setup()

from django.db import connection  # noqa: E402
from django.db.models import AutoField, Model  # noqa: E402
from django.utils import timezone  # noqa: E402

from domains.lifecycle import FINAL, RunStatus  # noqa: E402
from domains.models import AuditEntry, Batch, BatchJob, Domain, DomainContact, Scan  # noqa: E402
from domains.models.audit_entry import audit_message  # noqa: E402
from domains.models.domain import default_tenant  # noqa: E402
from domains.models.domain_contact import contact_keys  # noqa: E402
from domains.scan.redaction import Subject  # noqa: E402
from domains.scan.report import ErrorKind, NoEmail  # noqa: E402
from metrics.models import SchedulerMetric  # noqa: E402

SEED = 10_000  # rows created in Python; the others are copies made by the database
FIRST_TENANT = 0x446655440000  # the end of the default tenant's id
A_TENANT = {
    "postgresql": "(concat('550e8400-e29b-41d4-a716-', to_hex({0} + trunc(random() * {1})::bigint)))::uuid",
    "sqlite": "'550e8400e29b41d4a716' || printf('%%012x', {0} + abs(random()) %% {1})",
}
COPIED_ID = {
    "postgresql": "md5({}::text || %s)::uuid",
    "sqlite": "substr({}, 1, 24) || printf('%%08x', %s)",
}
LATELY = {
    "postgresql": "now() - random() * interval '30 days'",
    "sqlite": "strftime('%%Y-%%m-%%d %%H:%%M:%%f', 'now', -abs(random() %% 2592000) || ' seconds')",
}
MINUTES_A_WEEK = 7 * 24 * 60
# How often each state and technology occurs. Of a thousand domains more than a hundred are due, for a claim
# of as many; "Rarely Seen" is what an unlucky filter looks for.
STATES = {"completed": 710, "failed": 80, "skipped": 40, "pending": 150, "paused": 10, "cancelled": 10}
TECHNOLOGIES = {
    "Google Analytics": 0.5,
    "WordPress": 0.35,
    "nginx": 0.3,
    "Shopify": 0.05,
    "Rarely Seen": 0.0001,
}
COUNTRIES = {"DE": 30, "US": 25, "NL": 15, "FR": 10, "GB": 10, "JP": 5, "": 4.9, "IS": 0.1}
INDUSTRIES = {"": 80, "Bakery": 8, "Dentist": 6, "Hotel": 5, "Zoo": 0.02}
PROVIDERS = {"": 60, "Google Workspace": 20, "Microsoft 365": 15, "Fastmail": 0.1}
WITHOUT_EMAIL = {NoEmail.NONE: 6, NoEmail.FORM_ONLY: 3.9, NoEmail.OBFUSCATED: 0.1}
MOVED, SCRIPTED = 0.03, 0.02  # share of sites on another domain, and of those that need JavaScript
CHANGED = 0.4  # share of the completed scans that differ from the scan before
CHANGES = """
    INSERT INTO changes (scan_id, tenant_id, number)
    SELECT id, tenant_id, row_number() OVER (PARTITION BY tenant_id ORDER BY finished_at)
    FROM scans WHERE changes <> '{}'"""
COUNTERS = """
    INSERT INTO change_counters (tenant_id, last, pruned)
    SELECT tenant_id, max(number), 0 FROM changes GROUP BY tenant_id"""
REASONED = 0.1  # share of the audit entries that have a reason
WORDS = ("bakery", "coffee", "clinic", "dental", "garage", "hotel", "legal", "roofing", "school", "travel")
ENDINGS = ("com", "de", "nl", "co.uk", "fr", "jp")


def main() -> None:
    total, chance, now = int(sys.argv[1]), random.Random(1), timezone.now()
    tenants = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    rows = [invent(number, chance, now) for number in range(min(SEED, total))]
    for row in rows:
        row.tenant_id = uuid.UUID(int=default_tenant().int + chance.randrange(tenants))
    Domain.objects.bulk_create(rows)
    Scan.objects.bulk_create([scan(row, chance) for row in rows if row.status in FINAL])
    join(rows)
    DomainContact.objects.add((row.pk, contact_keys(row.domain, contacts(row))) for row in rows)
    AuditEntry.objects.bulk_create([entry(row, chance) for row in rows])
    SchedulerMetric.objects.bulk_create(
        [run(now - timedelta(minutes=m), chance) for m in range(MINUTES_A_WEEK)]
    )
    copied_id, lately = COPIED_ID[connection.vendor], LATELY[connection.vendor]
    own = {"domain": "%s || '-' || domain", "updated_at": lately}
    own |= {"tenant_id": A_TENANT[connection.vendor].format(FIRST_TENANT, tenants)}
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA cache_size = -1000000")  # KiB; random keys, and all in one file
            cursor.execute("PRAGMA synchronous = OFF")
        for model in (Domain, Scan, DomainContact, AuditEntry):
            cursor.execute(f"CREATE TEMPORARY TABLE seed_{table(model)} AS SELECT * FROM {table(model)}")
        for number in range(1, total // SEED):
            copy(cursor, Domain, number, own)
            of_domain = {"domain_id": copied_id.format("domain_id")}
            copy(cursor, Scan, number, {**of_domain, "finished_at": lately})
            copy(cursor, DomainContact, number, of_domain)
            copy(cursor, AuditEntry, number, of_domain)
        cursor.execute(CHANGES)
        cursor.execute(COUNTERS)
        # Finish all writing, which would otherwise slow down the measurement.
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE")
            cursor.execute("CHECKPOINT")
        else:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def join(rows: list[Domain]) -> None:
    """One batch with the seed rows, as large as the API accepts."""
    open_jobs = sum(row.status not in FINAL for row in rows)
    batch = Batch.objects.create(name="The first of them", job_count=len(rows), open_jobs=open_jobs)
    BatchJob.objects.bulk_create([BatchJob(batch=batch, domain=row, scan_id=row.scan_id) for row in rows])


def copy(cursor: Any, model: type[Model], number: int, changed: dict[str, str]) -> None:
    """Insert the seed rows once more, with other ids and times. The database numbers rows by itself."""
    ids = {name: COPIED_ID[connection.vendor].format(name) for name in ("id", "scan_id")}
    names = [field.column for field in model._meta.concrete_fields if not isinstance(field, AutoField)]
    values = ", ".join({**ids, **changed}.get(name, f'"{name}"') for name in names)
    columns = ", ".join(f'"{name}"' for name in names)
    statement = f"INSERT INTO {table(model)} ({columns}) SELECT {values} FROM seed_{table(model)}"
    cursor.execute(statement, [str(number)] * statement.count("%s"))


def table(model: type[Model]) -> str:
    return model._meta.db_table


def invent(number: int, chance: random.Random, now: datetime) -> Domain:
    (status,) = chance.choices(list(STATES), STATES.values())
    name = f"{chance.choice(WORDS)}-{chance.choice(WORDS)}-{number}.{chance.choice(ENDINGS)}"
    moment = now - timedelta(seconds=chance.random() * 86_400 * 30)
    row = Domain(domain=name, status=status, queued_at=moment, next_attempt_at=moment, updated_at=moment)
    if status == "completed":
        found(row, chance)
    elif status in {"failed", "skipped"}:
        kind = chance.choice([kind for kind in ErrorKind if kind is not ErrorKind.INTERNAL])
        row.error_kind, row.last_error = kind, f"{kind}: the site did not answer as it should"
    if status in FINAL:
        row.last_scan = moment
    return row


def found(row: Domain, chance: random.Random) -> None:
    """The columns that a completed scan sets."""
    page = f"https://{row.domain}/"
    row.title, row.description, row.language = f"The title of {row.domain}", "Words about it. " * 8, "en"
    row.tech_stack = [name for name, share in TECHNOLOGIES.items() if chance.random() < share]
    row.is_wordpress = "WordPress" in row.tech_stack
    row.email_addresses = [f"info@{row.domain}"] if chance.random() < 0.55 else []
    row.phone_numbers = ["+12025550143"] if chance.random() < 0.6 else []
    row.country, row.industry = pick(COUNTRIES, chance), pick(INDUSTRIES, chance)
    row.mail_provider = pick(PROVIDERS, chance)
    row.no_email_reason = "" if row.email_addresses else pick(WITHOUT_EMAIL, chance)
    row.final_url = f"https://new-{row.domain}/" if chance.random() < MOVED else ""
    row.needs_javascript = chance.random() < SCRIPTED
    row.content_scrape_status = row.page_scrape_status = "complete"
    row.sitemap_monitor_status = chance.choice(["complete", "skipped"])
    contacts = [
        {"kind": "email", "value": value, "how": "mailto", "page": page, "extension": "", "role": True}
        for value in row.email_addresses
    ]
    row.domain_metadata = {
        "home": {"url": page, "title": row.title},
        "contacts": contacts,
        "pages": pages(page),
    }


def pick(shares: dict[str, float], chance: random.Random) -> str:
    return chance.choices(list(shares), list(shares.values()))[0]


def pages(home: str) -> list[dict[str, Any]]:
    return [
        {
            "url": home + path,
            "page_type": kind,
            "http_status": 200,
            "title": kind,
            "text_hash": uuid.uuid4().hex,
            "error_kind": "",
            "error": "",
            "bytes": 40_000,
            "robots": [],
        }
        for path, kind in (("", "home"), ("contact", "contact"), ("about", "about"), ("imprint", "legal"))
    ]


def scan(row: Domain, chance: random.Random) -> Scan:
    changed = row.status == "completed" and chance.random() < CHANGED
    return Scan(
        id=row.scan_id,
        domain_id=row.pk,
        status=row.status,
        attempts=1,
        queued_at=row.queued_at,
        started_at=row.queued_at,
        finished_at=row.updated_at,
        pages=4,
        result=row.domain_metadata,
        changes={chance.choice(["title", "status"]): {"before": "Old", "after": "New"}} if changed else {},
        error=row.last_error,
        error_kind=row.error_kind,
    )


def contacts(row: Domain) -> list[Subject]:
    emails = [Subject.of_contact("email", value) for value in row.email_addresses]
    return emails + [Subject.of_contact("phone", value) for value in row.phone_numbers]


def entry(row: Domain, chance: random.Random) -> AuditEntry:
    """An audit entry of a submission through the API, or of an action of a user who gave a reason."""
    reason = f"the owner of {row.domain} asked on 3 May" if chance.random() < REASONED else ""
    message = audit_message("paused", reason) if reason else "Submitted."
    return AuditEntry(domain=row, created_at=row.updated_at, actor="API token bench", message=message)


def run(moment: datetime, chance: random.Random) -> SchedulerMetric:
    successful, failed = chance.randrange(6, 11), chance.randrange(3)
    return SchedulerMetric(
        status=RunStatus.COMPLETED,
        trigger="schedule",
        host="worker-1",
        timestamp=moment,
        finished_at=moment + timedelta(seconds=5),
        duration_seconds=chance.uniform(2, 9),
        domains_claimed=successful + failed,
        domains_processed=successful + failed,
        domains_successful=successful,
        domains_failed=failed,
        success_rate=successful / (successful + failed),
    )


if __name__ == "__main__":
    main()
