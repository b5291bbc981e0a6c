"""The side menu of the admin. Users see the entries for which they have permission."""

from __future__ import annotations

from typing import Any

from django.urls import reverse_lazy


def _list(title: str, icon: str, app: str, model: str, permission: str = "") -> dict[str, Any]:
    """The menu entry for the list of a model, for who may view it or has the given permission."""
    return {
        "title": title,
        "icon": icon,
        "link": reverse_lazy(f"admin:{app}_{model}_changelist"),
        "permission": lambda request: request.user.has_perm(permission or f"{app}.view_{model}"),
    }


NAVIGATION: list[dict[str, Any]] = [
    {
        "items": [
            {"title": "Dashboard", "icon": "dashboard", "link": reverse_lazy("admin:index")},
            _list("Domains", "language", "domains", "domain"),
            _list("What changed", "difference", "domains", "change", "domains.view_domain"),
            _list("Notices", "notifications", "domains", "notice", "domains.view_domain"),
            _list("Scans", "history", "domains", "scan"),
            _list("Pages", "description", "domains", "page"),
            _list("Batches", "stacks", "domains", "batch"),
            _list("Runs", "monitoring", "metrics", "schedulermetric"),
        ]
    },
    {
        "title": "Webhooks",
        "items": [
            _list("Webhooks", "webhook", "domains", "webhook"),
            _list("Deliveries", "send", "domains", "delivery"),
        ],
    },
    {
        "title": "Policies",
        "items": [
            _list("Re-scans", "update", "domains", "rescanpolicy"),
            _list("Block list", "block", "domains", "blockeddomain"),
            _list("Privacy", "shield_person", "domains", "privacypolicy"),
            _list("Erased values", "ink_eraser", "domains", "suppression"),
            _list("Erasures", "rule", "domains", "erasure"),
        ],
    },
    {
        "title": "Queue",
        "items": [
            _list("Schedules", "schedule", "django_q", "schedule"),
            _list("Queued tasks", "hourglass", "django_q", "ormq"),
            _list("Failed tasks", "error", "django_q", "failure"),
            _list("Done tasks", "task_alt", "django_q", "success"),
        ],
    },
    {
        "title": "Access",
        "items": [
            _list("API tokens", "key", "domains", "apitoken"),
            _list("Users", "person", "auth", "user"),
            _list("Groups", "group", "auth", "group"),
            _list("Audit log", "policy", "domains", "auditentry"),
            _list("Other changes", "edit_note", "admin", "logentry"),
        ],
    },
]
