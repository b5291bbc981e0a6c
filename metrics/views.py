"""Health checks, metrics, and the page about the crawler for webmasters. None requires a token."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from metrics import health, prometheus
from scrapersky.user_agent import product


@require_safe
@never_cache
def live(_request: HttpRequest) -> JsonResponse:
    """GET /health/live: this process answers."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def ready(_request: HttpRequest) -> JsonResponse:
    """GET /health/ready: 200 if all checks pass, otherwise 503; the body lists each check."""
    checks = health.readiness()
    ok = all(check.ok for check in checks)
    body = {
        "status": "ok" if ok else "failing",
        "checks": {check.name: {"ok": check.ok, "detail": check.detail} for check in checks},
    }
    return JsonResponse(body, status=200 if ok else 503)


@require_safe
@never_cache
def metrics(_request: HttpRequest) -> HttpResponse:
    """GET /metrics: Prometheus's text format."""
    return HttpResponse(prometheus.exposition(), content_type="text/plain; version=0.0.4; charset=utf-8")


@require_safe
def crawler(request: HttpRequest) -> HttpResponse:
    """GET /crawler: for webmasters; what the crawler does, and how to exclude it."""
    return render(
        request,
        "crawler.html",
        {
            "user_agent": settings.FETCH_USER_AGENT,
            "product": product(settings.FETCH_USER_AGENT),
            "delay": settings.FETCH_DELAY_SECONDS,
            "respects_robots": settings.FETCH_RESPECT_ROBOTS,
            "max_bytes": settings.FETCH_MAX_BYTES,
        },
    )
