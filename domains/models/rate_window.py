"""RateWindow: how many requests a caller has used in the current window, in all processes together."""

from __future__ import annotations

from django.db import models, transaction

FORGOTTEN_AFTER = 86_400  # seconds without a request


class RateWindowQuerySet(models.QuerySet["RateWindow"]):
    def take(self, key: str, window: int, wanted: int, limit: int) -> tuple[int, int]:
        """Reserve up to ``wanted`` of a key's ``limit`` requests in the window that starts at ``window``.

        ``window`` is in seconds since 1970. Returns how many were granted, and how many are left.
        """
        with transaction.atomic():
            row = self.select_for_update().filter(key=key).first() or self._open(key, window)
            used = row.taken if row.window == window else 0
            granted = max(0, min(wanted, limit - used))
            if granted:
                self.filter(key=key).update(window=window, taken=used + granted)
            return granted, limit - used - granted

    def _open(self, key: str, window: int) -> RateWindow:
        self.filter(window__lt=window - FORGOTTEN_AFTER).delete()
        self.bulk_create([RateWindow(key=key, window=window)], ignore_conflicts=True)
        return self.select_for_update().get(key=key)


class RateWindow(models.Model):
    """``key`` identifies what is counted.

    A token (by its hash), a tenant, an IP address that sends invalid tokens, or wrong passwords.
    """

    key = models.CharField(max_length=100, primary_key=True)
    window = models.BigIntegerField(help_text="Start of the window, in seconds since 1970.")
    taken = models.PositiveIntegerField(default=0)

    objects = RateWindowQuerySet.as_manager()

    class Meta:
        db_table = "api_rate_windows"
        indexes = [models.Index(fields=["window"], name="api_rate_windows_age")]

    def __str__(self) -> str:
        return self.key
