"""An afternoon with the client that openapi-python-client generates: ``afternoon.py ADDRESS TOKEN DOMAIN``.

It submits a domain, waits for the end of its scan, reads the list of domains and the changes, and prints what
it found as JSON.
"""

from __future__ import annotations

import json
import sys

from scraper_sky_client import AuthenticatedClient
from scraper_sky_client.api.changes import list_changes
from scraper_sky_client.api.domains import list_domains
from scraper_sky_client.api.jobs import get_job, submit_scan
from scraper_sky_client.models import ChangesPage, Job, PaginatedDomainList, ScanAccepted, ScanOrderRequest


def main(address: str, token: str, domain: str) -> None:
    client = AuthenticatedClient(address, token, timeout=60)
    order = ScanOrderRequest(base_url=domain, max_pages=3)
    accepted = submit_scan.sync(client=client, body=order, idempotency_key="one-afternoon")
    assert isinstance(accepted, ScanAccepted)
    progress = 0.0
    while progress < 1:
        job = get_job.sync(client=client, job_id=accepted.job_id, wait=10)
        assert isinstance(job, Job)
        progress = job.progress
    listed = list_domains.sync(client=client, has_email=True, page_size=10)
    assert isinstance(listed, PaginatedDomainList)
    changes = list_changes.sync(client=client)
    assert isinstance(changes, ChangesPage)
    found = {
        "status": job.status,
        "domains": [[row.domain, row.email_addresses] for row in listed.results],
        "changes": [[change.domain, change.status] for change in changes.results],
    }
    print(json.dumps(found))  # noqa: T201  the test reads it


if __name__ == "__main__":
    main(*sys.argv[1:])
