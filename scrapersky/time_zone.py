"""The admin's times in the user's time zone, which a script of its pages keeps in a cookie."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone

COOKIE = "time_zone"  # of static/domains/time_zone.js; an IANA name, such as Europe/Berlin
_NO_LETTERS = re.compile(r"([+-])(\d\d)(\d\d)?")


class UserTimeZone:
    """Pages of the admin, and the figures that refresh its dashboard, are made in the zone of the cookie.

    Without a known zone, and elsewhere, the zone is UTC.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        name = request.COOKIES.get(COOKIE, "")
        if name in zones() and request.path.startswith(_own()):
            with timezone.override(ReadableZone(name)):
                return self.get_response(request)
        return self.get_response(request)


class ReadableZone(ZoneInfo):
    """A time zone that writes "UTC-3" where the IANA's data have no abbreviation, but "-03"."""

    def tzname(self, at: datetime | None, /) -> str | None:
        name = super().tzname(at)
        offset = _NO_LETTERS.fullmatch(name or "")
        if at is None or offset is None:  # without a time it is the zone's name, in which SQL has other signs
            return name
        sign, hours, minutes = offset.groups()
        return f"UTC{sign}{int(hours)}" + (f":{minutes}" if minutes else "")


@cache
def zones() -> frozenset[str]:
    """The names of all time zones, without those that are none of a place."""
    return frozenset(available_timezones() - {"localtime", "Factory"})


@cache
def _own() -> tuple[str, ...]:
    return reverse("admin:index"), reverse("dashboard-figures")
