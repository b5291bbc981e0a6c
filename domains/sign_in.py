"""The admin's sign-in form, with a limit on wrong passwords."""

from __future__ import annotations

import hashlib
import time
from typing import Any

from django.core.exceptions import ValidationError
from unfold.forms import AuthenticationForm

from domains.models.rate_window import RateWindow

WINDOW_SECONDS = 900
WRONG_A_NAME = 10  # wrong passwords per window for one user name from one IP address
WRONG_AN_ADDRESS = 100  # for all names together: several users may share one address


class ThrottledAuthenticationForm(AuthenticationForm):  # type: ignore[misc]
    """Counts wrong passwords in the database. Above the limits even the right one is refused."""

    def clean(self) -> dict[str, Any]:
        counted = self._rate_keys()
        if any(_count_attempts_left(key, limit) <= 0 for key, limit in counted.items()):
            minutes = WINDOW_SECONDS // 60
            raise ValidationError(f"Too many wrong passwords. Try again in {minutes} minutes.", "throttled")
        try:
            cleaned: dict[str, Any] = super().clean()
        except ValidationError:
            for key, limit in counted.items():
                RateWindow.objects.take(key, _window(), 1, limit)
            raise
        return cleaned

    def _rate_keys(self) -> dict[str, int]:
        address = self.request.META.get("REMOTE_ADDR", "")
        name = str(self.cleaned_data.get("username", "")).lower()
        digest = hashlib.sha256(
            f"{name} {address}".encode()
        ).hexdigest()  # names can have any length, keys cannot
        return {f"sign-in {digest}": WRONG_A_NAME, f"sign-in {address}": WRONG_AN_ADDRESS}


def _count_attempts_left(key: str, limit: int) -> int:
    return RateWindow.objects.take(key, _window(), 0, limit)[1]


def _window() -> int:
    now = int(time.time())
    return now - now % WINDOW_SECONDS
