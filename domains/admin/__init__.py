"""The admin's pages. One module a subject; importing them registers them."""

from django.contrib import admin

from domains.admin import audit, batch, domain, hooks, people, policies, queue, scan, token

__all__ = ["audit", "batch", "domain", "hooks", "people", "policies", "queue", "scan", "token"]

admin.site.index_title = "Dashboard"
