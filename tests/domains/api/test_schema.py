"""GET /api/schema/ and /api/docs/; and schemathesis compares the schema with the API."""

import re
import tomllib
from functools import cache

import hypothesis
import jsonschema
import pytest
import schemathesis
import yaml
from django.test import Client, RequestFactory
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema
from drf_spectacular.views import SpectacularAPIView
from schemathesis.config import SchemathesisConfig

from domains.api import authentication, urls
from domains.api.examples import EXAMPLES
from domains.api.operations import OPERATIONS
from domains.api.rate_limits import Rate
from domains.models.webhook import WebhookEvent
from domains.webhooks import delivery, signatures
from domains.webhooks.samples import SAMPLES
from scrapersky.web_application import web_application
from tests.conftest import ROOT
from tests.domains.api.routes import ROUTES

CONFIG = tomllib.loads((ROOT / "schemathesis.toml").read_text())


def schema(**config):
    """The API's schema, read from the application itself."""
    config = SchemathesisConfig.from_dict({**CONFIG, **config})
    return schemathesis.openapi.from_wsgi("/api/schema/", web_application(), config=config)


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
    settings.WEBHOOKS_PER_TENANT = 1_000_000
    settings.API_THROTTLE = settings.API_TENANT_THROTTLE = (1_000_000, 60)
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


@pytest.mark.parametrize("accept", ["application/vnd.oai.openapi", "application/vnd.oai.openapi+json", "*/*"])
def test_it_is_built_once_and_is_what_the_library_would_answer(db, monkeypatch, accept):
    expected = SpectacularAPIView.as_view()(RequestFactory().get("/api/schema/", headers={"Accept": accept}))
    first = Client().get("/api/schema/", headers={"Accept": accept})
    assert first.content == expected.render().content
    for name in ("Content-Type", "Content-Disposition", "Vary"):
        assert first[name] == expected[name]
    monkeypatch.setattr(SchemaGenerator, "get_schema", lambda *_, **__: pytest.fail("it was built again"))
    assert Client().get("/api/schema/", headers={"Accept": accept}).content == first.content


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


def test_swagger_ui_asks_no_other_host(client):
    page = client.get("/api/docs/try/").content.decode()
    script = client.get("/api/docs/try/", {"script": ""}).content.decode()
    assert "/static/drf_spectacular_sidecar/" in page
    assert not re.findall(r"(?:src|href)=[\"'](?:https?:)?//", page)
    assert not re.findall(r"[\"']https?://", script)
    assert not re.findall(r"<script(?![^>]*\bsrc=)", page), "a script in the page"


def test_every_path_is_a_known_call_in_the_order_of_use(document):
    described = [(method, path) for path, methods in document["paths"].items() for method in methods]
    assert set(described) == set(OPERATIONS)
    assert list(document["paths"]) == list(dict.fromkeys(path for _, path in OPERATIONS))


def test_every_call_has_a_name_a_group_a_summary_and_a_description(document):
    groups = [tag["name"] for tag in document["tags"]]
    assert all(tag["description"] for tag in document["tags"])
    assert document["servers"][0]["url"] == "/"
    for operation in operations(document):
        name = operation["operationId"]
        assert operation["summary"], name
        assert operation["description"], name
        assert set(operation["tags"]) <= set(groups), name
    names = [operation["operationId"] for operation in operations(document)]
    assert len(names) == len(set(names))


def test_every_parameter_and_every_response_is_described(document):
    for operation in operations(document):
        for parameter in operation.get("parameters", ()):
            assert parameter.get("description"), (operation["operationId"], parameter["name"])
        for code, response in operation["responses"].items():
            assert response["description"], (operation["operationId"], code)


def test_every_object_and_every_property_is_described(document):
    for name, schema in document["components"]["schemas"].items():
        assert schema.get("description"), name
        for field, said in schema.get("properties", {}).items():
            assert said.get("description"), (name, field)


def test_descriptions_are_markdown_and_written_for_readers_of_the_api(document):
    for node in nodes(document):
        told = node.get("description")
        if isinstance(told, str):
            assert "``" not in told
            assert "Meta." not in told
            assert not re.search(r"^\* `(\w+)` - \1$", told, re.MULTILINE), told


def test_every_value_of_every_enumeration_is_described(document):
    names = fields_parameters(document)  # of properties, which are described there
    for node in nodes(document):
        if "enum" in node and node["enum"] not in names:
            told = node.get("x-enum-descriptions", [])
            assert len(told) == len(node["enum"]), node
            assert all(told), node


def test_every_body_has_examples_that_its_schema_accepts(document):
    bodies = [body for operation in operations(document) for body in bodies_of(operation)]
    assert len(bodies) > 80
    for where, content in bodies:
        if content["schema"].get("format") == "binary":
            continue  # a spreadsheet
        assert content.get("examples"), where
        for example in content["examples"].values():
            valid(document, content["schema"], example["value"], where)


def test_an_example_that_its_schema_does_not_accept_is_noticed(document):
    job = {"$ref": "#/components/schemas/Job"}
    valid(document, job, EXAMPLES["Job"]["Waiting"], "")
    with pytest.raises(jsonschema.ValidationError):
        valid(document, job, {**EXAMPLES["Job"]["Waiting"], "status": "asleep"}, "")


def test_unknown_fields_of_a_request_are_invalid(document):
    order = {"$ref": "#/components/schemas/ScanOrderRequest"}
    with pytest.raises(jsonschema.ValidationError):
        valid(document, order, {"base_url": "example.com", "maxpages": 5}, "")


def test_a_job_without_a_result_is_valid(document):
    assert EXAMPLES["Job"]["Waiting"]["result_data"] is None
    valid(document, {"$ref": "#/components/schemas/Job"}, EXAMPLES["Job"]["Waiting"], "job")


def test_the_document_itself_is_valid(document):
    validate_schema(document)


def test_every_event_of_webhooks_is_described_with_its_payload_and_headers(document):
    assert set(document["webhooks"]) == set(WebhookEvent.values)
    for event, item in document["webhooks"].items():
        headers = {parameter["name"] for parameter in item["post"]["parameters"]}
        sent = signatures.headers(["secret"], "id", b"", 0)
        assert headers == {delivery.EVENT, *sent}
        (content,) = item["post"]["requestBody"]["content"].values()
        (example,) = content["examples"].values()
        assert example["value"]["event"] == event
        assert example["value"]["data"] == SAMPLES[event]


def operations(document):
    """Those of the paths and of the webhooks."""
    items = [*document["paths"].values(), *document["webhooks"].values()]
    return [operation for item in items for operation in item.values()]


def bodies_of(operation):
    """The bodies of an operation, each with the place where it stands."""
    yield from (
        ((operation["operationId"], code, media_type), content)
        for code, body in [("request", operation.get("requestBody", {})), *operation["responses"].items()]
        for media_type, content in body.get("content", {}).items()
    )


def nodes(value):
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from nodes(inner)


def fields_parameters(document):
    """The names that each ``fields`` of a list accepts."""
    found = (parameter for operation in operations(document) for parameter in operation.get("parameters", ()))
    schemas = (parameter["schema"] for parameter in found if parameter["name"] == "fields")
    return [schema["items"]["enum"] for schema in schemas if "items" in schema]


def valid(document, schema, value, where):
    """Raises ``ValidationError`` unless the schema accepts the value."""
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "components": document["components"],
    }
    jsonschema.validate(value, whole, format_checker=jsonschema.FormatChecker())
