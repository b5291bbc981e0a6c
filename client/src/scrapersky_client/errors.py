"""The errors of calls."""

from __future__ import annotations

from typing import Any

import httpx


class ScraperSkyError(Exception):
    """The base of all errors of this package."""


class Unreachable(ScraperSkyError):
    """The server answered none of the attempts. The cause is the last error of httpx."""


class StillRunning(ScraperSkyError, TimeoutError):
    """The job or batch has not ended in the given time. ``state`` is the last response."""

    def __init__(self, message: str, state: Any) -> None:
        super().__init__(message)
        self.state = state


class ApiError(ScraperSkyError):
    """The server refused a request.

    ``status`` is the HTTP status. ``code`` is for programs and does not change; ``message`` is for people.
    ``field`` is the field of the request that is wrong, "" if it is not one field. ``problems`` has all
    errors if there are several.
    """

    def __init__(self, status: int, problem: dict[str, Any]) -> None:
        self.status = status
        self.code: str = problem.get("code", "")
        self.message: str = problem.get("message", "")
        self.field: str = problem.get("field", "")
        self.problems: list[dict[str, Any]] = problem.get("errors", [problem])
        where = f" ({self.field})" if self.field else ""
        super().__init__(f"{status} {self.code}{where}: {self.message}")


class NotFound(ApiError):
    """404: the object does not exist, or it belongs to another tenant."""


class Conflict(ApiError):
    """409: the status of the domain or message, or another rule such as the block list, does not allow it."""


class CursorExpired(ApiError):
    """410: changes after this cursor were pruned. Read the list of domains again."""


_KINDS: dict[int, type[ApiError]] = {404: NotFound, 409: Conflict, 410: CursorExpired}


def error_of(response: httpx.Response) -> ApiError:
    """The error in a response. The response of a proxy may not be JSON."""
    try:
        problem = response.json()
    except ValueError:
        problem = {}
    if not isinstance(problem, dict) or "code" not in problem:
        problem = {"code": "no_json", "message": response.text[:500]}
    return _KINDS.get(response.status_code, ApiError)(response.status_code, problem)
