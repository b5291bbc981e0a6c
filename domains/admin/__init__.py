"""The admin. Each module registers the pages of one kind of data when it is imported."""

from django.contrib import admin

from domains.admin import (
    api_tokens,
    audit_log,
    batches,
    change_feed,
    domains,
    notices,
    policies,
    privacy,
    scans,
    task_queue,
    users,
    webhooks,
)

__all__ = [
    "api_tokens",
    "audit_log",
    "batches",
    "change_feed",
    "domains",
    "notices",
    "policies",
    "privacy",
    "scans",
    "task_queue",
    "users",
    "webhooks",
]

admin.site.index_title = "Dashboard"
