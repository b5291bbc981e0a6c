"""Parts of the OpenAPI 3.1 schema that the views do not declare themselves."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.plumbing import build_bearer_security_scheme_object

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
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "domains.api.authentication.BearerAuthentication"
    name = "token"

    def get_security_definition(self, _auto_schema: Any) -> dict[str, Any]:
        return build_bearer_security_scheme_object(header_name="Authorization", token_prefix="Bearer")  # noqa: S106


def finish(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Add the error format to every call, and remove repeated alternatives of a value."""
    result["components"]["schemas"]["Problem"] = PROBLEM
    for operations in result["paths"].values():
        for operation in operations.values():
            operation["responses"]["default"] = ANY_ERROR
    for schema in result["components"]["schemas"].values():
        for field in schema.get("properties", {}).values():
            if "oneOf" in field:  # "exactly one": null would match twice if it is listed twice
                field["oneOf"] = list({str(option): option for option in field["oneOf"]}.values())
    return result
