"""DELETE /domains/{id}/, /suppressions/ and /personal-data/."""

import pytest

from domains.models import Domain, Erasure, Suppression
from domains.queue import claims
from tests.domains.api.conftest import OTHER_TENANT, claimed
from tests.domains.conftest import POLICY

SUPPRESSIONS = "/api/v3/suppressions/"
FIND = "/api/v3/personal-data/"
ADDRESS = "info@example.com"


@pytest.fixture
def scanned(queue, report, db):
    """The same business of two tenants."""
    rows = queue("example.com") + queue("example.com", tenant_id=OTHER_TENANT)
    for row in rows:
        claims.record(claimed(row), report(), POLICY)
        row.refresh_from_db()
    return rows


def test_a_domain_is_deleted_and_refused_from_then_on(api, scanned):
    mine, theirs = scanned
    path = f"/api/v3/domains/{mine.pk}/"
    answer = api.delete(f"{path}?reason=by+letter")
    assert answer.status_code == 200
    assert answer.json()["finished"]
    assert answer.json()["counts"]["scans"] == 1
    assert api.get(path).status_code == 404
    refused = api.post("/api/v3/modernized_page_scraper/scan", {"base_url": "example.com"})
    assert refused.status_code == 400
    assert "erased on request" in refused.json()["message"]
    assert Erasure.objects.get().reason == "by letter"
    assert Erasure.objects.get().actor.startswith("API token")
    assert Domain.objects.get() == theirs


def test_an_address_is_erased_for_the_tenant_of_the_token(api, scanned):
    answer = api.post(SUPPRESSIONS, {"value": ADDRESS, "reason": "by letter"})
    assert answer.status_code == 201
    assert answer.json()["kind"] == "email"
    mine, theirs = (Domain.objects.get(pk=row.pk).email_addresses for row in scanned)
    assert (mine, theirs) == ([], [ADDRESS])


def test_a_preview_erases_nothing(api, scanned):
    answer = api.post(SUPPRESSIONS, {"value": ADDRESS, "preview": True})
    assert answer.status_code == 200
    assert answer.json()["counts"] == {"domains": 1, "scans": 1, "pages": 1}
    assert not Suppression.objects.exists()


def test_too_large_an_erasure_is_continued_by_the_next_request(api, scanned, monkeypatch):
    monkeypatch.setattr("domains.api.suppressions.TIME_LIMIT", -1.0)
    assert api.post(SUPPRESSIONS, {"value": ADDRESS}).status_code == 202
    monkeypatch.setattr("domains.api.suppressions.TIME_LIMIT", 20.0)
    assert api.post(SUPPRESSIONS, {"value": ADDRESS}).status_code == 201
    assert Domain.objects.get(pk=scanned[0].pk).email_addresses == []


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"value": "not a thing"},
        {"value": ADDRESS, "digest": "0" * 64},
        {"kind": "email", "digest": "0" * 64},
        {"kind": "email", "digest": "0" * 64, "key_id": "1" * 16},
        {"kind": "email", "digest": "x", "key_id": "1" * 16},
    ],
)
def test_nonsense_is_refused(api, body):
    assert api.post(SUPPRESSIONS, body).status_code == 400


def test_the_list_has_hashes_and_is_the_tenants_own(api, stranger, scanned):
    api.post(SUPPRESSIONS, {"value": ADDRESS})
    listed = api.get(SUPPRESSIONS)
    assert ADDRESS.encode() not in listed.content
    (row,) = listed.json()["results"]
    assert len(row["digest"]) == 64
    assert stranger.get(SUPPRESSIONS).json()["results"] == []
    assert stranger.delete(f"{SUPPRESSIONS}{row['id']}/").status_code == 404
    assert stranger.post(FIND, {"value": ADDRESS}).json()["suppressed"] is False
    assert api.delete(f"{SUPPRESSIONS}{row['id']}/").status_code == 204
    kept = {name: row[name] for name in ("kind", "digest", "key_id")}
    assert api.post(SUPPRESSIONS, kept).status_code == 201
    assert api.post(FIND, {"value": ADDRESS}).json()["suppressed"] is True


def test_finds_all_of_this_tenant(api, scanned):
    found = api.post(FIND, {"value": ADDRESS}).json()
    assert [domain["id"] for domain in found["domains"]] == [str(scanned[0].pk)]
    whole = api.post(FIND, {"value": "example.com"}).json()["domains"][0]
    assert whole["stored"]["domains"][0]["title"] == "Example"


def test_only_managers_erase(make_caller, scanned):
    reader = make_caller(scopes=frozenset({"read"}))
    assert reader.post(SUPPRESSIONS, {"value": ADDRESS}).status_code == 403
    assert reader.delete(f"/api/v3/domains/{scanned[0].pk}/").status_code == 403
