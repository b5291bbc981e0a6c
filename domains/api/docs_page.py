"""GET /api/docs/: the schema as a page, with a curl command for each call.

The page is rendered here, without scripts, so that every browser and every assistive technology can read it.
Requests can be tried with Swagger UI at /api/docs/try/.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import markdown
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from domains.api import schema_view
from domains.api.schema_view import Node


def page(request: HttpRequest) -> HttpResponse:
    """The page for this server, whose address is used in the commands."""
    return HttpResponse(_page(f"{request.scheme}://{request.get_host()}"))


@lru_cache(maxsize=4)  # making it takes 0.3 s of CPU time, and everybody may read it
def _page(address: str) -> str:
    document = schema_view.document()
    context = {
        "title": document["info"]["title"],
        "introduction": _prose(document["info"]["description"]),
        "address": address,
        "groups": [_group(document, tag, address) for tag in document["tags"]],
        "messages": [_message(event, item["post"]) for event, item in document["webhooks"].items()],
        "objects": [_object(name, each) for name, each in _objects(document)],
    }
    return render_to_string("api/docs.html", context)


def _group(document: Node, tag: Node, address: str) -> Node:
    calls = [
        _call(method, path, operation, address)
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if tag["name"] in operation["tags"]
    ]
    return {"name": tag["name"], "about": _prose(tag["description"]), "calls": calls}


def _call(method: str, path: str, operation: Node, address: str) -> Node:
    return {
        "id": operation["operationId"],
        "summary": operation["summary"],
        "method": method.upper(),
        "path": path,
        "about": _prose(operation["description"]),
        "curl": curl(method, path, operation, address),
        "parameters": [
            _property(each["name"], {**each["schema"], **each}) for each in operation.get("parameters", [])
        ],
        "request": _body(operation.get("requestBody", {})),
        "responses": [
            {"code": code, "about": _prose(each["description"]), **_body(each)}
            for code, each in operation["responses"].items()
            if code != "default"
        ],
    }


def curl(method: str, path: str, operation: Node, address: str) -> str:
    """A command for a shell that sends the call with its first example. ``$TOKEN`` and ids are filled in."""
    needed = [
        each for each in operation.get("parameters", []) if each["in"] == "query" and each.get("required")
    ]
    query = "&".join(f"{each['name']}={_first(each['examples'])}" for each in needed)
    url = address + path.replace("{", "$").replace("}", "") + (f"?{query}" if query else "")
    words = ["curl", *(["-X", method.upper()] if method != "get" else []), f'"{url}"']
    lines = [" ".join(words), '-H "Authorization: Bearer $TOKEN"']
    if examples := _content(operation.get("requestBody", {})).get("examples"):
        lines += ['-H "Content-Type: application/json"', f"-d {shlex.quote(json.dumps(_first(examples)))}"]
    return " \\\n     ".join(lines)


def _content(body: Node) -> Node:
    """The first format of a body; empty if there is no body."""
    found: Node = next(iter(body.get("content", {}).values()), {})
    return found


def _first(examples: Node) -> Any:
    return next(iter(examples.values()))["value"]


def _body(body: Node) -> Node:
    """The object in a body, and its examples as text."""
    content = _content(body)
    examples = [
        {
            "title": title,
            "text": value if isinstance(value, str) else json.dumps(value, indent=2, ensure_ascii=False),
        }
        for title, value in ((title, each["value"]) for title, each in content.get("examples", {}).items())
    ]
    return {"object": _names(content.get("schema", {})), "examples": examples}


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, indent=2, ensure_ascii=False)


def _parameters(operation: Node) -> list[Node]:
    return [_property(each["name"], {**each["schema"], **each}) for each in operation.get("parameters", [])]


def _message(event: str, operation: Node) -> Node:
    return {
        "event": event,
        "about": _prose(operation["description"]),
        "headers": _parameters(operation),
        **_body(operation["requestBody"]),
    }


def _objects(document: Node) -> Iterator[tuple[str, Node]]:
    for name, schema in sorted(document["components"]["schemas"].items()):
        if "properties" in schema or "enum" in schema:
            yield name, schema


def _object(name: str, schema: Node) -> Node:
    properties = [_property(field, each) for field, each in schema.get("properties", {}).items()]
    return {"name": name, "about": _prose(schema["description"]), "properties": properties}


def _property(name: str, schema: Node) -> Node:
    return {
        "name": name,
        "kind": _kind(schema),
        "objects": _names(schema),
        "about": _prose(schema["description"]),
        "required": bool(schema.get("required")) and schema.get("in") is not None,
    }


def _kind(schema: Node) -> str:
    """The type in words, without the objects, which are links."""
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    words = " or ".join(kinds)
    return f"{words} ({schema['format']})" if "format" in schema else words


def _names(schema: Node) -> list[str]:
    """The objects that a schema refers to, for links."""
    if "$ref" in schema:
        return [schema["$ref"].rpartition("/")[2]]
    inner = [*schema.get("oneOf", []), schema.get("items"), schema.get("additionalProperties")]
    names = [name for each in inner if isinstance(each, dict) for name in _names(each)]
    return [name for name in dict.fromkeys(names) if name != "NullEnum"]


def _prose(text: str) -> str:
    """Markdown as HTML. The text is our own, so the template does not escape it."""
    return str(markdown.markdown(text))
