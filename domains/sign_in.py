"""The admin's sign-in form, with a limit on wrong passwords.

Wrong passwords are counted for a user name from one IP address, and for the address. Whoever shares the
address could so lock everybody else out. Therefore a browser in which somebody has signed in keeps a signed
cookie for that name, and is counted by itself.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponseBase
from unfold.forms import AuthenticationForm

from domains.models.rate_window import RateWindow

WINDOW_SECONDS = 900
WRONG_A_NAME = 10  # wrong passwords per window for one user name from one IP address, or one known browser
WRONG_AN_ADDRESS = 100  # for all names together: several users may share one address
COOKIE = "known_browser"
REMEMBERED = timedelta(days=180)  # since the last time that somebody signed in


class ThrottledAuthenticationForm(AuthenticationForm):  # type: ignore[misc]
    """Counts wrong passwords in the database. Above the limits even the right one is refused."""

    def clean(self) -> dict[str, Any]:
        name = str(self.cleaned_data.get("username", "")).lower()
        browser = _known_browser(self.request, name)
        counted = _rate_keys(name, browser, self.request.META.get("REMOTE_ADDR", ""))
        if any(_count_attempts_left(key, limit) <= 0 for key, limit in counted.items()):
            minutes = WINDOW_SECONDS // 60
            raise ValidationError(f"Too many wrong passwords. Try again in {minutes} minutes.", "throttled")
        try:
            cleaned: dict[str, Any] = super().clean()
        except ValidationError:
            for key, limit in counted.items():
                RateWindow.objects.take(key, _window(), 1, limit)
            raise
        self.request.known_browser = _signer(name).sign(browser or secrets.token_hex(16))
        return cleaned


class KnownBrowser:
    """Sends the cookie with the response to a successful sign-in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if value := getattr(request, "known_browser", None):
            response.set_cookie(
                COOKIE,
                value,
                max_age=REMEMBERED,
                path="/admin/",
                secure=bool(settings.SESSION_COOKIE_SECURE),
                httponly=True,
                samesite="Lax",
            )
        return response


def _known_browser(request: HttpRequest, name: str) -> str:
    """The number of the browser if somebody has signed in there by this name; else empty."""
    try:
        return _signer(name).unsign(request.COOKIES.get(COOKIE, ""), max_age=REMEMBERED)
    except BadSignature:
        return ""


def _signer(name: str) -> TimestampSigner:
    return TimestampSigner(salt=f"known browser of {name}")


def _rate_keys(name: str, browser: str, address: str) -> dict[str, int]:
    """What is counted, with its limit. Names can have any length, keys cannot."""
    if browser:
        return {f"sign-in {_digest(name, browser)}": WRONG_A_NAME}
    return {f"sign-in {_digest(name, address)}": WRONG_A_NAME, f"sign-in {address}": WRONG_AN_ADDRESS}


def _digest(name: str, place: str) -> str:
    return hashlib.sha256(f"{name} {place}".encode()).hexdigest()


def _count_attempts_left(key: str, limit: int) -> int:
    return RateWindow.objects.take(key, _window(), 0, limit)[1]


def _window() -> int:
    now = int(time.time())
    return now - now % WINDOW_SECONDS
