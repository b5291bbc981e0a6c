"""Parts of the OpenAPI 3.1 schema that the views do not declare themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.plumbing import build_bearer_security_scheme_object

from domains.api import examples
from domains.api.operations import OPERATIONS, TAGS, THINGS
from domains.api.vocabulary import listed, meanings
from domains.api.webhook_messages import HEADERS

Node = dict[str, Any]

PROBLEM = {
    "type": "object",
    "description": "The format of all errors.",
    "required": ["code", "message"],
    "additionalProperties": False,
    "properties": {
        "code": {"type": "string", "description": "For machines.", "examples": ["invalid_domain"]},
        "message": {"type": "string", "description": "For people."},
        "field": {"type": "string", "description": "The field of the request that is wrong."},
        "errors": {
            "type": "array",
            "description": "All errors, if several fields are wrong.",
            "items": {"$ref": "#/components/schemas/Problem"},
        },
    },
}
ANY_ERROR = {
    "description": "An error: 400 wrong input, 401 no valid token, 403 scope missing, 404 not found, "
    "409 forbidden by the lifecycle, 422 Idempotency-Key reused, 429 too many requests (see Retry-After).",
    "content": {
        "application/json": {
            "schema": {"$ref": "#/components/schemas/Problem"},
            "examples": {title: {"value": value} for title, value in examples.PROBLEMS.items()},
        }
    },
}
LISTED_VALUE = re.compile(r"\* `[^`]*` - ")
MEANINGS = {
    "200": "The request was carried out.",
    "201": "It was created.",
    "202": "The request was accepted; what it asks for is not finished.",
    "204": "It was deleted.",
    "304": "The response is the one that has this ETag.",
}


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "domains.api.authentication.BearerAuthentication"
    name = "token"

    def get_security_definition(self, _auto_schema: Any) -> Node:
        scheme = build_bearer_security_scheme_object(header_name="Authorization", token_prefix="Bearer")  # noqa: S106
        return {**scheme, "description": "A token, as `manage.py create_api_token` prints it."}


def finish(result: Node, **_: Any) -> Node:
    """Add the descriptions of calls, values and examples to the generated document."""
    schemas = result["components"]["schemas"]
    schemas["Problem"] = PROBLEM
    schemas["NullEnum"]["description"] = "No value."
    for node in _nodes(result):
        _simplify(node)
        _tidy(node)
        if "enum" in node:
            _describe_values(node)
    for name, schema in schemas.items():
        if name.endswith("Request"):
            schema["additionalProperties"] = False
    for path, operations in result["paths"].items():
        for method, operation in operations.items():
            _allow_choice(operation, schemas)
            _name(operation, method, path)
            _complete(operation, path)
    for item in result["webhooks"].values():
        item["post"]["parameters"] = HEADERS
        _give_examples(item["post"]["requestBody"])
    result["paths"] = _in_order(result["paths"])
    result["tags"] = [{"name": name, "description": told} for name, told in TAGS.items()]
    return result


def _nodes(value: Any) -> Iterator[Node]:
    """All objects of the document, the inner ones last."""
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _nodes(item)


def _simplify(node: Node) -> None:
    """Remove alternatives that are listed twice, such as null: "exactly one of" would then match twice."""
    if "oneOf" in node:
        node["oneOf"] = list({str(option): option for option in node["oneOf"]}.values())


def _tidy(node: Node) -> None:
    """Descriptions in Markdown, without the lists of values, which each use of an enumeration repeats."""
    if isinstance(told := node.get("description"), str):
        lines = [line for line in told.splitlines() if not LISTED_VALUE.match(line)]
        node["description"] = "\n".join(lines).replace("``", "`").strip()


def _describe_values(node: Node) -> None:
    """The meaning of each value, in the description and, for programs, as ``x-enum-descriptions``."""
    if told := meanings(node["enum"]):
        node["x-enum-descriptions"] = told
        node["description"] = f"{node.get('description', '')}\n\n{listed(node['enum'], told)}".strip()


def _allow_choice(operation: Node, schemas: Node) -> None:
    """The parameter ``fields`` of a list selects the fields of its rows, so none of them is required."""
    if any(parameter["name"] == "fields" for parameter in operation.get("parameters", ())):
        for content in operation["responses"]["200"]["content"].values():
            name = _referred(content["schema"])
            if name.startswith("Paginated"):
                rows = schemas[name]["properties"]["results"]["items"]
                schemas[_referred(rows)].pop("required", None)


def _referred(schema: Node) -> str:
    return str(schema.get("$ref", "")).rpartition("/")[2]


def _name(operation: Node, method: str, path: str) -> None:
    if known := OPERATIONS.get((method, path)):
        operation["operationId"] = known.id
        operation["summary"] = known.summary
        operation["tags"] = [known.tag]


def _complete(operation: Node, path: str) -> None:
    operation["responses"]["default"] = ANY_ERROR
    for code, response in operation["responses"].items():
        if code in MEANINGS and response.get("description") in {"", None, "No response body"}:
            response["description"] = MEANINGS[code]
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "path":
            parameter["description"] = f"The id of the {_thing(path)}."
        elif parameter["in"] == "query":
            _refuse_empty(parameter["schema"])
    for body in (operation.get("requestBody", {}), *operation["responses"].values()):
        _give_examples(body)


def _refuse_empty(schema: Node) -> None:
    """Text in a query must not be empty: see ``check_query``."""
    if schema.get("type") == "string" and not {"enum", "format", "pattern"} & set(schema):
        schema.setdefault("minLength", 1)


def _thing(path: str) -> str:
    return THINGS[path.partition("/{")[0].rpartition("/")[2]]


def _give_examples(body: Node) -> None:
    for media_type, content in body.get("content", {}).items():
        found = examples.of(content["schema"], media_type)
        if found and "examples" not in content:
            content["examples"] = {title: {"value": value} for title, value in found.items()}


def _in_order(paths: Node) -> Node:
    """The paths as ``OPERATIONS`` lists them; those that it does not know last."""
    order = {path: place for place, (_, path) in reversed(list(enumerate(OPERATIONS)))}
    return dict(sorted(paths.items(), key=lambda item: order.get(item[0], len(OPERATIONS))))
