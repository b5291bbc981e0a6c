"""Webhooks, their deliveries and batches in the admin."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.db.models.functions import Now

from domains.models import Delivery, Webhook, WebhookReceiver
from domains.models.domain import default_tenant

pytestmark = pytest.mark.django_db
ADD = "/admin/domains/webhook/add/"
FORM = {"events": ["scan.finished"], "active": "on", "tenant_id": str(default_tenant())}


@pytest.fixture
def deliveries():
    webhook = Webhook.objects.create(url="https://hooks.example.com/in")
    return {
        status: Delivery.objects.create(
            webhook=webhook, event="scan.finished", payload={"domain": "<b>"}, status=status, attempts=6
        )
        for status in ("failed", "delivered", "pending")
    }


def told(response):
    return " ".join(str(message) for message in response.context["messages"])


def test_a_webhook_is_made_and_its_secret_shown_once(admin_client):
    response = admin_client.post(ADD, {"url": "https://hooks.example.com/in", **FORM}, follow=True)
    webhook = Webhook.objects.get()
    assert webhook.secret in told(response)
    assert webhook.events == ["scan.finished"]
    page = admin_client.get(f"/admin/domains/webhook/{webhook.pk}/change/").content.decode()
    assert webhook.secret not in page


@pytest.mark.parametrize(
    "url", ["https://hooks.example.com:8443/", "http://127.0.0.1/", "ftp://x.example.com/"]
)
def test_a_url_that_may_not_be_posted_to_is_refused(admin_client, url):
    response = admin_client.post(ADD, {"url": url, **FORM})
    assert response.context["adminform"].form.errors.keys() == {"url"}
    assert not Webhook.objects.exists()


def test_a_tenant_may_have_so_many_webhooks(admin_client, settings):
    settings.WEBHOOKS_PER_TENANT = 1
    form = {"url": "https://hooks.example.com/in", **FORM}
    admin_client.post(ADD, form)
    response = admin_client.post(ADD, form)
    assert "1 webhooks already" in str(response.context["adminform"].form.errors)
    place = f"/admin/domains/webhook/{Webhook.objects.get().pk}/change/"
    admin_client.post(place, {**form, "url": "https://b.example.com/"})
    assert Webhook.objects.get().url == "https://b.example.com/"


def test_a_receiver_that_rests_is_shown(admin_client):
    webhook = Webhook.objects.create(url="https://hooks.example.com/in")
    assert "accepts messages" in admin_client.get("/admin/domains/webhook/").content.decode()
    for _ in range(5):
        WebhookReceiver.objects.all().note_failure()
    for page in ("", f"{webhook.pk}/change/"):
        shown = admin_client.get(f"/admin/domains/webhook/{page}").content.decode()
        assert re.search(r"rests until \d{4}-\d\d-\d\d \d\d:\d\d UTC: 5 failed", shown)


def test_a_callback_of_one_job_is_not_listed(admin_client, deliveries):
    Webhook.objects.create(url="https://once.example.com/", subject_id=default_tenant())
    page = admin_client.get("/admin/domains/webhook/").content.decode()
    assert "hooks.example.com" in page
    assert "once.example.com" not in page


def test_what_has_failed_is_sent_again_and_nothing_else(admin_client, deliveries):
    data = {"action": "send_again", "_selected_action": [str(row.pk) for row in deliveries.values()]}
    Delivery.objects.update(next_attempt_at=Now() + timedelta(hours=1))
    response = admin_client.post("/admin/domains/delivery/", data, follow=True)
    assert "1 message will be sent again" in told(response)
    deliveries["failed"].refresh_from_db()
    assert (deliveries["failed"].status, deliveries["failed"].attempts) == ("pending", 0)
    assert [row.pk for row in Delivery.objects.due()] == [deliveries["failed"].pk]


def test_who_may_only_look_sends_nothing(client, deliveries):
    user = User.objects.create_user("viewer", password="x", is_staff=True)
    user.groups.add(Group.objects.get(name="viewer"))
    client.force_login(user)
    data = {"action": "send_again", "_selected_action": [str(deliveries["failed"].pk)]}
    client.post("/admin/domains/delivery/", data)
    deliveries["failed"].refresh_from_db()
    assert deliveries["failed"].status == "failed"


def test_the_message_is_text(admin_client, deliveries):
    page = admin_client.get(f"/admin/domains/delivery/{deliveries['failed'].pk}/change/").content.decode()
    assert "&lt;b&gt;" in page


def test_what_the_receiver_answered_is_text_too(admin_client, client, deliveries):
    Delivery.objects.update(http_status=422, error="HTTP 422", answer_text="<i>no such field")
    page = admin_client.get(f"/admin/domains/delivery/{deliveries['failed'].pk}/change/").content.decode()
    assert "&lt;i&gt;no such field" in page
    assert "Text of the answer" in page
    viewer = User.objects.create_user("viewer", is_staff=True)
    viewer.groups.add(Group.objects.get(name="viewer"))
    client.force_login(viewer)
    response = client.get(f"/admin/domains/delivery/{deliveries['failed'].pk}/change/")
    assert response.status_code == 200
    assert "no such field" not in response.content.decode(), "it is for operators"


def test_a_long_answer_leaves_room_for_the_address(admin_client, deliveries):
    """Both are cells whose text breaks anywhere."""
    Delivery.objects.update(error="certificate" * 20)
    page = admin_client.get("/admin/domains/delivery/").content.decode()
    for text in ("https://hooks.example.com/in", "certificate" * 20):
        assert f'<span class="sky-cell">{text}</span>' in page


def test_who_opens_the_sign_in_page_itself_arrives_at_the_dashboard(client):
    User.objects.create_superuser("admin", password="a-password")
    response = client.post("/admin/login/", {"username": "admin", "password": "a-password"})
    assert response["Location"] == "/admin/"


def test_events_have_words_and_the_names_that_programs_see(admin_client):
    form = admin_client.get("/admin/domains/webhook/add/").content.decode()
    assert "A scan has ended (scan.finished)" in form
    assert "The name in brackets is the type of the message" in form
    Webhook.objects.create(url="https://example.com/hook", events=["batch.finished"])
    page = admin_client.get("/admin/domains/webhook/").content.decode()
    assert "the last scan of a batch has ended" in page
