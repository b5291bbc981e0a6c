"""GET /api/v3/scans/ and /api/v3/pages/"""

import pytest
from django.utils import timezone

from domains.lifecycle import Event
from domains.models import Domain, Page


@pytest.fixture
def scanned(finished):
    """Two finished scans, the first of which read two pages."""
    first = finished(Domain.objects.create(domain="a.com"), result={"home": {}}, pages=2)
    finished(Domain.objects.create(domain="b.com"), Event.FAIL, error="no such host", error_kind="dns")
    Page.objects.bulk_create(
        Page(
            domain=first,
            scan_id=first.scan_id,
            url=f"https://a.com/{name}",
            page_type=name,
            http_status=200,
            email_addresses=emails,
            fetched_at=timezone.now(),
        )
        for name, emails in [("home", []), ("contact", ["info@a.com"])]
    )
    return first


def results(api, path, **query):
    answer = api.get(path, query)
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def test_finished_scans(api, scanned):
    rows = results(api, "/api/v3/scans/", ordering="finished_at")
    assert [row["status"] for row in rows] == ["completed", "failed"]
    assert rows[0]["id"] == str(scanned.scan_id)
    assert rows[0]["domain_id"] == str(scanned.pk)
    assert not {"result", "tenant_id"} & set(rows[0])


def test_scans_can_be_narrowed_down(api, scanned):
    assert [row["error_kind"] for row in results(api, "/api/v3/scans/", status="failed")] == ["dns"]
    assert len(results(api, "/api/v3/scans/", domain_id=scanned.pk)) == 1


def test_one_scan_has_its_result(api, scanned):
    assert api.get(f"/api/v3/scans/{scanned.scan_id}/").json()["result"] == {"home": {}}


def test_pages(api, scanned):
    rows = results(api, "/api/v3/pages/", scan_id=scanned.scan_id)
    assert [row["page_type"] for row in rows] == ["contact", "home"]
    assert [row["url"] for row in results(api, "/api/v3/pages/", has_email="true")] == [
        "https://a.com/contact"
    ]
    assert results(api, "/api/v3/pages/", page_type="home")[0]["domain_id"] == str(scanned.pk)


def test_one_page_has_its_contacts(api, scanned):
    (row,) = results(api, "/api/v3/pages/", page_type="home")
    assert "contacts" not in row
    assert api.get(f"/api/v3/pages/{row['id']}/").json()["contacts"] == []


def test_pages_come_in_pages(api, scanned):
    first = api.get("/api/v3/pages/", {"page_size": 1}).json()
    second = api.get(first["next"]).json()
    assert [row["page_type"] for row in first["results"] + second["results"]] == ["contact", "home"]
    assert second["next"] is None
