"""Webhooks: receivers, signatures, and retries if a receiver does not answer."""

import hashlib
import hmac
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network

import pytest
from django_q.models import OrmQ, Schedule
from django_q.signing import SignedPackage

from domains.lifecycle import Event
from domains.models import Delivery, Domain, Webhook
from domains.scan.fetch import parse_hosts
from domains.webhooks import delivery

SCAN = "/api/v3/modernized_page_scraper/scan"
BATCH = "/api/v3/modernized_page_scraper/batch"
PATH = "/api/v3/webhooks/"
URL = "http://hooks.example.com/in"

pytestmark = pytest.mark.django_db(transaction=True)


class Receiver(ThreadingHTTPServer):
    """Answers posts with ``status`` and keeps them."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.status, self.location, self.received = 200, "", []


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.append((self.path, dict(self.headers), body))
        self.send_response(self.server.status)
        if self.server.location:
            self.send_header("Location", self.server.location)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def receiver(settings):
    server = Receiver()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    settings.FETCH_HOSTS = parse_hosts(f"127.0.0.1:{server.server_port} hooks.example.com")
    settings.FETCH_ALLOWED_NETWORKS = (ip_network("127.0.0.0/8"),)
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def queued():
    """The tasks that django-q2 was given, taken out of its queue: (function, arguments)."""
    tasks = [SignedPackage.loads(row.payload) for row in OrmQ.objects.order_by("id")]
    OrmQ.objects.all().delete()
    return [(task["func"], task["args"]) for task in tasks]


def deliver_all():
    return [
        delivery.deliver(*arguments)
        for function, arguments in queued()
        if function == "domains.webhooks.delivery.deliver"
    ]


@pytest.fixture
def scanned(finished):
    """Scan a domain once more, with these e-mail addresses found."""

    def scan(name, *emails, event=Event.COMPLETE):
        domain, created = Domain.objects.get_or_create(domain=name)
        if not created:
            domain.happen(Event.SUBMIT, scan_id=hashlib.md5(name.encode() + str(emails).encode()).hexdigest())
        contacts = [{"kind": "email", "value": email} for email in emails]
        return finished(domain, event, result={"contacts": contacts}, pages=1)

    return scan


def test_a_scan_that_ends_is_told_signed(api, receiver, scanned):
    made = api.post(PATH, {"url": URL})
    assert made.status_code == 201
    secret = made.json()["secret"]
    domain = scanned("a.com")
    assert deliver_all() == ["delivered"]
    ((path, headers, body),) = receiver.received
    assert path == "/in"
    stamp, _, mac = headers["X-ScraperSky-Signature"].partition(",v1=")
    wanted = hmac.new(secret.encode(), f"{stamp[2:]}.".encode() + body, hashlib.sha256).hexdigest()
    assert mac == wanted
    message = json.loads(body)
    assert message["event"] == "scan.finished"
    assert message["data"]["job_id"] == str(domain.scan_id)
    assert (message["data"]["domain"], message["data"]["status"]) == ("a.com", "completed")


def test_the_secret_is_shown_once(api):
    made = api.post(PATH, {"url": URL}).json()
    assert "secret" not in api.get(f"{PATH}{made['id']}/").json()
    assert "secret" not in api.get(PATH).json()["results"][0]


def test_a_changed_contact_is_told(api, receiver, scanned):
    api.post(PATH, {"url": URL, "events": ["contact.changed"]})
    scanned("a.com", "old@a.com", "same@a.com")
    scanned("a.com", "new@a.com", "same@a.com")
    scanned("a.com", "same@a.com", "new@a.com")
    assert deliver_all() == ["delivered"]
    data = json.loads(receiver.received[0][2])["data"]
    assert data["added"] == [{"kind": "email", "value": "new@a.com"}]
    assert data["removed"] == [{"kind": "email", "value": "old@a.com"}]


def test_a_callback_hears_of_its_scan_only(api, receiver, finished):
    answer = api.post(SCAN, {"base_url": "a.com", "callback_url": URL}).json()
    api.post(SCAN, {"base_url": "b.com"})
    assert answer["callback_secret"].startswith("whs_")
    for domain in Domain.objects.all():
        finished(domain)
    deliver_all()
    ((_, _, body),) = receiver.received
    assert json.loads(body)["data"]["job_id"] == answer["job_id"]


def test_a_callback_hears_when_the_last_scan_of_its_batch_ends(api, receiver, finished):
    answer = api.post(BATCH, {"domains": ["a.com", "b.com"], "callback_url": URL}).json()
    first, second = Domain.objects.order_by("domain")
    finished(first)
    assert deliver_all() == []
    finished(second, Event.FAIL)
    assert deliver_all() == ["delivered"]
    data = json.loads(receiver.received[0][2])["data"]
    assert data == {"batch_id": answer["batch_id"], "job_count": 2, "totals": {"completed": 1, "failed": 1}}


def test_another_tenants_webhook_hears_nothing(stranger, scanned):
    stranger.post(PATH, {"url": URL})
    scanned("a.com")
    assert not Delivery.objects.exists()


def test_a_failed_attempt_is_repeated_later_and_logged(api, receiver, scanned):
    hook = api.post(PATH, {"url": URL}).json()
    scanned("a.com")
    receiver.status = 503
    assert "503" in deliver_all()[0]
    (row,) = api.get(f"{PATH}{hook['id']}/deliveries/").json()["results"]
    assert (row["status"], row["attempts"], row["http_status"]) == ("pending", 1, 503)
    (again,) = Schedule.objects.filter(func="domains.webhooks.delivery.deliver")
    assert again.next_run > Delivery.objects.get().attempted_at
    receiver.status = 204
    assert delivery.deliver(row["id"]) == "delivered"
    assert delivery.deliver(row["id"]) == "nothing to deliver"
    assert len(receiver.received) == 2
    assert Delivery.objects.get().attempts == 2


def test_attempts_end(api, receiver, scanned):
    api.post(PATH, {"url": URL})
    scanned("a.com")
    receiver.status = 500
    for _ in range(len(delivery.WAITS) + 1):
        delivery.deliver(str(Delivery.objects.get().pk))
    row = Delivery.objects.get()
    assert (row.status, row.attempts) == ("failed", len(delivery.WAITS) + 1)
    assert Schedule.objects.filter(func="domains.webhooks.delivery.deliver").count() == len(delivery.WAITS)


def test_a_redirect_is_not_followed(api, receiver, scanned):
    api.post(PATH, {"url": URL})
    scanned("a.com")
    receiver.status, receiver.location = 307, "http://hooks.example.com/elsewhere"
    deliver_all()
    assert [path for path, _, _ in receiver.received] == ["/in"]
    assert Delivery.objects.get().status == "pending"


def test_a_private_address_is_never_reached(api, receiver, scanned, settings):
    api.post(PATH, {"url": URL})
    settings.FETCH_ALLOWED_NETWORKS = ()
    scanned("a.com")
    deliver_all()
    assert receiver.received == []
    assert Delivery.objects.get().status != "delivered"


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1/", "http://localhost/x", "ftp://example.com/", "https://example.com:8443/", "x",
     "https://me:pw@example.com/", "http://[::1]/", "http://example.com:99999/", "http://[x/"],
)  # fmt: skip
@pytest.mark.parametrize("path", [PATH, SCAN])
def test_a_url_that_leads_inside_is_refused(api, url, path):
    body = {"url": url} if path == PATH else {"base_url": "a.com", "callback_url": url}
    answer = api.post(path, body)
    assert answer.status_code == 400
    assert answer.json()["field"] in {"url", "callback_url"}
    assert not Webhook.objects.exists()


def test_a_deleted_webhook_hears_nothing_more(api, receiver, scanned):
    hook = api.post(PATH, {"url": URL}).json()
    scanned("a.com")
    assert api.delete(f"{PATH}{hook['id']}/").status_code == 204
    assert deliver_all() == ["nothing to deliver"]
    assert receiver.received == []
