"""One business whose contacts stand in every table, and one of another tenant that has the same contacts."""

from __future__ import annotations

import uuid
from types import SimpleNamespace

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db.models.functions import Now
from django.utils import timezone
from django_q.models import OrmQ, Schedule, Task
from django_q.signing import SignedPackage

from domains.models import (
    ApiToken,
    AuditEntry,
    Batch,
    BlockedDomain,
    DnsAnswer,
    Domain,
    IdempotentRequest,
    ListColumns,
    Notice,
    NoticeReceiver,
    SavedFilter,
    SchedulerPause,
    Webhook,
)
from domains.models.audit_entry import Actor
from domains.models.domain import default_tenant
from domains.queue import batches, claims
from domains.scan.report import CompanyFact, Contact, PageReport, SiteReport, VisitedPage
from metrics.models import Alert, SchedulerMetric
from tests.domains.conftest import LEASE, POLICY

NAME = "mill-and-daughter.test"
EMAIL = f"greta.mill@{NAME}"
PHONE = "+4930901820"
WRITTEN = "030 / 90 18 20"
OTHER_TENANT = uuid.UUID("11111111-2222-3333-4444-555555555555")
ME = Actor("greta's clerk")


def mill_report(domain=NAME, contacts=((EMAIL, PHONE),)):
    """A site that shows these contacts as contacts, in its title and in addresses."""
    home = f"https://{domain}/"
    ((email, phone),) = contacts
    found = (
        Contact("email", email, "mailto", home),
        Contact("email", f"info@{domain}", "text", home, role=True),
    )
    numbers = (Contact("phone", phone, "tel", home), Contact("fax", phone, "text", home))
    page = PageReport(
        url=home,
        title=f"Mill, {email}, {WRITTEN}",
        description=f"Call {WRITTEN}",
        emails=found,
        phones=numbers,
    )
    contact = f"https://{domain}/contact?to={email.replace('@', '%40')}"
    return SiteReport(
        domain=domain,
        home=page,
        pages=(VisitedPage(home, "home", 200, page), VisitedPage(contact, "contact", 200, page)),
        emails=found,
        phones=numbers,
        social={"whatsapp": (f"https://wa.me/{phone[1:]}",)},
        stages={"content": "complete"},
    )


def imprint_report(domain="shop-north.test", name="Mühl GmbH"):
    """A site whose imprint names Greta Mühl."""
    home = f"https://{domain}/"
    company = (
        CompanyFact("legal_name", name, "imprint", home, personal=name == "Greta Mühl"),
        CompanyFact("vat_id", "DE342366712", "imprint", home, "DE"),
        CompanyFact("address", "Weg 1, 50667 Köln", "imprint", home, "DE", {"street": "Weg 1"}),
        CompanyFact("person", "Dr. Greta Mühl", "imprint", home, details={"role": "owner"}, personal=True),
    )
    page = PageReport(home, title="Mühl", company=company)
    pages = (VisitedPage(home, "home", 200, page),)
    return SiteReport(domain, page, pages, company=company, stages={"content": "complete"})


def first_report(domain):
    """What the site showed before these contacts."""
    return mill_report(domain, ((f"office@{domain}", "+4930901821"),))


def scan(rows, report=mill_report):
    """Scan these domains once; the number of results that were recorded."""
    ended = Domain.objects.filter(pk__in=[row.pk for row in rows])
    Domain.objects.queue_again(list(ended.filter(status="completed").values_list("pk", flat=True)))
    held = claims.claim(100, run_id=uuid.uuid4(), lease=LEASE, only={row.pk for row in rows})
    return len(claims.record_all([(each, report(each.domain)) for each in held], POLICY))


def fill():
    """Store the business of the default tenant (``row``), another site with the same contacts (``other``),
    and the business of another tenant (``foreign``)."""
    for tenant in (default_tenant(), OTHER_TENANT):
        Webhook.objects.create(url="https://listener.test/hook", tenant_id=tenant)
        ApiToken.objects.create_token("clerk", tenant)
    batch, _ = batches.submit_batch(
        [NAME], tenant_id=default_tenant(), max_pages=5, priority=0, name=f"For {EMAIL}, {WRITTEN}, {NAME}"
    )
    row = Domain.objects.get(domain=NAME)
    other = Domain.objects.create(domain="guild-of-bakers.test", next_attempt_at=Now())
    foreign = Domain.objects.create(domain=NAME, tenant_id=OTHER_TENANT, next_attempt_at=Now())
    for report in (first_report, mill_report):
        for each in (row, other, foreign):  # one site is never scanned twice at the same time
            assert scan([each], report) == 1
    Domain.objects.filter(pk=row.pk).update(notes=f"asked {EMAIL} on {WRITTEN}")
    Batch.objects.filter(pk=batch.pk).update(note=f"{NAME} wrote from {EMAIL}, {PHONE}")
    _fill_texts(row)
    for each in (row, other, foreign):
        each.refresh_from_db()
    return SimpleNamespace(row=row, other=other, foreign=foreign, batch=batch)


@pytest.fixture
def mill(db):
    return fill()


def _fill_texts(row):
    said = f"{NAME}, {EMAIL}, {PHONE}, {WRITTEN}"
    user = User.objects.create_user("clerk")
    AuditEntry.objects.record([row.pk], ME, f"Paused. Reason: {said}")
    token = ApiToken.objects.get(name="clerk", tenant_id=default_tenant())
    IdempotentRequest.objects.create(
        caller=token.digest,
        key="one",
        fingerprint="f" * 64,
        status_code=202,
        body={"rejected": [{"input": EMAIL, "reason": said}]},
    )
    for number, query in enumerate([f"q={NAME}", f"q={EMAIL.replace('@', '%40')}", "q=030+%2F+90+18+20"]):
        SavedFilter.objects.create(user=user, name=str(number), query=query)
    SavedFilter.objects.create(user=user, name="kept", query="status=failed")
    notice = Notice.objects.create(user=user, name=f"{EMAIL} {PHONE}")
    for url in (
        f"mailto://a:b@c.test?to={EMAIL.replace('@', '%40')}",
        f"signal://h.test/+1202/{PHONE}",
        "json://k",
    ):
        NoticeReceiver.objects.create(notice=notice, url=url, label="kept", longest_body=1)
    ListColumns.objects.create(user=user, names=["state", f"custom:{said}"])
    kind = ContentType.objects.get_for_model(Domain)
    LogEntry.objects.create(
        user=user, content_type=kind, object_id=str(row.pk), object_repr=NAME, action_flag=CHANGE,
        change_message=said,
    )  # fmt: skip
    now = timezone.now()
    Task.objects.create(
        id="a" * 32,
        name=said[:100],
        func="f",
        args=(said,),
        result={"sent to": EMAIL},
        started=now,
        stopped=now,
    )
    Task.objects.create(id="b" * 32, name="kept", func="f", result="fine", started=now, stopped=now)
    Schedule.objects.create(func="f", args=f"'{EMAIL}', '{PHONE}'", name="soon")
    SchedulerMetric.objects.create(trigger="test", status="failed", error=said)
    Alert.objects.create(name="one", message=said)
    BlockedDomain.objects.create(domain="blocked.test", reason=f"as {said}")
    DnsAnswer.objects.keep({("_dmarc.other.test", "TXT"): [f"v=DMARC1; rua={said}"]})
    SchedulerPause.objects.create(paused_by="clerk", reason=f"until we have asked {said}")
    OrmQ.objects.create(key="q", payload=SignedPackage.dumps({"id": "c" * 32, "args": (said,)}), lock=now)
