"""The client against the API itself: what somebody does with it in an afternoon."""

import asyncio
import json
import threading
import time

import pytest
from django.db import connection

from domains.models import Domain
from scrapersky_client import AsyncClient, Client, Conflict, NotFound, StillRunning
from tests.client.event_loop import run


@pytest.fixture
def client(live_server, api):
    with Client(live_server.url, api.token) as made:
        yield made


RESULT = {"home": {"title": "Example"}, "contacts": [{"kind": "email", "value": "office@example.com"}]}


@pytest.mark.django_db(transaction=True)
def test_an_afternoon(client, finished):
    before = client.latest()
    job = client.submit("https://Example.com/", max_pages=3)
    assert client.submit("example.com")["job_id"] == job["job_id"]
    with pytest.raises(StillRunning) as waited:
        client.wait(job, timeout=0)
    assert waited.value.state["status"] == "pending"

    finished(Domain.objects.get(), result=RESULT)
    state = client.wait(job)
    assert (state["status"], state["result_data"]) == ("completed", RESULT)

    batch = client.submit_batch(["example.com", "example.org", "localhost"], name="bakeries")
    assert [each["input"] for each in batch["rejected"]] == ["localhost"]
    for row in Domain.objects.filter(status="pending"):
        finished(row, result=RESULT)
    assert client.wait_batch(batch)["totals"] == {"completed": 2}
    assert [each["name"] for each in client.batches(name="baker")] == ["bakeries"]
    assert client.change_batch(batch["batch_id"], archived=True)["archived_at"]

    one_by_one = list(client.domains(page_size=1, status=["completed"], fields=["domain", "contacts"]))
    assert [row["domain"] for row in one_by_one] == ["example.com", "example.org"]
    assert one_by_one[0] == {"domain": "example.com", "contacts": []}

    changes = list(client.changes(before))
    assert [change["domain"] for change in changes] == ["example.com", "example.org"]
    assert list(client.changes(changes[-1]["cursor"])) == []
    assert next(client.follow(before)) == changes[0]

    row = client.domain(state["domain_id"])
    with pytest.raises(Conflict):
        client.pause(row["id"])
    assert client.rescan(row["id"])["status"] == "pending"
    assert client.pause(row["id"])["status"] == "paused"
    assert client.resume(row["id"])["status"] == "pending"
    assert client.cancel(row["id"])["status"] == "cancelled"
    assert client.set_rescan_rule(row["id"], days=30, when="sitemap")["rescan_days"] == 30
    assert {scan["status"] for scan in client.scans(domain_id=row["id"])} == {"completed", "cancelled"}

    table = b"".join(client.export("jsonl", fields=["domain", "status"])).splitlines()
    assert [json.loads(line)["domain"] for line in table] == ["example.com", "example.org"]
    with pytest.raises(StillRunning):
        client.company("example.net", timeout=0)
    assert client.summarize_runs()["runs"] == 0
    assert list(client.runs()) == list(client.pages()) == []


@pytest.mark.django_db(transaction=True)
def test_webhooks_and_erasure(client):
    webhook = client.create_webhook("https://hooks.example.com/in", ["scan.finished"])
    assert webhook["secret"].startswith("whsec_")
    assert [each["id"] for each in client.webhooks()] == [webhook["id"]]
    sent = client.test_webhook(webhook["id"])
    assert client.delivery(sent["id"])["status"] == "pending"
    assert [each["id"] for each in client.deliveries(webhook["id"])] == [sent["id"]]
    with pytest.raises(Conflict):
        client.resend(sent["id"])
    assert client.rotate_secret(webhook["id"], 1)["secret"] != webhook["secret"]
    client.delete_webhook(webhook["id"])
    assert list(client.webhooks()) == []

    job = client.submit("example.com")
    assert client.personal_data("example.com")["domains_total"] == 1
    assert client.erase("example.com", "asked on the phone")["finished"]
    assert client.personal_data("example.com")["suppressed"]
    with pytest.raises(NotFound):
        client.job(job)


@pytest.mark.django_db(transaction=True)
def test_it_waits_for_the_end_without_asking_in_a_loop(client, finished):
    job = client.submit("example.com")
    began = time.monotonic()

    def end():
        time.sleep(0.3)
        finished(Domain.objects.get(), result=RESULT)
        connection.close()

    thread = threading.Thread(target=end)
    thread.start()
    assert client.wait(job, timeout=20)["status"] == "completed"
    assert time.monotonic() - began < 10
    thread.join()


@pytest.mark.django_db(transaction=True)
def test_the_same_for_asynchronous_programs(live_server, api, finished):
    def end():
        finished(Domain.objects.get(), result=RESULT)
        connection.close()

    async def afternoon():
        async with AsyncClient(live_server.url, api.token) as client:
            job = await client.submit("example.com")
            await asyncio.to_thread(end)
            state = await client.wait(job)
            rows = [row["domain"] async for row in client.domains(page_size=1)]
            changes = [change["domain"] async for change in client.changes()]
            table = b"".join([piece async for piece in client.export(fields=["domain"])])
            return state["status"], rows, changes, table

    assert run(afternoon()) == (
        "completed",
        ["example.com"],
        ["example.com"],
        b'"domain"\r\n"example.com"\r\n',
    )
