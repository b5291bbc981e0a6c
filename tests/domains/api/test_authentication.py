"""Authentication by token, and the scopes that calls require."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db.models.functions import Now

from domains.models import ApiToken
from domains.models.api_token import Scope
from tests.domains.api.conftest import OTHER_TENANT, Caller

SCAN = "/api/v3/modernized_page_scraper/scan"
METRICS = "/api/v3/metrics/"


@pytest.mark.parametrize(
    "header", ["Bearer wrong", "Bearer ", "Basic YTpi", "wrong", "Bearer \xff", "Bearer " + "x" * 9000]
)
def test_a_wrong_token_is_refused(nobody, db, header):
    answer = nobody.get(METRICS, headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer.json()["code"] == "authentication_failed"


def test_no_token_is_refused(nobody, db):
    answer = nobody.post(SCAN, {"base_url": "example.com"})
    assert answer.status_code == 401
    assert answer.json()["code"] == "not_authenticated"


def test_the_development_token_works_where_it_is_set(db, settings):
    settings.API_DEV_TOKEN = "scraper_sky_2024"
    assert Caller("scraper_sky_2024").get(METRICS).status_code == 200
    settings.API_DEV_TOKEN = ""
    assert Caller("scraper_sky_2024").get(METRICS).status_code == 401


def test_an_expired_or_revoked_token_is_refused(api, make_caller):
    old = make_caller(expires_at=datetime.now(UTC) - timedelta(seconds=1))
    assert old.get(METRICS).status_code == 401
    assert api.get(METRICS).status_code == 200
    ApiToken.objects.all().revoke()
    assert api.get(METRICS).status_code == 401


def test_a_token_does_only_what_its_scopes_allow(make_caller):
    reader = make_caller(scopes=frozenset({Scope.READ}))
    assert reader.get(METRICS).status_code == 200
    answer = reader.post(SCAN, {"base_url": "example.com"})
    assert answer.status_code == 403
    assert answer.json()["code"] == "scope_missing"
    assert "submit" in answer.json()["message"]


def test_last_use_is_noted_once_a_minute(api, django_assert_num_queries):
    api.get(METRICS)
    first = ApiToken.objects.get().last_used_at
    assert first is not None
    api.get(METRICS)
    assert ApiToken.objects.get().last_used_at == first
    ApiToken.objects.update(last_used_at=Now() - timedelta(minutes=2))
    api.get(METRICS)
    assert ApiToken.objects.get().last_used_at >= first


def test_the_command_prints_a_token_that_works(db, capsys):
    call_command("create_api_token", "partner", "--tenant", str(OTHER_TENANT), "--expires", "2199-12-31")
    text = capsys.readouterr().out.strip()
    assert Caller(text).get(METRICS).status_code == 200
    row = ApiToken.objects.get()
    assert (row.name, row.tenant_id) == ("partner", OTHER_TENANT)
    assert row.expires_at == datetime(2200, 1, 1, tzinfo=UTC)
    assert text.startswith(row.prefix)


def test_only_the_hash_of_a_token_is_stored(db):
    row, text = ApiToken.objects.create_token("partner")
    stored = " ".join(str(value) for value in ApiToken.objects.values().get(pk=row.pk).values())
    assert text not in stored
    assert text[len(row.prefix) :] not in stored


@pytest.mark.parametrize(
    "arguments",
    [
        ["x", "--expires", "2001-01-01"],
        ["x", "--expires", "soon"],
        ["x", "--tenant", "me"],
        ["x", "--scopes", "all"],
        [" "],
    ],
)
def test_the_command_refuses_what_makes_no_sense(db, arguments):
    with pytest.raises(CommandError):
        call_command("create_api_token", *arguments)
    assert not ApiToken.objects.exists()


def test_the_command_limits_scopes(db, capsys):
    call_command("create_api_token", "reader", "--scopes", "read")
    assert ApiToken.objects.get().scopes == {Scope.READ}


def test_tokens_are_told_apart_by_tenant(make_caller):
    tenant = uuid.uuid4()
    make_caller(tenant)
    assert ApiToken.objects.get().tenant_id == tenant
