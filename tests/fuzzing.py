"""Malformed requests: to every call of the API, every page of the admin, and the public pages.

``requests(seed, ids)`` yields them without end, the same ones for the same seed. Each is made from something
valid (a path of the URL configuration, parameters and fields of the schema or the admin), with errors in a
few places, so that it passes the first check.
"""

from __future__ import annotations

import base64
import json
import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, quote_plus

from django.contrib import admin
from django.urls import URLPattern, URLResolver, get_resolver
from drf_spectacular.generators import SchemaGenerator

METHODS = ["GET", "POST", "PATCH", "DELETE", "HEAD", "PUT", "OPTIONS", "TRACE", "BREW"]
UNTESTED = re.compile(r"logout|static")  # signing out would end the admin's part
TEXTS = [
    *("", " ", "0", "-1", "1", "true", "null", "example.com", "info@example.com", "+1 202 555 0143", "café"),
    *(
        "\x00",
        "a\x00b",
        "\ud800",
        "x\udfffy",
        "\ufeff",
        "\u202e",
        "\U000e0041",
        "\x1b[31m",
        "\r\nX: y",
        "%00",
    ),
    *(
        "9" * 19,
        "9" * 40,
        "-" + "9" * 30,
        "9" * 5000,
        "%00",
        "1e999",
        "nan",
        "inf",
        "-0",
        "0x10",
        "١٢",
        "1_000",
    ),
    *("0001-01-01T00:00:00+14:00", "0001-01-01", "0000-01-01T00:00:00Z", "9999-12-31T23:59:59.999999-14:00"),
    *("2026-01-01T00:00:00+23:59", "2026-01-01T00:00:00-16:00", "2026-02-30T00:00:00Z", "10000-01-01T00:00Z"),
    *("2026-01-01T24:00:00Z", "2026-01-01T00:00:00+99:99", "1-1-1", "2026-W01-1", "24:61"),
    *("[" * 3000, "{" * 50, "' OR 1=1 --", "%", "_", "\\", "\\u0000", '"', "(?", "a,b,,c", "..", "__all__"),
    *(
        "http://[",
        "http://[::1",
        "https://example.com:99999/",
        "http://a@b@c/",
        "//",
        "xn--a",
        "a" * 300 + ".com",
    ),
    *(
        "00000000-0000-0000-0000-000000000000",
        "{00000000-0000-0000-0000-000000000000}",
        "𝟙",
        "ﬀ",
        "İ",
        "a" * 300,
    ),
    *(
        "tel:+49",
        "٣",
        "²",
        "1.5",
        "+",
        "++",
        "+999999999999999999999",
        ";ext=1",
        "domain",
        "-domain",
        "id,id",
    ),
]
VALUES: list[Any] = [
    *(None, True, False, 0, -1, 1, 2**31, 2**63, -(2**63) - 1, 2**64, 10**400, 1.5, 1e308, -0.0),
    *([], {}, [[]], [None], {"": ""}, {"\x00": 1}, {"a": {"b": []}}, ["x"] * 50, [{"x": 1}], [1, "1", None]),
]
CONTENT_TYPES = [
    *("application/json",) * 12,
    *(
        "application/json; charset=utf-7",
        "application/json; charset=nonsense",
        "application/json; charset=\xff",
    ),
    *("application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=nonsense"),
    *("multipart/form-data", "multipart/form-data; boundary=b", "multipart/form-data; boundary=" + "b" * 300),
    *("text/plain", "", "/", "a/b/c", "*/*", "\xff", "application/json" * 50),
]
LARGE = [b"[" * 100_000, b'{"a":' * 20_000, b'"' + b"x" * 2_700_000 + b'"', b"a=1&" * 1500]
HEADERS: dict[str, list[str]] = {
    "HTTP_ACCEPT": [
        "",
        "*",
        "a/b/c",
        "text/html",
        "application/json; q=x",
        "*/*;;",
        "\xff",
        "text/event-stream",
    ],
    "HTTP_AUTHORIZATION": ["", "Bearer", "Bearer \xff", "Basic x", "Bearer a b", "Bearer " + "x" * 5000],
    "HTTP_HOST": ["", "a b", "[", "[::1]:x", "\xff", "x" * 5000, "localhost:99999999", "127.0.0.1:0"],
    "HTTP_IDEMPOTENCY_KEY": ["", "\xff", "x" * 256, "a", "b"],
    "HTTP_IF_NONE_MATCH": ["", "*", '"', '"x"', "W/", "\xff", '"a",' * 100],
    "HTTP_IF_MODIFIED_SINCE": ["x", "Mon, 99 Foo 9999 99:99:99 GMT", "Sun, 31 Dec 9999 23:59:59 GMT"],
    "HTTP_RANGE": ["bytes=0-", "bytes=9-1", "x"],
    "HTTP_LAST_EVENT_ID": ["", "x", "9" * 18, "9" * 19, "1"],
    "HTTP_COOKIE": [
        "",
        "=",
        "sessionid=\xff",
        "csrftoken=x",
        ";;",
        "messages=x",
        'a="',
        "sessionid=" + "x" * 300,
    ],
    "HTTP_X_FORWARDED_FOR": ["", ",", "x", "1.2.3.4", "\xff", "1.2.3.4, ::1, [::1]:80", "1.1.1.1," * 200],
    "HTTP_X_FORWARDED_PROTO": ["https", "", "x"],
    "HTTP_ACCEPT_LANGUAGE": ["\xff", "x" * 600, "a-" * 300, "*;q=9"],
    "HTTP_REFERER": ["\xff", "http://[", "x"],
    "HTTP_ORIGIN": ["null", "http://[", "\xff", "x"],
    "HTTP_TRANSFER_ENCODING": ["chunked", "gzip", "x"],
    "CONTENT_LENGTH": ["", "x", "-1", "٣", "1"],
    "CONTENT_ENCODING": ["gzip"],
}
Ids = Mapping[str, list[str]]  # name of a table's rows -> ids that exist


@dataclass
class Sent:
    """A request. ``environ`` contains the parts that differ from an ordinary request."""

    method: str
    path: str
    query: str
    body: bytes
    content_type: str
    environ: dict[str, str] = field(default_factory=dict)
    signed_in: bool = True

    def __str__(self) -> str:
        told = f"{self.method} {self.path}?{self.query[:200]} {self.content_type!r} {self.environ}"
        return ascii(f"{told[:600]} {self.body[:300]!r}")


def requests(seed: int, ids: Ids) -> Iterator[Sent]:
    chance = random.Random(seed)
    api, others = _routes()
    calls, names = _calls(), _admin_parameters()
    while True:
        route = chance.choice(chance.choice([api, api, others]))
        yield _request(chance, route, calls.get(_comparable(route), {}), ids, names)


def _routes() -> tuple[list[str], list[str]]:
    """The paths of the API, and all others."""
    paths = list(_paths(get_resolver()))
    return [p for p in paths if p.startswith("/api/")], [p for p in paths if not p.startswith("/api/")]


def _paths(resolver: URLResolver, prefix: str = "/") -> Iterator[str]:
    """The paths of the URL configuration, with <kind:name> for what varies."""
    for entry in resolver.url_patterns:
        path = prefix + str(entry.pattern).lstrip("^")
        if isinstance(entry, URLResolver):
            yield from _paths(entry, path)
        elif isinstance(entry, URLPattern) and not UNTESTED.search(path):
            yield path


def _calls() -> dict[str, dict[str, Any]]:
    """What the schema says about each path: names of parameters, and an example body for each method."""
    document = SchemaGenerator().get_schema(request=None, public=True)
    schemas = document["components"]["schemas"]
    return {
        _comparable(path): {
            "query": sorted({p["name"] for op in methods.values() for p in op.get("parameters", ())}),
            "choices": sorted({c for op in methods.values() for c in _choices(op)}),
            "methods": [method.upper() for method in methods],
            "body": {m.upper(): _body(op, schemas) for m, op in methods.items() if "requestBody" in op},
        }
        for path, methods in document["paths"].items()
    }


def _comparable(path: str) -> str:
    return re.sub(r"<[^>]*>|\{\w+\}", "{}", path)


def _choices(operation: Mapping[str, Any]) -> Iterator[str]:
    for parameter in operation.get("parameters", ()):
        schema = parameter["schema"]
        yield from map(str, schema.get("enum") or schema.get("items", {}).get("enum", ()))


def _body(operation: Mapping[str, Any], schemas: Mapping[str, Any]) -> dict[str, Any]:
    (content, *_) = operation["requestBody"]["content"].values()
    schema = content["schema"]
    examples = content.get("examples", {}).values()
    told = {k: v for each in examples for k, v in each.get("value", {}).items()}
    reference = re.search(r"/(\w+)'", str(schema))
    properties = schemas[reference[1]].get("properties", {}) if reference else {}
    return dict.fromkeys(properties, "x") | told


def _admin_parameters() -> list[str]:
    """Names of filters and of the change lists' own parameters, also looked up in ways nobody offers."""
    names = {
        "q",
        "p",
        "o",
        "e",
        "all",
        "_popup",
        "_to_field",
        "_changelist_filters",
        "next",
        "script",
        "format",
    }
    for model, page in admin.site._registry.items():
        fields = [f.name for f in model._meta.concrete_fields]
        names |= {f"{name}{lookup}" for name in fields for lookup in ("", "__exact", "__gte", "__isnull")}
        names |= {
            getattr(one, "parameter_name", "") or "" for one in page.list_filter if not isinstance(one, str)
        }
        names |= {f"{one}__{end}" for one in page.date_hierarchy or [] for end in ("year", "month", "day")}
    return sorted(names - {""})


def _request(chance: random.Random, route: str, call: Mapping[str, Any], ids: Ids, names: list[str]) -> Sent:
    usual = call.get("methods", ["GET", "GET", "POST"])
    method = chance.choice(usual if chance.random() < 0.9 else METHODS)
    body, content_type = _sent_body(chance, call.get("body", {}).get(method))
    environ = {name: chance.choice(HEADERS[name]) for name in HEADERS if chance.random() < 0.015}
    if call.get("query") and "after" in call["query"] and method == "GET" and chance.random() < 0.3:
        environ["HTTP_ACCEPT"] = "text/event-stream"
    known = call.get("query") or names
    query = _query(chance, known, call.get("choices") or ["1"], ids) if chance.random() < 0.8 else ""
    return Sent(method, _path(chance, route, ids), query, body, content_type, environ, chance.random() < 0.95)


def _path(chance: random.Random, route: str, ids: Ids) -> str:
    def filled(match: re.Match[str]) -> str:
        if chance.random() < 0.75:
            return chance.choice(
                chance.choice(list(ids.values())) if chance.random() < 0.3 else _fitting(match[0], route, ids)
            )
        return quote(_text(chance)[:200].encode("utf-8", "surrogatepass"), safe="")

    path = re.sub(r"<[^>]*>|\(\?P.*?\)", filled, route.replace("\\", "").replace("$", ""))
    return path.rstrip("/") if chance.random() < 0.05 else path


def _any(chance: random.Random, ids: Ids) -> list[str]:
    return chance.choice(list(ids.values()))


def _fitting(variable: str, route: str, ids: Ids) -> list[str]:
    best = [values for name, values in ids.items() if name in route]
    kind = [values for name, values in ids.items() if ("uuid" in variable) == ("-" in values[0])]
    return (best or kind or list(ids.values()))[0]


def _query(chance: random.Random, names: list[str], choices: list[str], ids: Ids) -> str:
    if chance.random() < 0.01:
        return "&".join(f"a{n}=" for n in range(1300))[: chance.choice([3900, 9000])]
    parts = []
    for _ in range(chance.randint(1, 3)):
        name = chance.choice(names) if chance.random() < 0.97 else _text(chance)[:100]
        value = _value(chance, name, choices, ids)
        given = value if chance.random() < 0.02 else quote_plus(value.encode("utf-8", "surrogatepass"))
        parts.append(f"{quote_plus(name.encode('utf-8', 'surrogatepass'))}={given}")
    # A server passes bytes on as Latin-1 text.
    return "&".join(parts).encode("utf-8", "surrogatepass").decode("latin-1")


def _value(chance: random.Random, name: str, choices: list[str], ids: Ids) -> str:
    if name == "wait":  # waiting itself is not tested here
        return chance.choice(["0", "-1", "x", "9" * 30, "0.0", "61", "٠"])
    if name == "cursor" and chance.random() < 0.8:
        return _cursor(chance)
    pick = chance.random()
    if pick < 0.15:
        return chance.choice(choices)
    if pick < 0.3:
        return chance.choice(_any(chance, ids))
    return _text(chance)[:1500]


def _cursor(chance: random.Random) -> str:
    """A cursor as the API makes them, with parts of its own choice."""
    ordering = chance.choice(
        ["domain", "-created_at", "created_at", "-timestamp", "id", "-id", "-finished_at"]
    )
    parts: list[Any] = [ordering, _text(chance)[:300], chance.choice([_text(chance)[:300], "1", "0" * 8])]
    if chance.random() < 0.3:
        parts[chance.randrange(3)] = chance.choice(VALUES)
    return (
        base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")[: chance.choice([999, 40])]
    )


def _text(chance: random.Random) -> str:
    if chance.random() < 0.7:
        return chance.choice(TEXTS)
    if chance.random() < 0.5:
        return chance.choice(TEXTS)[:40] + chance.choice(TEXTS)[:40]
    return "".join(chr(chance.choice([chance.randrange(128), chance.randrange(0x110000)])) for _ in range(9))


def _sent_body(chance: random.Random, example: dict[str, Any] | None) -> tuple[bytes, str]:
    content_type = chance.choice(CONTENT_TYPES)
    pick = chance.random()
    if pick < 0.1:
        return bytes(chance.randrange(256) for _ in range(chance.randrange(40))), content_type
    if pick < 0.13:
        return chance.choice(
            [b"[" * 100_000, b'{"a":' * 20_000, b'"' + b"x" * 2_700_000 + b'"', b"a=1&" * 1500]
        ), content_type
    if "form" in content_type:
        return _form(chance, content_type), content_type
    body: Any = dict(example or {"a": 1})
    for _ in range(chance.randint(0, 2)):
        name = chance.choice(list(body)) if body and chance.random() < 0.9 else _text(chance)[:50]
        body[name] = _text(chance) if chance.random() < 0.6 else chance.choice(VALUES)
        if chance.random() < 0.15:
            body[name] = [body[name], _text(chance)]
    if pick > 0.97:
        body = chance.choice(VALUES)
    return json.dumps(body, ensure_ascii=chance.random() < 0.7).encode("utf-8", "surrogatepass"), content_type


FIELDS = [
    *("username", "password", "domains", "max_pages", "name", "query", "value", "reason", "notes", "email"),
    *(
        "action",
        "_selected_action",
        "select_across",
        "index",
        "csrfmiddlewaretoken",
        "column",
        "file",
        "post",
    ),
    *("priority", "rescan_days", "status", "next_attempt_at_0", "next_attempt_at_1", "expires_at_0", "url"),
    *("expires_at_1", "tenant_id", "scopes", "events", "_save", "form-TOTAL_FORMS", "_saveasnew", "overlap"),
]


def _form(chance: random.Random, content_type: str) -> bytes:
    pairs = [(chance.choice(FIELDS), _text(chance)) for _ in range(chance.randint(1, 8))]
    if "multipart" not in content_type:
        return "&".join(f"{k}={quote_plus(v.encode('utf-8', 'surrogatepass'))}" for k, v in pairs).encode()
    parts = [
        f'--b\r\nContent-Disposition: form-data; name="{k}"'
        + chance.choice(["", '; filename="f.csv"', '; filename="\x00"', "; filename*=x''%ff"])
        + chance.choice(["", "\r\nContent-Type: text/csv", "\r\nContent-Transfer-Encoding: base64"])
        + f"\r\n\r\n{v[:100]}\r\n"
        for k, v in pairs
    ]
    return "".join([*parts, chance.choice(["--b--\r\n", "--b", ""])]).encode("utf-8", "surrogatepass")
