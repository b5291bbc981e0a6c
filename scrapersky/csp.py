"""Which content a browser may load with our pages: ours alone, and no script that is written into a page."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

POLICY = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self' 'unsafe-inline'",  # the admin's bars and the API page set widths and colours
    "img-src": "'self' data:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
# The admin's menus are Alpine.js: it makes functions of attributes, which templates write, never data.
ADMIN_POLICY = {**POLICY, "script-src": "'self' 'unsafe-eval'"}


class ContentSecurityPolicy:
    """Adds the Content-Security-Policy header to every answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        policy = ADMIN_POLICY if request.path.startswith("/admin/") else POLICY
        value = "; ".join(f"{name} {sources}" for name, sources in policy.items())
        response.headers.setdefault("Content-Security-Policy", value)
        return response
