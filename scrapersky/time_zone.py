"""The admin's times in the user's time zone, which a script of its pages keeps in a cookie."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone

COOKIE = "time_zone"  # of static/domains/time_zone.js; an IANA name, such as Europe/Berlin


class UserTimeZone:
    """Pages of the admin, and the figures that refresh its dashboard, are made in the zone of the cookie.

    Without a known zone, and elsewhere, the zone is UTC.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        name = request.COOKIES.get(COOKIE, "")
        own = (reverse("admin:index"), reverse("dashboard-figures"))
        if name not in _names() or not request.path.startswith(own):
            return self.get_response(request)
        with timezone.override(ZoneInfo(name)):
            return self.get_response(request)


@cache
def _names() -> frozenset[str]:
    return frozenset(available_timezones())
