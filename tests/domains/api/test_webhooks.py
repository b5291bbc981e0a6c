"""Webhooks: receivers, signatures, and retries if a receiver does not answer."""

import hashlib
import hmac
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network

import pytest
import standardwebhooks
from django.db.models.functions import Now

from domains.lifecycle import Event
from domains.models import Delivery, Domain, Webhook, WebhookReceiver
from domains.models.audit_entry import Actor
from domains.models.domain import default_tenant
from domains.privacy import erasure
from domains.scan.fetch import parse_hosts
from domains.scan.redaction import Subject
from domains.webhooks import delivery, outbox

SCAN = "/api/v3/modernized_page_scraper/scan"
BATCH = "/api/v3/modernized_page_scraper/batch"
PATH = "/api/v3/webhooks/"
URL = "http://hooks.example.com/in"

pytestmark = pytest.mark.django_db(transaction=True)


class Receiver(ThreadingHTTPServer):
    """Answers posts with ``status`` and ``answer``, and keeps them."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.status, self.location, self.answer, self.received = 200, "", b"", []


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.append((self.path, dict(self.headers), body))
        self.send_response(self.server.status)
        if self.server.location:
            self.send_header("Location", self.server.location)
        self.send_header("Content-Length", str(len(self.server.answer)))
        self.end_headers()
        self.wfile.write(self.server.answer)

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


def deliver_all():
    """Send what is due, as the lane does, and tell what became of each message."""
    claimed = outbox.claim(outbox.SENDERS)
    with delivery.new_fetcher() as fetcher:
        for message in claimed:
            outbox.record(message, delivery.send(message, fetcher))
    ended = [Delivery.objects.get(pk=message.pk) for message in claimed]
    return [row.error or row.status for row in ended]


def make_due():
    """The next attempts, without their waits."""
    Delivery.objects.filter(status="pending").update(next_attempt_at=Now())
    WebhookReceiver.objects.update(rests_until=None)


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
    assert answer["callback_secret"].startswith("whsec_")
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
    message = Delivery.objects.get()
    assert 59 < (message.next_attempt_at - message.attempted_at).total_seconds() < 70
    receiver.status = 204
    assert deliver_all() == []
    make_due()
    assert deliver_all() == ["delivered"]
    make_due()
    assert deliver_all() == []
    assert len(receiver.received) == 2
    assert Delivery.objects.get().attempts == 2


def test_attempts_end(api, receiver, scanned):
    api.post(PATH, {"url": URL})
    scanned("a.com")
    receiver.status = 500
    for _ in range(len(outbox.WAITS) + 1):
        make_due()
        assert deliver_all() == ["HTTP 500"]
    row = Delivery.objects.get()
    assert (row.status, row.attempts) == ("failed", len(outbox.WAITS) + 1)


@pytest.mark.parametrize("local", [False, True])
@pytest.mark.parametrize(
    ("status", "answer", "kept"),
    [
        (422, b'{"detail": "no such field: domain"}', '{"detail": "no such field: domain"}'),
        (500, b"<h1>Error</h1> " * 1000, ("<h1>Error</h1> " * 1000)[:1024]),
        (404, b"\xff\0binary", "\ufffdbinary"),
        (307, b"elsewhere", "elsewhere"),
        (204, b"", ""),
        (200, b"stored", ""),
    ],
)
def test_the_beginning_of_a_refusal_is_kept_for_operators(
    api, receiver, scanned, settings, local, status, answer, kept
):
    settings.DEBUG = local
    url = f"http://127.0.0.1:{receiver.server_port}/in" if local else URL
    api.post(PATH, {"url": url})
    scanned("a.com")
    receiver.status, receiver.answer = status, answer
    deliver_all()
    row = Delivery.objects.get()
    assert (row.http_status, row.answer_text) == (status, kept)
    assert "answer_text" not in api.get(f"/api/v3/deliveries/{row.pk}/").json(), "it can hold anything"
    receiver.status = 204
    make_due()
    deliver_all()
    assert Delivery.objects.get().answer_text == "", "of the last attempt only"


def test_no_answer_is_stored_that_could_repeat_an_erased_value(api, receiver, scanned):
    api.post(PATH, {"url": URL})
    scanned("a.com")
    erasure.erase(Subject("email", "jo@a.com"), default_tenant(), Actor("ann"))
    receiver.status, receiver.answer = 422, b"jo@a.com is unknown"
    deliver_all()
    row = Delivery.objects.get()
    assert (row.http_status, row.answer_text) == (422, "")


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
    assert deliver_all() == []
    assert receiver.received == []


def verified(secret, received):
    """The message, as the package of Standard Webhooks verifies it."""
    _, headers, body = received
    return standardwebhooks.Webhook(secret).verify(body, headers)


class TestStandardWebhooks:
    def test_its_package_verifies_a_message(self, api, receiver, scanned):
        secret = api.post(PATH, {"url": URL}).json()["secret"]
        scanned("a.com")
        deliver_all()
        (received,) = receiver.received
        message = verified(secret, received)
        assert received[1]["webhook-id"] == message["id"] == str(Delivery.objects.get().pk)
        assert received[1]["X-ScraperSky-Event"] == message["event"] == "scan.finished"

    def test_a_changed_message_is_not_verified(self, api, receiver, scanned):
        secret = api.post(PATH, {"url": URL}).json()["secret"]
        scanned("a.com")
        deliver_all()
        path, headers, body = receiver.received[0]
        with pytest.raises(standardwebhooks.WebhookVerificationError):
            verified(secret, (path, headers, body.replace(b"a.com", b"b.com")))

    def test_secrets_of_before_are_keys_as_they_are(self, receiver, scanned):
        Webhook.objects.create(url=URL, secret="whs_an-old-one")
        scanned("a.com")
        deliver_all()
        assert verified(b"whs_an-old-one", receiver.received[0])


class TestRotation:
    def test_both_secrets_are_valid_for_a_time(self, api, receiver, scanned):
        hook = api.post(PATH, {"url": URL}).json()
        rotated = api.post(f"{PATH}{hook['id']}/rotate/", {"overlap_hours": 1})
        assert rotated.status_code == 200, rotated.content
        fresh = rotated.json()
        assert fresh["secret"] != hook["secret"]
        assert fresh["former_secret_until"]
        scanned("a.com")
        deliver_all()
        for secret in (hook["secret"], fresh["secret"]):
            assert verified(secret, receiver.received[0])
            assert own_signature_is_genuine(secret, receiver.received[0])

    def test_then_the_former_is_not(self, api, receiver, scanned):
        hook = api.post(PATH, {"url": URL}).json()
        fresh = api.post(f"{PATH}{hook['id']}/rotate/", {"overlap_hours": 0}).json()
        scanned("a.com")
        deliver_all()
        assert verified(fresh["secret"], receiver.received[0])
        assert not own_signature_is_genuine(hook["secret"], receiver.received[0])
        with pytest.raises(standardwebhooks.WebhookVerificationError):
            verified(hook["secret"], receiver.received[0])


def own_signature_is_genuine(secret, received):
    _, headers, body = received
    stamp, *macs = headers["X-ScraperSky-Signature"].split(",")
    wanted = hmac.new(secret.encode(), f"{stamp[2:]}.".encode() + body, hashlib.sha256).hexdigest()
    return f"v1={wanted}" in macs


class TestTrying:
    @pytest.mark.parametrize("event", ["scan.finished", "batch.finished", "contact.changed"])
    def test_a_test_is_sent_like_any_message(self, api, receiver, event):
        hook = api.post(PATH, {"url": URL, "events": ["scan.finished"]}).json()
        answer = api.post(f"{PATH}{hook['id']}/test/", {"event": event})
        assert (answer.status_code, answer.json()["status"]) == (202, "pending"), answer.content
        assert deliver_all() == ["delivered"]
        message = verified(hook["secret"], receiver.received[0])
        assert (message["event"], message["data"]["test"]) == (event, True)

    def test_the_made_up_data_have_the_fields_of_real_ones(self, api, receiver, scanned):
        hook = api.post(PATH, {"url": URL}).json()
        api.post(f"{PATH}{hook['id']}/test/", {})
        scanned("a.com", "info@a.com")
        deliver_all()
        sample, real = (set(json.loads(body)["data"]) for _, _, body in receiver.received)
        assert sample == real | {"test"}

    def test_a_test_that_fails_is_not_repeated(self, api, receiver):
        hook = api.post(PATH, {"url": URL}).json()
        sent = api.post(f"{PATH}{hook['id']}/test/", {}).json()
        receiver.status = 500
        deliver_all()
        found = api.get(f"/api/v3/deliveries/{sent['id']}/").json()
        assert (found["status"], found["attempts"], found["http_status"]) == ("failed", 1, 500)
        make_due()
        assert deliver_all() == []

    def test_a_webhook_that_is_not_active_is_not_tried(self, api):
        hook = api.post(PATH, {"url": URL}).json()
        assert api.patch(f"{PATH}{hook['id']}/", {"active": False}).json()["active"] is False
        assert api.post(f"{PATH}{hook['id']}/test/", {}).status_code == 409


class TestResending:
    def test_a_message_is_sent_again_with_its_id(self, api, receiver, scanned):
        api.post(PATH, {"url": URL})
        scanned("a.com")
        key = Delivery.objects.get().pk
        assert api.post(f"/api/v3/deliveries/{key}/resend/").status_code == 409
        deliver_all()
        answer = api.post(f"/api/v3/deliveries/{key}/resend/")
        assert (answer.status_code, answer.json()["status"]) == (202, "pending")
        assert deliver_all() == ["delivered"]
        first, second = receiver.received
        assert first[2] == second[2]

    def test_the_log_has_the_body_that_was_posted(self, api, receiver, scanned):
        hook = api.post(PATH, {"url": URL}).json()
        scanned("a.com")
        deliver_all()
        (row,) = api.get(f"{PATH}{hook['id']}/deliveries/", {"fields": "id,body"}).json()["results"]
        assert row["body"].encode() == receiver.received[0][2]
        assert api.get(f"/api/v3/deliveries/{row['id']}/").json()["body"] == row["body"]
        assert "body" not in api.get(f"{PATH}{hook['id']}/deliveries/").json()["results"][0]


def test_a_finished_scan_brings_its_contacts(api, receiver, scanned):
    api.post(PATH, {"url": URL, "events": ["scan.finished"]})
    scanned("a.com", "info@a.com")
    deliver_all()
    data = json.loads(receiver.received[0][2])["data"]
    assert data["contacts"] == [{"kind": "email", "value": "info@a.com"}]


class TestReceiversOnThisMachine:
    @pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
    def test_with_debug_on_any_port(self, api, receiver, scanned, settings, host):
        settings.DEBUG = True
        settings.FETCH_ALLOWED_NETWORKS = ()
        url = f"http://{host}:{receiver.server_port}/in"
        hook = api.post(PATH, {"url": url})
        assert hook.status_code == 201, hook.content
        scanned("a.com")
        assert deliver_all() == ["delivered"]
        assert verified(hook.json()["secret"], receiver.received[0])

    def test_a_redirect_and_an_error_are_failures(self, api, receiver, scanned, settings):
        settings.DEBUG = True
        api.post(PATH, {"url": f"http://127.0.0.1:{receiver.server_port}/in"})
        scanned("a.com")
        for status in (302, 503):
            receiver.status, receiver.location = status, "/elsewhere"
            assert str(status) in deliver_all()[0]
            make_due()
        assert [path for path, _, _ in receiver.received] == ["/in", "/in"]

    def test_without_debug_they_are_refused(self, api, receiver, settings):
        settings.DEBUG = False
        url = f"http://127.0.0.1:{receiver.server_port}/in"
        assert api.post(PATH, {"url": url}).json()["code"] == "invalid_url"

    def test_nor_is_one_told_that_was_registered_with_debug(self, receiver, scanned, settings):
        settings.DEBUG, settings.FETCH_ALLOWED_NETWORKS = False, ()
        Webhook.objects.create(url=f"http://127.0.0.1:{receiver.server_port}/in")
        scanned("a.com")
        assert "not visited" in deliver_all()[0]
        assert receiver.received == []


def test_a_webhook_tells_that_its_receiver_rests(api):
    hook = api.post(PATH, {"url": URL}).json()
    place = f"{PATH}{hook['id']}/"
    fresh = api.get(place).json()
    assert (fresh["failures"], fresh["rests_until"]) == (0, None)
    receiver = WebhookReceiver.objects.all()
    for _ in range(5):
        receiver.note_failure()
    (listed,) = api.get(PATH).json()["results"]
    assert listed == api.get(place).json()
    assert listed["failures"] == 5
    assert listed["rests_until"] > listed["created_at"]
    assert api.get(PATH, {"fields": "url"}).json()["results"] == [{"url": URL}]
    assert api.patch(place, {"url": "https://b.example.com/in"}).json()["failures"] == 0


def test_a_tenant_may_have_so_many_webhooks(api, stranger, settings):
    settings.WEBHOOKS_PER_TENANT = 2
    for answer in (api.post(PATH, {"url": URL}), api.post(PATH, {"url": URL})):
        assert answer.status_code == 201
    api.post(SCAN, {"base_url": "a.com", "callback_url": URL})
    refused = api.post(PATH, {"url": URL})
    assert (refused.status_code, refused.json()["code"]) == (403, "quota_exceeded")
    assert "2 webhooks" in refused.json()["message"]
    assert stranger.post(PATH, {"url": URL}).status_code == 201
    settings.WEBHOOKS_PER_TENANT = 0
    assert api.post(PATH, {"url": URL}).status_code == 201
