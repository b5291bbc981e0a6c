"""SavedFilter: a filter of the admin's list of domains, stored by a user under a name."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class SavedFilter(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=2000, help_text="The list's address behind the question mark.")

    class Meta:
        db_table = "saved_filters"
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="saved_filters_name")]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
