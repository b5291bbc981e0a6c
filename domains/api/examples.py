"""Examples for the schema: a realistic one for each object that a call takes or returns.

All of them are about the same invented bakery. A test validates each against its schema.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domains.models.webhook import WebhookEvent
from domains.webhooks.samples import BATCH, CONTACT, CONTACT_CHANGES, DOMAIN, JOB, SAMPLES

_SUBMITTED, _ENDED = "2026-11-23T23:41:20.104000Z", "2026-11-23T23:41:26.296000Z"
_STATUS_URL = f"/api/v3/modernized_page_scraper/status/{JOB}"
_BATCH_URL = f"/api/v3/modernized_page_scraper/batch/{BATCH}/status"
_EMAIL, _PHONE = "office@example.com", "+12025550143"
_WEBHOOK, _MESSAGE = "5a0c7f8e-2d35-4d8c-9d0b-7a3f0f1f4c21", "b8f3f2d5-6f0e-4f5a-9d2e-5f1c7a0b9c11"

_TITLE = "Example Bakery"
_ABOUT = "Bread and cakes since 1990."
_PHONE_CONTACT = {
    "kind": "phone",
    "value": _PHONE,
    "how": "tel",
    "page": "https://example.com/contact",
    "extension": "",
    "role": False,
    "line_type": "fixed_or_mobile",
    "other_domain": False,
    "rendered": False,
    "owner": "",
}
_SHOPIFY = {
    "name": "Shopify",
    "category": "shop",
    "version": "",
    "evidence": "cdn.shopify.com",
}
_SOCIAL = {"facebook": ["https://www.facebook.com/examplebakery"]}
_ORGANISATION = {
    "name": _TITLE,
    "street": "1 Main Street",
    "postal_code": "62701",
    "locality": "Springfield",
    "region": "IL",
    "country": "US",
}
_RESULT = {
    "home": {
        "url": "https://example.com/",
        "title": _TITLE,
        "description": _ABOUT,
        "language": "en",
        "favicon_url": "https://example.com/favicon.ico",
        "logo_url": "https://example.com/logo.svg",
        "robots": [],
    },
    "contacts": [CONTACT, _PHONE_CONTACT],
    "social": _SOCIAL,
    "technologies": [_SHOPIFY],
    "wordpress": None,
    "organisation": _ORGANISATION,
    "pages": [
        {
            "url": "https://example.com/",
            "page_type": "home",
            "http_status": 200,
            "title": _TITLE,
            "error_kind": "",
            "error": "",
            "bytes": 18230,
            "robots": [],
        }
    ],
    "sitemap": {
        "sitemaps": ["https://example.com/sitemap.xml"],
        "urls": ["https://example.com/", "https://example.com/contact"],
        "url_count": 2,
        "newest_lastmod": "2026-11-02",
        "error": "",
        "unread": 0,
    },
    "stages": {"content": "complete", "pages": "complete", "sitemap": "complete"},
    "notes": {"bytes": 42110, "requests": 5},
}

JOB_PENDING = {
    "job_id": JOB,
    "status": "pending",
    "progress": 0,
    "domain": "example.com",
    "domain_id": DOMAIN,
    "result_data": None,
    "error": None,
    "error_kind": None,
    "attempts": 0,
    "created_at": _SUBMITTED,
    "updated_at": _SUBMITTED,
}
JOB_COMPLETED = {
    **JOB_PENDING,
    "status": "completed",
    "progress": 1,
    "result_data": _RESULT,
    "attempts": 1,
    "updated_at": _ENDED,
}
JOB_FAILED = {
    **JOB_PENDING,
    "status": "failed",
    "progress": 1,
    "error": "example.com has no address",
    "error_kind": "dns",
    "attempts": 3,
    "updated_at": _ENDED,
}
_DOMAIN = {
    "id": DOMAIN,
    "domain": "example.com",
    "status": "completed",
    "priority": 0,
    "max_pages": 5,
    "scan_id": JOB,
    "batch_id": None,
    "queued_at": _SUBMITTED,
    "attempts": 1,
    "next_attempt_at": _SUBMITTED,
    "last_error": "",
    "error_kind": "",
    "title": _TITLE,
    "description": _ABOUT,
    "language": "en",
    "favicon_url": "https://example.com/favicon.ico",
    "logo_url": "https://example.com/logo.svg",
    "is_wordpress": False,
    "wordpress_version": "",
    "has_elementor": False,
    "tech_stack": ["Shopify"],
    "email_addresses": [_EMAIL],
    "phone_numbers": [_PHONE],
    "facebook_url": "https://www.facebook.com/examplebakery",
    "twitter_url": "",
    "linkedin_url": "",
    "instagram_url": "",
    "youtube_url": "",
    "sitemap_urls": 2,
    "total_sitemaps": 1,
    "domain_metadata": _RESULT,
    "content_scrape_status": "complete",
    "page_scrape_status": "complete",
    "sitemap_monitor_status": "complete",
    "rescan_days": None,
    "rescan_when": "always",
    "only_if_sitemap_changed": False,
    "last_scan": _ENDED,
    "created_at": _SUBMITTED,
    "updated_at": _ENDED,
    "notes": "",
    "contacts": [CONTACT, _PHONE_CONTACT],
}
_RUN = {
    "job_id": "1c9d6a52-8b0e-4a64-b1f6-5f7f2f1d7a90",
    "status": "completed",
    "trigger": "schedule",
    "host": "worker-1",
    "timestamp": _SUBMITTED,
    "duration_seconds": 6.2,
    "domains_claimed": 10,
    "domains_processed": 10,
    "domains_successful": 8,
    "domains_failed": 1,
    "domains_skipped": 1,
    "domains_retried": 0,
    "domains_returned": 0,
    "results_refused": 0,
    "success_rate": 0.8,
    "bytes_fetched": 412300,
    "error": "",
}
_HOOK = {
    "id": _WEBHOOK,
    "url": "https://hooks.example.com/in",
    "events": ["scan.finished"],
    "active": True,
    "created_at": _SUBMITTED,
    "former_secret_until": None,
}
_DELIVERY_BODY = f'{{"id": "{_MESSAGE}", "event": "scan.finished", "created_at": "{_ENDED}", "data": {{}}}}'
_BATCH = {
    "id": BATCH,
    "status_url": _BATCH_URL,
    "name": "Bakeries",
    "job_count": 2,
    "open_jobs": 1,
    "created_at": _SUBMITTED,
    "finished_at": None,
    "archived_at": None,
}
_ERASED = {"kind": "email", "finished": True, "counts": {"domains": 1, "pages": 2}}


def _message(event: WebhookEvent) -> dict[str, Any]:
    return {"id": _MESSAGE, "event": event.value, "created_at": _ENDED, "data": SAMPLES[event]}


# By the name of the object in the schema. Some objects have several examples.
EXAMPLES: Mapping[str, Mapping[str, Any]] = {
    "ScanOrder": {"One site": {"base_url": "example.com", "max_pages": 5}},
    "ScanAccepted": {"Queued": {"job_id": JOB, "status_url": _STATUS_URL, "created_at": _SUBMITTED}},
    "Job": {"Waiting": JOB_PENDING, "Completed": JOB_COMPLETED, "Failed": JOB_FAILED},
    "BatchOrder": {
        "Two sites": {"domains": ["example.com", "example.org"], "max_pages": 5, "name": "Bakeries"}
    },
    "BatchAccepted": {
        "Queued": {
            "batch_id": BATCH,
            "status_url": _BATCH_URL,
            "job_count": 2,
            "created_at": _SUBMITTED,
            "rejected": [{"input": "localhost", "reason": "localhost is not a public host name"}],
        }
    },
    "BatchStatus": {
        "Half done": {
            "batch_id": BATCH,
            "status": "processing",
            "progress": 0.5,
            "total_domains": 2,
            "completed_domains": 1,
            "failed_domains": 0,
            "totals": {"completed": 1, "pending": 1},
            "created_at": _SUBMITTED,
            "end_time": None,
            "domain_statuses": {
                "example.com": {
                    "job_id": JOB,
                    "domain_id": DOMAIN,
                    "status": "completed",
                    "error": "",
                    "waits_for": None,
                    "waits_until": None,
                },
                "example.org": {
                    "job_id": "7b1f9f3c-4a39-4c43-9c0b-0a4b8f0f1d55",
                    "domain_id": "c2f5b7d4-6f64-4e0f-8a34-d5a2e5d3a6b7",
                    "status": "pending",
                    "error": "no answer within 20 s",
                    "waits_for": "retry",
                    "waits_until": "2026-11-23T23:42:30.000000Z",
                },
            },
            "next": None,
        }
    },
    "Batch": {"Half done": _BATCH},
    "BatchChange": {"Archive it": {"archived": True}, "Name it": {"name": "Bakeries"}},
    "Domain": {"Scanned": _DOMAIN},
    "RescanRule": {"Once a month, if the sitemap has changed": {"rescan_days": 30, "rescan_when": "sitemap"}},
    "ErasureResult": {"Erased": _ERASED},
    "ErasureOrder": {"An address": {"value": "a.person@example.com", "reason": "asked on the phone"}},
    "Value": {"An address": {"value": "a.person@example.com"}},
    "PersonalData": {
        "Found at one domain": {
            "kind": "email",
            "value": "a.person@example.com",
            "suppressed": False,
            "domains_total": 1,
            "domains": [
                {
                    "id": DOMAIN,
                    "domain": "example.com",
                    "tenant_id": "550e8400-e29b-41d4-a716-446655440000",
                    "first_seen": _ENDED,
                    "last_seen": _ENDED,
                    "stored": {"domains": [{"id": DOMAIN, "email_addresses": ["a.person@example.com"]}]},
                }
            ],
            "other": {},
        }
    },
    "Suppression": {
        "An address": {
            "id": 1,
            "kind": "email",
            "digest": "4b0c5f1d7e8a9b2c3d4e5f60718293a4b5c6d7e8f90123456789abcdef012345",
            "key_id": "9f86d081884c7d65",
            "created_at": _ENDED,
        }
    },
    "Scan": {
        "Completed": {
            "id": JOB,
            "domain_id": DOMAIN,
            "batch_id": None,
            "status": "completed",
            "attempts": 1,
            "queued_at": _SUBMITTED,
            "started_at": _SUBMITTED,
            "finished_at": _ENDED,
            "pages": 3,
            "bytes": 42110,
            "result": _RESULT,
            "changes": {"contacts": CONTACT_CHANGES},
            "error": "",
            "error_kind": "",
        }
    },
    "Page": {
        "A contact page": {
            "id": 4711,
            "domain_id": DOMAIN,
            "scan_id": JOB,
            "url": "https://example.com/contact",
            "page_type": "contact",
            "http_status": 200,
            "title": "Contact",
            "email_addresses": [_EMAIL],
            "phone_numbers": [_PHONE],
            "contacts": [CONTACT, _PHONE_CONTACT],
            "details": {"social": _SOCIAL},
            "text_hash": "5d41402abc4b2a76",
            "error_kind": "",
            "error": "",
            "fetched_at": _ENDED,
        }
    },
    "Run": {"Completed": _RUN},
    "RunSummary": {
        "A day": {
            "hours": 24,
            "runs": 1,
            "runs_by_status": {"completed": 1},
            "first_run": _SUBMITTED,
            "last_run": _SUBMITTED,
            "totals": {
                name: value for name, value in _RUN.items() if name.startswith(("domains_", "bytes_"))
            },
            "success_rate": 0.8,
            "duration_seconds": {"p50": 6.2, "p90": 6.2, "p99": 6.2},
        }
    },
    "WebhookOrder": {"All scans": {"url": "https://hooks.example.com/in", "events": ["scan.finished"]}},
    "WebhookChange": {"Send nothing for now": {"active": False}},
    "WebhookTest": {"A scan that has ended": {"event": "scan.finished"}},
    "SecretRotation": {"Both are valid for a day": {"overlap_hours": 24}},
    "Webhook": {"Active": _HOOK},
    "WebhookWithSecret": {
        "Active": {**_HOOK, "secret": "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="}
    },
    "ScanFinishedMessage": {"Completed": _message(WebhookEvent.SCAN_FINISHED)},
    "BatchFinishedMessage": {"One has failed": _message(WebhookEvent.BATCH_FINISHED)},
    "ContactChangedMessage": {"One added, one removed": _message(WebhookEvent.CONTACT_CHANGED)},
    "Delivery": {
        "Delivered": {
            "id": _MESSAGE,
            "webhook_id": _WEBHOOK,
            "event": "scan.finished",
            "domain_id": DOMAIN,
            "payload": SAMPLES[WebhookEvent.SCAN_FINISHED],
            "body": _DELIVERY_BODY,
            "status": "delivered",
            "attempts": 1,
            "http_status": 200,
            "error": "",
            "created_at": _ENDED,
            "attempted_at": _ENDED,
        }
    },
}
# Left out of lists unless ``fields`` contains them.
HEAVY = {"domain_metadata", "contacts", "result", "details", "payload", "body"}

TEXTS = {
    "text/csv": '"domain","status"\r\n"example.com","completed"\r\n',
    "application/jsonl": '{"domain": "example.com", "status": "completed", "title": "Example Bakery"}\n',
    "application/json": [{"domain": "example.com", "status": "completed", "title": "Example Bakery"}],
    "text/event-stream": 'id: 1042\nevent: change\ndata: {"cursor": "1042", "domain": "example.com"}\n\n',
}
PROBLEMS = {
    "One wrong field": {
        "code": "invalid_domain",
        "message": "localhost is not a public host name",
        "field": "base_url",
    },
    "Too many requests": {
        "code": "throttled",
        "message": "Request was throttled. Available in 3 seconds.",
    },
}


def of(schema: Mapping[str, Any], media_type: str) -> Mapping[str, Any]:
    """Examples of a body with this schema by their titles; empty if there are none."""
    name = schema.get("$ref", "").rpartition("/")[2].removesuffix("Request").removeprefix("Patched")
    if name.startswith("Paginated"):
        return {"One page": _page(name.removeprefix("Paginated").removesuffix("List"))}
    if name:
        return EXAMPLES.get(name, {})
    return {"A file": TEXTS[media_type]} if media_type in TEXTS else {}


def _page(name: str) -> dict[str, Any]:
    row = next(iter(EXAMPLES[name].values()))
    return {"next": None, "results": [{key: value for key, value in row.items() if key not in HEAVY}]}
