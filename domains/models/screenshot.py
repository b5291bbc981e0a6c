"""Screenshot: how the home page of a domain looked when it was scanned."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import models
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import Now

from domains.models.domain import Domain
from domains.models.scan import Scan
from scrapersky.formats import written


class ScreenshotQuerySet(models.QuerySet["Screenshot"]):
    def record(self, screenshots: Sequence[Screenshot]) -> None:
        """Store new screenshots; most scans have none."""
        if screenshots:
            self.bulk_create(screenshots)

    def newest_of(self, domain: OuterRef | Domain) -> QuerySet[Screenshot]:
        """Those of one domain, the newest first, without the images."""
        return self.filter(domain=domain).order_by("-pk").defer("image")


class Screenshot(models.Model):
    """A small WebP image of some KB. It lives as long as its scan."""

    domain = models.ForeignKey(Domain, on_delete=models.CASCADE, related_name="screenshots", db_index=False)
    scan = models.OneToOneField(Scan, on_delete=models.CASCADE, related_name="screenshot")
    image = models.BinaryField()
    bytes = models.PositiveIntegerField()
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    taken_at = models.DateTimeField(db_default=Now())

    objects = ScreenshotQuerySet.as_manager()

    class Meta:
        db_table = "screenshots"
        indexes = [models.Index(fields=["domain", "-id"], name="screenshots_of_domain")]

    def __str__(self) -> str:
        return f"screenshot of {written(self.taken_at)}"
