"""Every error has one format: {"code", "message", "field"?, "errors"?}."""

import base64
import json

import pytest
from django.db import DataError, OperationalError

from domains.queue import job_status

SCAN = "/api/v3/modernized_page_scraper/scan"
STATUS = "/api/v3/modernized_page_scraper/status/6f2b5f0e-7c1c-4c2e-9a53-0d0c3a4b5c6d"


def problem(answer, status):
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/json"
    body = answer.json()
    assert set(body) <= {"code", "message", "field", "errors"}
    assert body["message"]
    return body["code"]


@pytest.mark.parametrize(
    "path", ["/api/", "/api/v3/", "/api/v3/domain", "/api/v3/modernized_page_scraper/status/17"]
)
def test_no_such_path(api, path):
    assert problem(api.get(path), 404) == "not_found"
    assert problem(api.post(path, {}), 404) == "not_found"


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete", "options", "head", "trace"])
def test_wrong_method(api, method):
    answer = getattr(api.client, method)(SCAN, headers=api.headers)
    assert answer.status_code == 405
    assert "POST" in answer["Allow"]
    if method != "head":
        assert problem(answer, 405) == "method_not_allowed"


@pytest.mark.parametrize(
    "body",
    [b"{", b"", b"\xff\xfe", b'{"base_url": NaN}', b"[" * 100_000, b'{"max_pages": ' + b"9" * 5000 + b"}"],
)
def test_a_body_that_is_not_json(api, body):
    answer = api.client.post(SCAN, body, content_type="application/json", headers=api.headers)
    assert problem(answer, 400) in {"parse_error", "required"}


@pytest.mark.parametrize("body", [[], "example.com", 5, None])
def test_a_body_that_is_no_object(api, body):
    assert problem(api.post(SCAN, body), 400)


@pytest.mark.parametrize("text", ["exa\x00mple.com", "\ud800.com"])
def test_text_that_no_database_holds(api, text):
    assert problem(api.post(SCAN, {"base_url": text}), 400)
    assert problem(api.post(SCAN, {"base_url": "example.com", text: 1}), 400)
    assert problem(api.post(SCAN, {"base_url": "example.com", text: 1}, {"Idempotency-Key": "a"}), 400)
    assert problem(api.post("/api/v3/webhooks/", {"url": "https://example.com", "events": [text]}), 400)


def test_a_body_is_read_up_to_our_limit_and_not_to_the_frameworks(api, settings):
    long = {"base_url": "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)}
    assert problem(api.post(SCAN, long), 400) == "max_length"
    long["base_url"] += "x" * settings.API_MAX_BODY_BYTES
    assert problem(api.post(SCAN, long), 413) == "too_large"


@pytest.mark.parametrize("length", ["x", "-1", ""])
def test_a_length_that_is_none_means_no_body(api, length):
    answer = api.client.post(
        SCAN, b"{}", content_type="application/json", headers=api.headers, CONTENT_LENGTH=length
    )
    assert problem(answer, 400) in {"required", "parse_error"}


def test_more_parameters_than_the_framework_reads(api):
    assert problem(api.client.get("/api/v3/domains/?" + "a&" * 1500, headers=api.headers), 400)


def test_a_host_that_is_not_allowed(api):
    answer = api.client.get("/api/v3/domains/", headers={**api.headers, "Host": "evil.example"})
    assert problem(answer, 400) == "bad_request"


MOMENTS = ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "0000-01-01T00:00:00Z", "10000-01-01"]
ODD_ZONES = ["2026-01-01T00:00:00+23:59", "2026-01-01T00:00:00-16:00"]
SINCE = ["/api/v3/domains/?updated_since", "/api/v3/scans/?finished_since", "/api/v3/metrics/?since"]


@pytest.mark.parametrize("path", SINCE)
def test_times_outside_the_calendar_are_refused_and_odd_zones_are_read(api, path):
    for moment in MOMENTS:
        assert problem(api.get(f"{path}={moment.replace('+', '%2B')}"), 400) == "invalid"
    for moment in ODD_ZONES:
        assert api.get(f"{path}={moment.replace('+', '%2B')}").status_code == 200


NOBODY = "00000000-0000-0000-0000-000000000000"
CURSORS = [
    *(("domains", "domain", text, NOBODY) for text in ("\x00", "\ud800")),
    *(("domains", "domain", "a", pk) for pk in ("x", "1", "\x00")),
    *(("batches", "-created_at", text, NOBODY) for text in [*MOMENTS, *ODD_ZONES, "x", "2026-W01-1"]),
    *(("metrics", "-timestamp", text, "1") for text in [*MOMENTS, *ODD_ZONES]),
    *(("pages", "-id", text, "1") for text in ("9" * 30, "x", "1.5", "1_0", " 1", "\u0661")),
    *(("pages", "-id", "1", pk) for pk in ("9" * 30, "x", "1_0")),
]


@pytest.mark.parametrize(("name", "ordering", "position", "pk"), CURSORS)
def test_a_cursor_of_the_callers_own_making(api, name, ordering, position, pk):
    made = base64.urlsafe_b64encode(json.dumps([ordering, position, pk]).encode()).decode().rstrip("=")
    answer = api.get(f"/api/v3/{name}/", {"cursor": made, "ordering": ordering})
    assert problem(answer, 400) == "invalid"
    assert answer.json()["field"] == "cursor"


def test_a_value_that_only_the_database_refuses(api, monkeypatch, caplog):
    def refused(*_):
        raise DataError("value out of range")

    monkeypatch.setattr(job_status, "find", refused)
    assert problem(api.get(STATUS), 400) == "invalid"
    assert "the database refused a value: value out of range" in caplog.text


def test_a_body_of_another_type(api):
    answer = api.client.post(SCAN, "base_url=example.com", content_type="text/plain", headers=api.headers)
    assert problem(answer, 415) == "unsupported_media_type"


def test_an_answer_of_another_type(api):
    assert problem(api.get(STATUS, headers={"Accept": "text/html"}), 406) == "not_acceptable"


def test_a_body_beyond_the_limit(api, settings):
    settings.API_MAX_BODY_BYTES = 100
    assert problem(api.post(SCAN, {"base_url": "x" * 200}), 413) == "too_large"


def test_a_defect_tells_nothing_of_itself(api, monkeypatch, caplog):
    def broken(*_):
        raise RuntimeError("secret detail")

    monkeypatch.setattr(job_status, "find", broken)
    api.client.raise_request_exception = False
    answer = api.get(STATUS)
    assert problem(answer, 500) == "internal"
    assert b"secret" not in answer.content
    assert "secret detail" in caplog.text


def test_a_database_that_does_not_answer(api, monkeypatch):
    def gone(*_):
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(job_status, "find", gone)
    answer = api.get(STATUS)
    assert problem(answer, 503) == "unavailable"
    assert int(answer["Retry-After"]) > 0
