"""The API's rules for requests before a view gets them, and for responses after it."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse

LONGEST_ADDRESS = 4000  # characters; the web server's own limit, whose answer is not JSON, must be above it

Handler = Callable[[HttpRequest], HttpResponseBase]


class HeadWithoutBody:
    """Responses to HEAD have the headers of GET, with its Content-Length, and no body."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.method == "HEAD":
            if isinstance(response, StreamingHttpResponse):
                response.streaming_content = ()
            elif isinstance(response, HttpResponse):
                response.content = b""
        return response


class JsonErrors:
    """Errors of the framework itself at addresses of the API, in the format of all errors.

    They come before any view (a Host header that is not allowed) or after it (a response that cannot be
    written), so that ``domains.api.errors`` does not see them.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        foreign = response.status_code >= 400 and "json" not in response.headers.get("Content-Type", "")
        if not (foreign and request.path_info.startswith("/api/")):
            return response
        response.close()
        return _problem(HTTPStatus(response.status_code))


def _problem(status: HTTPStatus) -> JsonResponse:
    code = "internal" if status == HTTPStatus.INTERNAL_SERVER_ERROR else status.name.lower()
    message = "the Host header or another part of the request is malformed"
    told = message if status == HTTPStatus.BAD_REQUEST else status.description or status.phrase
    return JsonResponse({"code": code, "message": told}, status=status)


class LongAddresses:
    """414 for addresses that are too long, in the format of all errors."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        length = len(request.get_full_path())
        if length <= LONGEST_ADDRESS:
            return self.get_response(request)
        message = f"the address has {length} characters; at most {LONGEST_ADDRESS} are read"
        return JsonResponse({"code": "uri_too_long", "message": message}, status=414)
