"""The calls of the API in the order of use, for the schema: name, group and summary of each."""

from __future__ import annotations

from typing import NamedTuple

TAGS = {
    "Jobs": "Submit a domain and follow its scan.",
    "Batches": "Submit many domains at once and follow their scans.",
    "Domains": "What is known about each domain, and its automatic re-scans.",
    "Changes": "Follow everything that scans find.",
    "Webhooks": "Receive messages instead of asking.",
    "Companies": "A company by its domain, with the field names of Clearbit.",
    "Scans and pages": "The records of ended scans and of the pages that they read.",
    "Privacy": "Erase a domain or contact, and find what is stored about it.",
    "Runs": "The records of the batch processor.",
}


class Operation(NamedTuple):
    id: str
    tag: str
    summary: str


_ORIGINAL = "/api/v3/modernized_page_scraper"
OPERATIONS = {
    ("post", f"{_ORIGINAL}/scan"): Operation("submit_scan", "Jobs", "Submit a domain"),
    ("get", f"{_ORIGINAL}/status/{{job_id}}"): Operation("get_job", "Jobs", "Status and result of a job"),
    ("post", f"{_ORIGINAL}/batch"): Operation("submit_batch", "Batches", "Submit many domains"),
    ("get", f"{_ORIGINAL}/batch/{{batch_id}}/status"): Operation(
        "get_batch_status", "Batches", "Progress of a batch"
    ),
    ("get", "/api/v3/batches/"): Operation("list_batches", "Batches", "List batches"),
    ("get", "/api/v3/batches/{id}/"): Operation("get_batch", "Batches", "One batch"),
    ("patch", "/api/v3/batches/{id}/"): Operation("change_batch", "Batches", "Name or archive a batch"),
    ("get", "/api/v3/domains/"): Operation("list_domains", "Domains", "List domains"),
    ("get", "/api/v3/domains/export/"): Operation("export_domains", "Domains", "Export domains as a file"),
    ("get", "/api/v3/domains/{id}/"): Operation("get_domain", "Domains", "One domain"),
    ("patch", "/api/v3/domains/{id}/"): Operation("set_rescan_rule", "Domains", "Set automatic re-scans"),
    ("post", "/api/v3/domains/{id}/rescan/"): Operation("rescan_domain", "Domains", "Scan a domain again"),
    ("post", "/api/v3/domains/{id}/cancel/"): Operation("cancel_domain", "Domains", "Cancel a scan"),
    ("post", "/api/v3/domains/{id}/pause/"): Operation("pause_domain", "Domains", "Pause a scan"),
    ("post", "/api/v3/domains/{id}/resume/"): Operation("resume_domain", "Domains", "Resume a scan"),
    ("delete", "/api/v3/domains/{id}/"): Operation("erase_domain", "Domains", "Erase a domain"),
    ("get", "/api/v3/changes/"): Operation("list_changes", "Changes", "Changes after a cursor"),
    ("get", "/api/v3/changes/stream/"): Operation("stream_changes", "Changes", "Stream of changes"),
    ("post", "/api/v3/webhooks/"): Operation("create_webhook", "Webhooks", "Register a webhook"),
    ("get", "/api/v3/webhooks/"): Operation("list_webhooks", "Webhooks", "List webhooks"),
    ("get", "/api/v3/webhooks/{id}/"): Operation("get_webhook", "Webhooks", "One webhook"),
    ("post", "/api/v3/webhooks/{id}/test/"): Operation("test_webhook", "Webhooks", "Try a webhook"),
    ("patch", "/api/v3/webhooks/{id}/"): Operation("change_webhook", "Webhooks", "Change a webhook"),
    ("post", "/api/v3/webhooks/{id}/rotate/"): Operation("rotate_secret", "Webhooks", "Make a new secret"),
    ("delete", "/api/v3/webhooks/{id}/"): Operation("delete_webhook", "Webhooks", "Delete a webhook"),
    ("get", "/api/v3/webhooks/{id}/deliveries/"): Operation(
        "list_deliveries", "Webhooks", "List the messages to a webhook"
    ),
    ("get", "/api/v3/deliveries/{id}/"): Operation("get_delivery", "Webhooks", "One message"),
    ("post", "/api/v3/deliveries/{id}/resend/"): Operation(
        "resend_delivery", "Webhooks", "Send a message again"
    ),
    ("get", "/api/v3/companies/find"): Operation("find_company", "Companies", "Company by domain"),
    ("get", "/api/v3/scans/"): Operation("list_scans", "Scans and pages", "List ended scans"),
    ("get", "/api/v3/scans/{id}/"): Operation("get_scan", "Scans and pages", "One ended scan"),
    ("get", "/api/v3/pages/"): Operation("list_pages", "Scans and pages", "List pages"),
    ("get", "/api/v3/pages/{id}/"): Operation("get_page", "Scans and pages", "One page"),
    ("post", "/api/v3/personal-data/"): Operation(
        "find_personal_data", "Privacy", "Everything stored about a value"
    ),
    ("post", "/api/v3/suppressions/"): Operation("erase_value", "Privacy", "Erase a value"),
    ("get", "/api/v3/suppressions/"): Operation(
        "list_suppressions", "Privacy", "List hashes of erased values"
    ),
    ("get", "/api/v3/suppressions/{id}/"): Operation("get_suppression", "Privacy", "One suppression"),
    ("delete", "/api/v3/suppressions/{id}/"): Operation(
        "delete_suppression", "Privacy", "Let a value be stored again"
    ),
    ("get", "/api/v3/metrics/"): Operation("list_runs", "Runs", "List runs"),
    ("get", "/api/v3/metrics/summary/"): Operation("summarize_runs", "Runs", "Totals of runs"),
}
# What an ``{id}`` in a path is the id of, by the part of the path before it.
THINGS = {
    "batch": "batch",
    "batches": "batch",
    "deliveries": "message",
    "domains": "domain",
    "pages": "page",
    "scans": "job",
    "status": "job",
    "suppressions": "suppression",
    "webhooks": "webhook",
}
