"""Times in the user's time zone."""

from datetime import UTC, datetime

import pytest

from domains.models import AuditEntry, Domain
from domains.models.domain import default_tenant
from scrapersky.formats import written
from scrapersky.time_zone import ReadableZone

pytestmark = pytest.mark.django_db
AT = datetime(2026, 7, 1, 22, 30, 5, tzinfo=UTC)


@pytest.fixture
def entry():
    domain = Domain.objects.create(domain="zone-bakery.com", tenant_id=default_tenant())
    AuditEntry.objects.create(domain=domain, actor="admin", message="paused", created_at=AT)


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        ("Europe/Berlin", "2026-07-02 00:30:05 CEST"),
        ("America/New_York", "2026-07-01 18:30:05 EDT"),
        ("America/Sao_Paulo", "2026-07-01 19:30:05 UTC-3"),  # zones without an abbreviation
        ("Asia/Kathmandu", "2026-07-02 04:15:05 UTC+5:45"),
        ("", "2026-07-01 22:30:05 UTC"),
        ("Mars/Olympus", "2026-07-01 22:30:05 UTC"),
        ("../../../etc/passwd", "2026-07-01 22:30:05 UTC"),
    ],
)
def test_the_admin_writes_times_in_the_zone_that_the_browser_told(admin_client, entry, zone, shown):
    admin_client.cookies["time_zone"] = zone
    page = admin_client.get("/admin/domains/auditentry/")
    assert shown in page.content.decode()
    assert written(AT, seconds=True) == "2026-07-01 22:30:05 UTC", "only within that request"


def test_a_zone_of_one_offset_keeps_the_name_that_queries_understand():
    zone = ReadableZone("Etc/GMT+3")
    assert zone.tzname(AT) == "UTC-3"
    assert zone.tzname(None) == "-03"  # "UTC-3" is three hours ahead in SQL


def test_the_api_keeps_utc(client, settings):
    Domain.objects.create(domain="zone-bakery.com", tenant_id=default_tenant())
    client.cookies["time_zone"] = "Asia/Tokyo"
    token = {"authorization": f"Bearer {settings.API_DEV_TOKEN}"}
    (row,) = client.get("/api/v3/domains/", headers=token).json()["results"]
    assert row["created_at"].endswith("Z"), row
