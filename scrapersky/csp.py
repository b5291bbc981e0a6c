"""The Content-Security-Policy: content of this installation only, no inline scripts."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

POLICY = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self' 'unsafe-inline'",  # the admin's bars and the API documentation use inline styles
    "img-src": "'self' data:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
# The admin's menus use Alpine.js, which compiles attributes. These come from templates, never from data.
ADMIN_POLICY = {**POLICY, "script-src": "'self' 'unsafe-eval'"}


class ContentSecurityPolicy:
    """Adds the Content-Security-Policy header to every response."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        policy = ADMIN_POLICY if request.path.startswith("/admin/") else POLICY
        value = "; ".join(f"{name} {sources}" for name, sources in policy.items())
        response.headers.setdefault("Content-Security-Policy", value)
        return response
