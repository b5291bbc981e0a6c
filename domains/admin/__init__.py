"""The admin's pages. One module a subject; importing them registers them."""

from domains.admin import audit, domain, people, queue, scan, token

__all__ = ["audit", "domain", "people", "queue", "scan", "token"]
