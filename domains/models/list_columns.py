"""ListColumns: which columns a user has chosen for the admin's list of domains."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class ListColumns(models.Model):
    """``names`` are those of ``domains.admin.domain_columns``, in order. Without a row: the defaults."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    names = models.JSONField(default=list)

    class Meta:
        db_table = "list_columns"

    def __str__(self) -> str:
        return ", ".join(self.names)
