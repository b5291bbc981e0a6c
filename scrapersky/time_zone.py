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
        if name in zones() and request.path.startswith(_own()):
            with timezone.override(ZoneInfo(name)):
                return self.get_response(request)
        return self.get_response(request)


@cache
def zones() -> frozenset[str]:
    """The names of all time zones, without those that are none of a place."""
    return frozenset(available_timezones() - {"localtime", "Factory"})


@cache
def _own() -> tuple[str, ...]:
    return reverse("admin:index"), reverse("dashboard-figures")
