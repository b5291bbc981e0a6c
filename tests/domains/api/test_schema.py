"""GET /api/schema/ and /api/docs/; and schemathesis compares the schema with the API."""

import re
from functools import cache

import hypothesis
import pytest
import schemathesis
import yaml
from django.test import Client
from schemathesis.config import SchemathesisConfig

from domains.api import authentication, urls
from domains.api.rate_limits import Rate
from scrapersky.wsgi import application
from tests.domains.api.routes import ROUTES

# What a host name or URL must be, and that a cursor or Idempotency-Key is one of ours, or how long
# an address is, no schema can say.
REFUSED_FOR_ITS_MEANING = ["2xx", "304", "400", "404", "409", "414", "422"]
# Schemathesis does not know that an address which is too long is refused by 414.
REFUSED = ["400", "401", "403", "404", "405", "406", "409", "414", "415", "422", "428", "429", "5xx"]
CHECKS = {
    "positive_data_acceptance": {"expected-statuses": REFUSED_FOR_ITS_MEANING},
    "negative_data_rejection": {"expected-statuses": REFUSED},
}


def schema(**config):
    """The API's schema, read from the application itself."""
    config = SchemathesisConfig.from_dict({"checks": CHECKS, **config})
    return schemathesis.openapi.from_wsgi("/api/schema/", application, config=config)


def bounded(examples):
    return hypothesis.settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(hypothesis.HealthCheck),
    )


@pytest.fixture
def headers(api, settings, monkeypatch):
    patience = Rate(1_000_000, 60)  # wrong tokens are part of the play, and are to be told apart by 401
    monkeypatch.setattr(authentication, "_wrong_tokens", lambda: patience)
    settings.API_PUBLIC_STATUS = False
    settings.API_THROTTLE = (1_000_000, 60)
    return api.headers


# In transactions of their own, because the application closes its connections as in production.
@pytest.mark.django_db(transaction=True)
@schema(phases={"coverage": {"enabled": False}}).parametrize()
@bounded(5)
def test_every_call_keeps_what_the_schema_promises(case, headers):
    case.call_and_validate(headers=headers)


@pytest.mark.chaos
@pytest.mark.timeout(1800)
@pytest.mark.django_db(transaction=True)
@schema().parametrize()
@bounded(50)
def test_every_call_keeps_what_the_schema_promises_at_length(case, headers):
    case.call_and_validate(headers=headers)


@cache
def published():
    """As the API answers; the same for all tests, as it takes half a second."""
    answer = Client().get("/api/schema/")
    assert answer.status_code == 200
    return yaml.safe_load(answer.content)


@pytest.fixture
def document(db):
    return published()


def test_it_is_openapi_3_1(document):
    assert document["openapi"].startswith("3.1")


def test_every_call_is_described(document):
    described = {
        (re.sub(r"\{\w+\}", "{}", path), method)
        for path, operations in document["paths"].items()
        for method in operations
    }
    for pattern in ROUTES.values():
        path = "/" + re.sub(r"<\w+:\w+>", "{}", pattern.pattern._route)
        for method in ("get", "post", "delete"):
            if hasattr(pattern.callback.view_class, method):
                assert (path, method) in described


def test_every_call_needs_the_token_and_tells_its_errors(document):
    for operations in document["paths"].values():
        for operation in operations.values():
            assert {"token": []} in operation["security"]
            content = operation["responses"]["default"]["content"]
            assert content["application/json"]["schema"]["$ref"].endswith("/Problem")


def test_the_calls_that_people_begin_with_have_examples(document):
    for path in ("scan", "batch"):
        body = document["paths"][f"/{urls.ORIGINAL}{path}"]["post"]["requestBody"]["content"]
        assert body["application/json"]["examples"]


def test_the_page_asks_no_other_host(client):
    page = client.get("/api/docs/").content.decode()
    script = client.get("/api/docs/", {"script": ""}).content.decode()
    assert "/static/drf_spectacular_sidecar/" in page
    assert not re.findall(r"(?:src|href)=[\"'](?:https?:)?//", page)
    assert not re.findall(r"[\"']https?://", script)
    assert not re.findall(r"<script(?![^>]*\bsrc=)", page), "a script in the page"


EXPLAINED = ("/changes/", "/companies/", "/batches/", "/test/", "/rotate/", "/resend/", "/deliveries/{id}/")


def test_newer_calls_describe_each_parameter_and_property(document):
    operations = [
        operation
        for path, methods in document["paths"].items()
        if any(part in path for part in EXPLAINED)
        for operation in methods.values()
    ]
    for operation in operations:
        assert operation["description"], operation["operationId"]
        for parameter in operation.get("parameters", ()):
            known = parameter["in"] == "path" or parameter["name"] == "fields"
            assert known or parameter.get("description"), (operation["operationId"], parameter["name"])
    for name in referenced(operations, document):
        for field, schema in document["components"]["schemas"][name].get("properties", {}).items():
            assert schema.get("description"), (name, field)


def referenced(parts, document):
    """The names of the schemas that these parts of the document use, and that those use."""
    names, found = set(), re.findall(r"#/components/schemas/(\w+)", str(parts))
    while found:
        name = found.pop()
        if name not in names:
            names.add(name)
            found += re.findall(r"#/components/schemas/(\w+)", str(document["components"]["schemas"][name]))
    return names
