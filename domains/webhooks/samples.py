"""Invented data of each event: for test messages, and as examples in the schema."""

from __future__ import annotations

from typing import Any

from domains.models.webhook import WebhookEvent

JOB = "96a594f3-37fb-4a4c-8a5e-4b8e6b8dbe3b"
DOMAIN = "0f0b3a44-4d54-4c42-a2a1-d9d6cb1f6f6a"
BATCH = "3d5f0a3e-6c0d-4d7e-9f43-2f3f6f7b5a10"
CONTACT = {
    "kind": "email",
    "value": "office@example.com",
    "how": "mailto",
    "page": "https://example.com/contact",
    "extension": "",
    "role": True,
}
CONTACT_CHANGES = {
    "added": [{"kind": "email", "value": "office@example.com"}],
    "removed": [{"kind": "phone", "value": "+12025550143"}],
}

SAMPLES: dict[WebhookEvent, dict[str, Any]] = {
    WebhookEvent.SCAN_FINISHED: {
        "job_id": JOB,
        "domain_id": DOMAIN,
        "domain": "example.com",
        "status": "completed",
        "error": "",
        "error_kind": "",
        "attempts": 1,
        "pages": 3,
        "changes": {"contacts": CONTACT_CHANGES},
        "contacts": [CONTACT],
    },
    WebhookEvent.BATCH_FINISHED: {
        "batch_id": BATCH,
        "job_count": 2,
        "totals": {"completed": 1, "failed": 1},
    },
    WebhookEvent.CONTACT_CHANGED: {
        "job_id": JOB,
        "domain_id": DOMAIN,
        "domain": "example.com",
        **CONTACT_CHANGES,
    },
}
