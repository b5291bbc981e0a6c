"""The page of one domain."""

from __future__ import annotations

from unfold.admin import ModelAdmin


class DomainPage(ModelAdmin):
    """What the page of one domain shows, and the buttons on it."""
