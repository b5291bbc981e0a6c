"""``AsyncClient``: the API for asynchronous programs. ``client.py`` is generated from this file."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import AsyncIterator, Mapping, Sequence
from types import TracebackType
from typing import Any, Literal, Self, Unpack, cast
from urllib.parse import parse_qs, urlsplit

import httpx

from scrapersky_client import models, repetition
from scrapersky_client.errors import StillRunning, Unreachable, error_of

ORIGINAL = "/api/v3/modernized_page_scraper"
LONG_POLL = 30  # seconds that a server is asked to wait for the end of a job
ASK_AGAIN = 1.0  # seconds until the next request, if the server does not wait


class AsyncClient:
    """The API at ``base_url``, such as "http://localhost:8000". Use it in a ``with`` statement, or close it.

    A request that fails for a temporary reason is repeated if that does no harm, and sent at most
    ``attempts`` times.
    Submissions have an ``Idempotency-Key``, so nothing is done twice. ``timeout``: seconds for one request.
    ``http``: your own httpx client, for instance with a proxy; it is not closed.

    Lists are iterators over all rows: they read page after page. All methods raise ``ApiError`` if the server
    refuses a request, and ``Unreachable`` if it does not answer.
    """

    def __init__(
        self,
        base_url: str,
        token: str,
        *,
        timeout: float = 30.0,
        attempts: int = 5,
        http: httpx.AsyncClient | None = None,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self.timeout = timeout
        self.attempts = attempts
        self._headers = {"Authorization": f"Bearer {token}"}
        self._own_http = None if http else httpx.AsyncClient()
        self._http = http or cast(httpx.AsyncClient, self._own_http)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections."""
        if self._own_http:
            await self._own_http.aclose()

    # --- Jobs and batches

    async def submit(
        self,
        base_url: str,
        *,
        max_pages: int = 5,
        priority: int = 0,
        callback_url: str | None = None,
        idempotency_key: str | None = None,
    ) -> models.ScanAccepted:
        """Submit a host name or URL.

        While a scan of it is pending, paused or running, the same job is returned.
        """
        order = _given(base_url=base_url, max_pages=max_pages, priority=priority, callback_url=callback_url)
        answer = await self._order(f"{ORIGINAL}/scan", order, idempotency_key)
        return cast(models.ScanAccepted, answer)

    async def job(self, job: models.ScanAccepted | models.Job | str, *, wait: int = 0) -> models.Job:
        """The state of a job. The server waits for its end, at most ``wait`` seconds (0 to 60)."""
        path = f"{ORIGINAL}/status/{_id(job, 'job_id')}"
        return cast(models.Job, await self._call("GET", path, query={"wait": wait}, longer=wait))

    async def wait(
        self, job: models.ScanAccepted | models.Job | str, *, timeout: float | None = None
    ) -> models.Job:
        """The state of a job when it has ended. Raises ``StillRunning`` after ``timeout`` seconds."""
        end = _end(timeout)
        while True:
            asked = time.monotonic()
            state = await self.job(job, wait=_long_poll(end))
            if state["progress"] == 1:
                return state
            if asked >= end:
                raise StillRunning(f"job {state['job_id']} is {state['status']}", state)
            await self._rest(asked)

    async def submit_batch(
        self,
        domains: Sequence[str],
        *,
        name: str = "",
        max_pages: int = 5,
        priority: int = 0,
        callback_url: str | None = None,
        idempotency_key: str | None = None,
    ) -> models.BatchAccepted:
        """Submit up to 10,000 host names or URLs. ``rejected`` lists those that cannot be scanned."""
        order = _given(
            domains=list(domains),
            name=name,
            max_pages=max_pages,
            priority=priority,
            callback_url=callback_url,
        )
        answer = await self._order(f"{ORIGINAL}/batch", order, idempotency_key)
        return cast(models.BatchAccepted, answer)

    async def batch_status(
        self,
        batch: models.BatchAccepted | models.BatchStatus | str,
        *,
        wait: int = 0,
        page_size: int = 10_000,
    ) -> models.BatchStatus:
        """The progress of a batch, with the states of the first ``page_size`` jobs."""
        path = f"{ORIGINAL}/batch/{_id(batch, 'batch_id')}/status"
        query = {"wait": wait, "page_size": page_size}
        return cast(models.BatchStatus, await self._call("GET", path, query=query, longer=wait))

    async def wait_batch(
        self, batch: models.BatchAccepted | models.BatchStatus | str, *, timeout: float | None = None
    ) -> models.BatchStatus:
        """The progress of a batch when its last job has ended. Raises ``StillRunning``."""
        end = _end(timeout)
        while True:
            asked = time.monotonic()
            state = await self.batch_status(batch, wait=_long_poll(end))
            if state["status"] == "completed":
                return state
            if asked >= end:
                raise StillRunning(f"batch {state['batch_id']} is {state['status']}", state)
            await self._rest(asked)

    def batches(self, **filters: Unpack[models.ListBatchesQuery]) -> AsyncIterator[models.Batch]:
        """All batches, newest first."""
        return self._rows("/api/v3/batches/", filters)

    async def change_batch(
        self, batch_id: str, *, name: str | None = None, archived: bool | None = None
    ) -> models.Batch:
        """Name a batch, or archive it."""
        body = _given(name=name, archived=archived)
        return cast(models.Batch, await self._call("PATCH", f"/api/v3/batches/{batch_id}/", body=body))

    # --- Domains

    def domains(self, **filters: Unpack[models.ListDomainsQuery]) -> AsyncIterator[models.Domain]:
        """All domains that the filters select. ``fields=["domain", "contacts"]`` chooses their fields."""
        return self._rows("/api/v3/domains/", filters)

    async def domain(self, domain_id: str) -> models.Domain:
        """One domain with all that is known about it."""
        return cast(models.Domain, await self._call("GET", f"/api/v3/domains/{domain_id}/"))

    async def rescan(self, domain_id: str) -> models.Domain:
        """Queue a new scan."""
        return await self._control(domain_id, "rescan")

    async def cancel(self, domain_id: str) -> models.Domain:
        """End the scan that is pending, paused or running."""
        return await self._control(domain_id, "cancel")

    async def pause(self, domain_id: str) -> models.Domain:
        """Pause a pending domain: it is not scanned until it is resumed."""
        return await self._control(domain_id, "pause")

    async def resume(self, domain_id: str) -> models.Domain:
        """Queue a paused domain again."""
        return await self._control(domain_id, "resume")

    async def set_rescan_rule(
        self, domain_id: str, *, days: int | None, when: models.RescanWhen = "always"
    ) -> models.Domain:
        """Re-scan every so many ``days``; 0: never; None: as the tenant's policy says."""
        body = {"rescan_days": days, "rescan_when": when}
        return cast(models.Domain, await self._call("PATCH", f"/api/v3/domains/{domain_id}/", body=body))

    async def export(
        self,
        format: Literal["csv", "json", "jsonl", "xlsx"] = "csv",
        **filters: Unpack[models.ExportDomainsQuery],
    ) -> AsyncIterator[bytes]:
        """The pieces of a file of all domains that the filters select. It is not repeated if it fails."""
        url, query = f"{self.base_url}/api/v3/domains/export/", _query({**filters, "format": format})
        options = {"params": query, "headers": self._headers, "timeout": self.timeout}
        async with self._http.stream("GET", url, **cast(Any, options)) as response:
            if response.is_error:
                await response.aread()
                raise error_of(response)
            async for piece in response.aiter_bytes():
                yield piece

    async def company(self, domain: str, *, timeout: float | None = None) -> models.Company:
        """A company by its domain, which is scanned first if it never was. Raises ``StillRunning``."""
        end = _end(timeout)
        while True:
            response = await self._send("GET", "/api/v3/companies/find", query={"domain": domain})
            if response.status_code == httpx.codes.OK:
                return cast(models.Company, response.json())
            if time.monotonic() >= end:
                raise StillRunning(f"the first scan of {domain} has not ended", response.json())
            await asyncio.sleep(repetition.pause(1, response))

    # --- Following everything

    async def latest(self) -> str:
        """The current cursor: ``follow`` and ``changes`` return the changes after it."""
        page = await self._call("GET", "/api/v3/changes/", query={"after": "latest"})
        return cast(str, page["cursor"])

    async def changes(self, after: str | None = None) -> AsyncIterator[models.Change]:
        """The changes after a cursor until now; without a cursor, all stored changes.

        Store ``change["cursor"]`` together with your own data about the change, and continue with this
        cursor. Raises ``CursorExpired`` if changes after the cursor were pruned.
        """
        more = True
        while more:
            page = await self._call("GET", "/api/v3/changes/", query=_given(after=after, page_size=1000))
            for change in page["results"]:
                yield change
            after, more = page["cursor"], page["next"] is not None

    async def follow(self, after: str | None = None, *, every: float = 2.0) -> AsyncIterator[models.Change]:
        """Like ``changes``, without an end: when all changes are read, it requests further ones every
        ``every`` seconds.
        """
        while True:
            async for change in self.changes(after):
                yield change
                after = change["cursor"]
            await asyncio.sleep(every)

    # --- Records

    def scans(self, **filters: Unpack[models.ListScansQuery]) -> AsyncIterator[models.Scan]:
        """Ended scans, newest first."""
        return self._rows("/api/v3/scans/", filters)

    def pages(self, **filters: Unpack[models.ListPagesQuery]) -> AsyncIterator[models.Page]:
        """Pages that scans read, newest first."""
        return self._rows("/api/v3/pages/", filters)

    def runs(self, **filters: Unpack[models.ListRunsQuery]) -> AsyncIterator[models.Run]:
        """Runs of the batch processor, newest first."""
        return self._rows("/api/v3/metrics/", filters)

    async def summarize_runs(self, hours: int = 24) -> models.RunSummary:
        """Totals and percentiles of the runs of the last hours."""
        found = await self._call("GET", "/api/v3/metrics/summary/", query={"hours": hours})
        return cast(models.RunSummary, found)

    # --- Webhooks

    async def create_webhook(
        self, url: str, events: Sequence[models.WebhookEvent] | None = None
    ) -> models.WebhookWithSecret:
        """Register a URL for events, all by default. Only this response contains the ``secret``."""
        body = _given(url=url, events=list(events) if events else None)
        return cast(models.WebhookWithSecret, await self._order("/api/v3/webhooks/", body, None))

    def webhooks(self) -> AsyncIterator[models.Webhook]:
        """All webhooks."""
        return self._rows("/api/v3/webhooks/", {})

    async def test_webhook(
        self, webhook_id: str, event: models.WebhookEvent = "scan.finished"
    ) -> models.Delivery:
        """Send a message with invented data. ``delivery`` returns its result."""
        path = f"/api/v3/webhooks/{webhook_id}/test/"
        return cast(models.Delivery, await self._call("POST", path, body={"event": event}))

    async def rotate_secret(self, webhook_id: str, overlap_hours: int = 24) -> models.WebhookWithSecret:
        """Make a new secret.

        For ``overlap_hours`` hours, messages are signed with the previous one as well.
        """
        path = f"/api/v3/webhooks/{webhook_id}/rotate/"
        answer = await self._call("POST", path, body={"overlap_hours": overlap_hours})
        return cast(models.WebhookWithSecret, answer)

    async def delete_webhook(self, webhook_id: str) -> None:
        """Delete a webhook and the log of its messages."""
        await self._send("DELETE", f"/api/v3/webhooks/{webhook_id}/")

    def deliveries(
        self, webhook_id: str, **filters: Unpack[models.ListDeliveriesQuery]
    ) -> AsyncIterator[models.Delivery]:
        """The messages to a webhook, newest first."""
        return self._rows(f"/api/v3/webhooks/{webhook_id}/deliveries/", filters)

    async def delivery(self, delivery_id: str) -> models.Delivery:
        """One message, with the result of its last attempt."""
        return cast(models.Delivery, await self._call("GET", f"/api/v3/deliveries/{delivery_id}/"))

    async def resend(self, delivery_id: str) -> models.Delivery:
        """Send a message again that was delivered or has failed."""
        return cast(models.Delivery, await self._call("POST", f"/api/v3/deliveries/{delivery_id}/resend/"))

    # --- Privacy

    async def erase(self, value: str, reason: str = "") -> models.ErasureResult:
        """Erase a domain, an e-mail address, a phone number or ``person:NAME`` everywhere, permanently."""
        while True:
            body = {"value": value, "reason": reason}
            done = cast(models.ErasureResult, await self._call("POST", "/api/v3/suppressions/", body=body))
            if done["finished"]:
                return done

    async def personal_data(self, value: str) -> models.PersonalData:
        """Everything stored about a domain, an e-mail address, a phone number or ``person:NAME``."""
        body = {"value": value}
        return cast(models.PersonalData, await self._call("POST", "/api/v3/personal-data/", body=body))

    # --- Requests

    async def _order(self, path: str, body: Mapping[str, Any], key: str | None) -> Any:
        """Send a submission, with a key so that it can be repeated."""
        return await self._call("POST", path, body=body, key=key or str(uuid.uuid4()))

    async def _control(self, domain_id: str, action: str) -> models.Domain:
        path = f"/api/v3/domains/{domain_id}/{action}/"
        return cast(models.Domain, await self._call("POST", path))

    async def _rows(self, path: str, filters: Mapping[str, Any]) -> AsyncIterator[Any]:
        """The rows of all pages of a list."""
        query = dict(filters)
        while True:
            page = await self._call("GET", path, query=query)
            for row in page["results"]:
                yield row
            if page["next"] is None:
                return
            # Only the cursor of the URL is used, because behind a proxy the address may be wrong.
            query["cursor"] = parse_qs(urlsplit(page["next"]).query)["cursor"][0]

    async def _rest(self, asked: float) -> None:
        """Wait, unless the server has waited since ``asked``. The server waits for few clients at a time."""
        passed = time.monotonic() - asked
        await asyncio.sleep(max(0.0, ASK_AGAIN - passed))

    async def _call(self, method: str, path: str, **options: Any) -> Any:
        return (await self._send(method, path, **options)).json()

    async def _send(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: Mapping[str, Any] | None = None,
        key: str | None = None,
        longer: float = 0.0,
    ) -> httpx.Response:
        """The response, after repetitions if needed.

        ``longer``: seconds that the server waits intentionally.
        """
        headers = {**self._headers, **({"Idempotency-Key": key} if key else {})}
        repeatable = repetition.harmless(method, key)
        attempt = 1
        while True:
            try:
                response = await self._http.request(
                    method,
                    self.base_url + path,
                    params=_query(query or {}),
                    json=body,
                    headers=headers,
                    timeout=self.timeout + longer,
                )
            except httpx.TransportError as error:
                if attempt >= self.attempts or not repeatable:
                    raise Unreachable(f"{method} {path}: {error or type(error).__name__}") from error
                wait = repetition.pause(attempt)
            else:
                if attempt >= self.attempts or not repetition.is_passing(response, repeatable=repeatable):
                    break
                wait = repetition.pause(attempt, response)
            await asyncio.sleep(wait)
            attempt += 1
        if response.is_error:
            raise error_of(response)
        return response


def _given(**values: Any) -> dict[str, Any]:
    """The values that are not None."""
    return {name: value for name, value in values.items() if value is not None}


def _query(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as query parameters: ``fields`` is one text, other lists are repeated."""
    fields = values.get("fields")
    return {**values, **({"fields": ",".join(fields)} if fields else {})}


def _id(thing: Any, name: str) -> str:
    return thing if isinstance(thing, str) else cast(str, thing[name])


def _end(timeout: float | None) -> float:
    return float("inf") if timeout is None else time.monotonic() + timeout


def _long_poll(end: float) -> int:
    """How many seconds the server is asked to wait."""
    return int(min(LONG_POLL, max(0.0, end - time.monotonic())))
