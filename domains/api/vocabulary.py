"""What each value of each enumeration of the API means, and what each field of the stored rows contains.

The schema takes its texts from here where a serializer does not have them. A test refuses a field, a
parameter or a value that is described nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

JOB_STATUSES = {
    "pending": "waits in the queue for its first or next attempt",
    "processing": "a run is scanning it",
    "completed": "the scan has ended with a result",
    "failed": "the last attempt has failed, and no other follows; the error contains the reason",
    "skipped": "nothing to scan, or not allowed: robots.txt, not a web page, parked, bot check ...",
    "paused": "kept from being scanned until it is resumed",
    "cancelled": "ended by a person or a program before it had a result",
    "forgotten": "ended long ago, and its record was deleted",
}
ERROR_KINDS = {
    "dns": "the name has no address",
    "connect": "no connection to the server",
    "timeout": "the server did not answer in time",
    "tls": "the certificate or the encryption is not acceptable",
    "http_4xx": "the server answered with a status from 400 to 499",
    "http_5xx": "the server answered with a status from 500 to 599",
    "rate_limited": "the server asked for fewer requests (429)",
    "too_many_redirects": "more redirects than FETCH_MAX_REDIRECTS",
    "too_large": "the page is larger than FETCH_MAX_BYTES",
    "bad_content": "the response cannot be decoded",
    "not_html": "the home page is not a web page",
    "robots": "robots.txt does not allow it",
    "blocked": "the domain is on the block list",
    "blocked_address": "the name leads to a private or reserved address",
    "challenge": "a bot check is shown instead of the page",
    "parked": "the page of a registrar, broker or host is shown, not one of the business",
    "internal": "a defect of ScraperSky, or a scan that killed its process",
}
CONTACT_KINDS = {
    "email": "an e-mail address",
    "phone": "a phone number",
    "fax": "a fax number",
    "whatsapp": "a number that answers on WhatsApp",
}
COMPANY_KINDS = {
    "legal_name": "the company's name in its imprint",
    "vat_id": "a VAT number",
    "tax_id": "a tax number",
    "registration_number": "a number in a company register",
    "identifier": "another number of the company, such as DUNS or LEI",
    "address": "a postal address",
    "opening_hours": "when it is open",
    "geo": "latitude and longitude",
    "price_range": "how expensive it is, as it says itself",
    "founded": "when it was founded",
    "employees": "how many people work there",
    "industry": "what the business is",
    "person": "who is responsible, by name",
}
WAY_KINDS = {
    "contact_form": "a form for messages",
    "booking": "a tool for appointments, tables, rooms, orders or tickets",
    "chat": "a chat on the site",
    "messenger": "an account in a messenger",
    "app": "an app in a store",
}
NO_EMAIL_REASONS = {
    "form only": "the site has a contact form and no address",
    "obfuscated": "a page shows an address that its source hides",
    "none": "neither",
}
ERASED = "erased"
CHANGE_STATUSES = {
    **{status: JOB_STATUSES[status] for status in ("completed", "failed", "skipped", "cancelled")},
    ERASED: "the domain was erased: delete what you have stored of it",
}
CHANGE_STATUS_CHOICES = list(CHANGE_STATUSES.items())
JOB_STATUS_CHOICES = list(JOB_STATUSES.items())
COMPANY_KIND_CHOICES = list(COMPANY_KINDS.items())
WAY_KIND_CHOICES = list(WAY_KINDS.items())
CONTACT_KIND_CHOICES = list(CONTACT_KINDS.items())

# Of an enumeration, the first of these that has all its values describes them.
ENUMERATIONS: tuple[Mapping[str, str], ...] = (
    {
        "pending": "no job has begun",
        "processing": "some jobs have ended or are running",
        "completed": "all jobs have ended, whatever their result",
    },
    {
        "pending": "not delivered yet; further attempts follow",
        "delivered": "the receiver answered with 2xx",
        "failed": "no attempt is left",
    },
    JOB_STATUSES,
    CHANGE_STATUSES,
    ERROR_KINDS,
    CONTACT_KINDS,
    COMPANY_KINDS,
    WAY_KINDS,
    NO_EMAIL_REASONS,
    {
        "queued": "the stage waits",
        "processing": "the stage is running",
        "complete": "the stage has ended with a result",
        "error": "the stage has failed",
        "skipped": "the stage was left out",
    },
    {
        "running": "the run has not ended",
        "completed": "every claimed domain has an outcome",
        "partial": "stopped early, or a late result was refused; the domains were returned to the queue",
        "failed": "the run itself failed; its error contains the reason",
        "abandoned": "the process of the run died",
    },
    {
        "scan.finished": "a scan has ended, with whatever result",
        "batch.finished": "all jobs of a batch have ended",
        "contact.changed": "a scan found other contacts than the last completed scan",
    },
    {
        "domain": "a domain",
        "email": "an e-mail address",
        "phone": "a phone number",
        "person": "the name of a person in an imprint",
    },
    {
        "always": "whenever a scan is due",
        "sitemap": "whenever a scan is due; further pages are read only if the sitemap has changed",
    },
    {
        "turn": "the domain is due, and no run has claimed it yet",
        "retry": "the next attempt after a failure is not due yet",
        "site": "its site has a cooldown, its IP address is busy, or a proxy failed",
        "resume": "the job is paused",
        "scheduler": "the domain is due, and scheduled work is paused",
    },
    {
        "csv": "comma-separated values with a header line",
        "json": "one array of objects",
        "jsonl": "one object in each line",
        "xlsx": "a spreadsheet",
    },
    {
        "domains": "one row for each domain",
        "contacts": "one row for each contact",
        "hubspot": "the columns that HubSpot imports as companies",
        "pipedrive": "the columns that Pipedrive imports as organizations",
        "mailchimp": "one row for each e-mail address, with the columns that Mailchimp imports",
    },
)


NO_VALUE: Mapping[Any, str] = {None: "no value", "": "no value"}


def meanings(values: list[Any]) -> list[str] | None:
    """The meaning of each value of an enumeration, in order; None if they are not known."""
    if ordered := _orderings(values):
        return ordered
    named = set(values) - set(NO_VALUE)
    found = next((known for known in ENUMERATIONS if named <= set(known)), None)
    return None if found is None else [{**found, **NO_VALUE}[value] for value in values]


def _orderings(values: list[Any]) -> list[str] | None:
    """``name`` and ``-name`` are the values of ``ordering``."""
    if not any(str(value).startswith("-") for value in values):
        return None
    return [
        f"by {value[1:]}, descending" if value[0] == "-" else f"by {value}, ascending" for value in values
    ]


DOMAIN_FIELDS = {
    "id": "The domain's id.",
    "domain": "The host name: lower case, punycode, without `www.`.",
    "status": "The status of its current or last scan.",
    "priority": "Among the domains of the tenant, those with higher values are scanned first; -100 to 100.",
    "max_pages": "The maximum number of pages that a scan reads.",
    "scan_id": "The job id of its current or last scan.",
    "batch_id": "The batch by which it was submitted last; null if it was submitted alone.",
    "queued_at": "When its current or last scan was submitted.",
    "attempts": "The attempts of the current or last scan.",
    "next_attempt_at": "The earliest time of the next attempt, if it is pending.",
    "last_error": "Why the last attempt failed; empty if it did not.",
    "error_kind": "The kind of that error.",
    "title": "The title of the home page.",
    "description": "The description in the head of the home page.",
    "language": "The language of the site, as a code such as `en` or `pt-br`; empty if unknown.",
    "no_email_reason": "Why no e-mail address was found; empty if one was.",
    "mail_provider": "Who handles its mail, by DNS; empty if it has none or the stage `dns` is off.",
    "favicon_url": "URL of the site's icon; empty if there is none.",
    "logo_url": "URL of the site's logo; empty if none was found.",
    "is_wordpress": "Whether the site runs WordPress; null before the first scan.",
    "wordpress_version": "The version of WordPress; empty if unknown.",
    "has_elementor": "Whether the site uses the page builder Elementor; null before the first scan.",
    "facebook_url": "The profile at Facebook; empty if none was found.",
    "twitter_url": "The profile at Twitter (X); empty if none was found.",
    "linkedin_url": "The profile at LinkedIn; empty if none was found.",
    "instagram_url": "The profile at Instagram; empty if none was found.",
    "youtube_url": "The channel at YouTube; empty if none was found.",
    "sitemap_urls": "How many URLs its sitemaps list; null if no sitemap was read.",
    "total_sitemaps": "How many sitemaps it has; null if they were not looked for.",
    "content_scrape_status": "The stage of a scan that reads the home page; null before the first scan.",
    "page_scrape_status": "The stage of a scan that reads further pages; null before the first scan.",
    "sitemap_monitor_status": "The stage of a scan that reads the sitemaps; null before the first scan.",
    "rescan_days": "Days from one scan to the next; 0: never; null: as the tenant's policy says.",
    "rescan_when": "The condition on which it is re-scanned when it is due.",
    "only_if_sitemap_changed": "Whether the current scan ends early if the sitemap has not changed.",
    "last_scan": "When a scan ended last; null before the first one.",
    "created_at": "When it was submitted for the first time.",
    "updated_at": "When this row was changed last.",
    "notes": "Notes that users wrote in the admin.",
}
SCAN_FIELDS = {
    "id": "The job id that the submission returned.",
    "batch_id": "The batch of the job; null if it was submitted alone.",
    "status": "How the scan ended.",
    "attempts": "How many attempts it took.",
    "queued_at": "When it was submitted.",
    "started_at": "When its last attempt began; null if it never began.",
    "finished_at": "When it ended.",
    "pages": "How many pages were read.",
    "bytes": "How many bytes were received.",
    "error": "Why it failed; empty if it did not.",
    "error_kind": "The kind of that error.",
}
PAGE_FIELDS = {
    "id": "The page's id.",
    "url": "Where it was read.",
    "page_type": "What kind of page it is: home, contact, legal, about, team, other ...",
    "http_status": "The status of the response; null if there was none.",
    "title": "The title of the page.",
    "text_hash": "Hash of its text, by which an unchanged page is recognised.",
    "error_kind": "Why it could not be read; empty if it was.",
    "error": "The same in words.",
    "fetched_at": "When it was read.",
}
RUN_FIELDS = {
    "job_id": "The run's id.",
    "status": "How the run ended, or that it is running.",
    "trigger": "What started it: schedule, submission, command ...",
    "host": "The machine on which it ran.",
    "timestamp": "When it started.",
    "duration_seconds": "How long it took.",
    "domains_claimed": "How many domains it claimed.",
    "domains_processed": "How many of them have an outcome.",
    "domains_successful": "How many were completed.",
    "domains_failed": "How many have failed finally.",
    "domains_skipped": "How many were skipped.",
    "domains_retried": "How many are to be tried again.",
    "domains_returned": "How many were returned to the queue unprocessed.",
    "results_refused": "How many late results of lost claims were refused.",
    "success_rate": "Successful / processed, from 0 to 1; 0 if none was processed.",
    "bytes_fetched": "How many bytes were received.",
    "error": "Why the run itself failed; empty if it did not.",
}
SUPPRESSION_FIELDS = {
    "id": "The suppression's id.",
    "kind": "What was erased.",
    "digest": "The keyed hash of the erased value, in hexadecimal. The value itself is not stored.",
    "key_id": "The name of the key with which the hash was made.",
    "created_at": "When the value was erased.",
}


# Stored as null before the first scan, never as an empty text.
NEVER_BLANK = {"content_scrape_status", "page_scrape_status", "sitemap_monitor_status"}


def texts(fields: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """As ``extra_kwargs`` of a model serializer."""
    return {
        name: {"help_text": text, **({"allow_blank": False} if name in NEVER_BLANK else {})}
        for name, text in fields.items()
    }


def listed(values: list[Any], told: list[str]) -> str:
    """The values with their meanings, as a list in Markdown."""
    return "\n".join(_lines(values, told))


def _lines(values: list[Any], told: list[str]) -> Iterator[str]:
    for value, meaning in zip(values, told, strict=True):
        yield f"* `{value}`: {meaning}" if value != "" else f"* empty: {meaning}"
