"""Every error has one format: {"code", "message", "field"?, "errors"?}."""

import pytest
from django.db import OperationalError

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
