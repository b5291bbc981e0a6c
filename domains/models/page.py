"""Page: what one scan found on one page."""

from __future__ import annotations

from django.db import models

from domains.models.domain import Domain
from domains.models.scan import Scan


class Page(models.Model):
    """One visited page of one finished scan, with its contacts and how each was found."""

    domain = models.ForeignKey(Domain, on_delete=models.CASCADE, related_name="pages")
    scan = models.ForeignKey(Scan, on_delete=models.CASCADE, related_name="page_rows")
    url = models.TextField()
    page_type = models.CharField(max_length=20)
    http_status = models.PositiveSmallIntegerField(null=True)
    title = models.TextField(blank=True, default="")
    email_addresses = models.JSONField(default=list)
    phone_numbers = models.JSONField(default=list)
    contacts = models.JSONField(default=list, help_text="Each contact with how it was found.")
    details = models.JSONField(
        default=dict, db_default={}, help_text="Profiles, technologies, WordPress, organisation, if any."
    )
    text_hash = models.CharField(max_length=64, blank=True, default="")
    etag = models.TextField(blank=True, default="")
    last_modified = models.TextField(blank=True, default="")
    error_kind = models.CharField(max_length=20, blank=True, default="")
    error = models.TextField(blank=True, default="")
    fetched_at = models.DateTimeField()

    class Meta:
        db_table = "pages"

    def __str__(self) -> str:
        return self.url
