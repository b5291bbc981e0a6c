"""Notices in the admin: whose they are, the form, tests of receivers, the changes that a message tells."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.db.models.functions import Now
from django.utils import timezone

from domains.admin import notice_form
from domains.models import Notice, NoticeReceiver, SavedFilter
from domains.notices.change_words import KINDS
from domains.notices.sender import Checked, NoAnswer
from tests.domains.notices.conftest import CONTACTS, TITLE, change, follow, viewer

__all__ = ["change", "follow", "viewer"]

pytestmark = pytest.mark.django_db
LIST = "/admin/domains/notice/"
ADD = f"{LIST}add/"
SECRET = "jsons://user:hunter22@hooks.example.com/in"
FORM = {
    "name": "Bakers",
    "saved_filter": "",
    "kinds": ["contacts", "title"],
    "how_often": "daily",
    "weekday": "0",
    "hour": "7",
    "time_zone": "Europe/Berlin",
    "new_urls": SECRET,
}


@pytest.fixture(autouse=True)
def checked(monkeypatch):
    """What apprise says of URLs, without the process that asks it; ``tests/domains/notices`` has that."""

    class Senders:
        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

        def check(self, urls):
            return [
                Checked("An invalid token") if "bad" in url else Checked("", f"Service {place}", 250, 2000)
                for place, url in enumerate(urls)
            ]

    monkeypatch.setattr(notice_form, "Senders", Senders)
    return Senders


@pytest.fixture
def mine(client, viewer):
    client.force_login(viewer)
    return client


def errors(response):
    return response.context["adminform"].form.errors


def told(response):
    return " ".join(str(message) for message in response.context["messages"])


@pytest.mark.parametrize("group", ["viewer", "operator", "admin"])
def test_each_group_may_have_notices(client, group):
    user = User.objects.create_user("one", is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    client.force_login(user)
    assert ">Notices<" in client.get("/admin/domains/change/").content.decode().replace("\n", "").replace(
        " ", ""
    )
    response = client.post(ADD, FORM, follow=True)
    notice = Notice.objects.get()
    assert "Send a test message" in told(response)
    assert (notice.user, notice.name, notice.hour, notice.time_zone) == (user, "Bakers", 7, "Europe/Berlin")
    assert notice.kinds == ["contacts", "title"]
    receiver = notice.receivers.get()
    assert (receiver.url, receiver.label, receiver.longest_body) == (SECRET, "Service 0", 2000)
    assert receiver.next_at > timezone.now(), "the hour of the first digest"
    assert "Bakers" in client.get(LIST).content.decode()


def test_who_may_not_view_domains_has_no_notices(client):
    client.force_login(User.objects.create_user("stranger", is_staff=True))
    assert client.get(LIST).status_code == 403
    assert client.post(ADD, FORM).status_code == 403


def test_no_page_and_no_log_shows_a_url(mine, admin_client, caplog):
    mine.post(ADD, FORM)
    notice = Notice.objects.get()
    place = f"{LIST}{notice.pk}/change/"
    mine.post(place, {**FORM, "new_urls": "json://second.example.com/?token=sesame99", "active": "on"})
    pages = [
        page.content.decode()
        for one in (mine, admin_client)
        for page in (one.get(LIST), one.get(place), one.get(f"{LIST}{notice.pk}/history/"))
    ]
    assert [page for page in pages if "Service 0" in page], "the labels are shown"
    logged = [str(row) + row.change_message for row in LogEntry.objects.all()]
    assert logged
    for text in [*pages, *logged, caplog.text]:
        assert "hunter22" not in text
        assert "sesame99" not in text


def test_others_neither_see_nor_touch_it(mine, client, follow):
    receiver = follow()
    other = User.objects.create_user("other", is_staff=True)
    other.groups.add(Group.objects.get(name="admin"))
    client.force_login(other)
    assert "Mine" not in client.get(LIST).content.decode()
    for path in ("change", "delete", f"test/{receiver.pk}", f"resume/{receiver.pk}"):
        assert client.post(f"{LIST}{receiver.notice_id}/{path}/", FORM).status_code in {302, 403}
    receiver.refresh_from_db()
    assert (receiver.test_at, receiver.notice.name) == (None, "Mine")


def test_a_superuser_sees_and_deletes_it_and_changes_nothing(admin_client, follow):
    receiver = follow()
    page = admin_client.get(f"{LIST}{receiver.notice_id}/change/").content.decode()
    assert "JSON" in page
    assert "new_urls" not in page
    assert admin_client.post(f"{LIST}{receiver.notice_id}/change/", FORM).status_code == 403
    assert admin_client.post(f"{LIST}{receiver.notice_id}/test/{receiver.pk}/").status_code == 403
    admin_client.post(f"{LIST}{receiver.notice_id}/delete/", {"post": "yes"})
    assert not NoticeReceiver.objects.exists()


@pytest.mark.parametrize(
    ("lines", "reasons"),
    [
        ("", ["at least one URL"]),
        ("me@example.com", ["Line 1: it is not a URL of apprise. One is written like mailtos://"]),
        ("json://a\n\nsyslog://b", ["Line 3: syslog:// is not supported here. Supported are"]),
        ("slack://a/b/c?template=/etc/passwd", ["Line 1: its parameter template names a file"]),
        ("json://a\njson://bad", ["Line 2: An invalid token."]),
        ("\n".join(f"json://{place}" for place in range(6)), ["at most 5 URLs"]),
        ("json://" + "a" * 2000, ["Line 1: it has more than 2,000 characters"]),
    ],
)
def test_a_wrong_url_is_explained_and_what_was_typed_is_kept(mine, lines, reasons):
    response = mine.post(ADD, {**FORM, "name": "Kept", "new_urls": lines})
    text = str(errors(response)["new_urls"])
    for reason in reasons:
        assert reason in text
    page = response.content.decode()
    assert 'value="Kept"' in page
    for line in lines.split():
        assert line in page
    assert not Notice.objects.exists()


def test_without_an_answer_the_form_says_so(mine, checked, monkeypatch):
    def check(self, urls):
        raise NoAnswer("the process that sends ended", started=True)

    monkeypatch.setattr(checked, "check", check)
    assert "could not be checked" in str(errors(mine.post(ADD, FORM)))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kinds": []}, "kinds"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"hour": "24"}, "hour"),
        ({"name": ""}, "name"),
    ],
)
def test_other_fields_are_checked(mine, wrong, field):
    assert field in errors(mine.post(ADD, {**FORM, **wrong}))


def test_a_user_has_so_many_notices(mine, follow, monkeypatch):
    monkeypatch.setattr(notice_form, "MOST_NOTICES", 1)
    follow()
    assert "You have 1 notices" in str(errors(mine.post(ADD, FORM)))


def test_receivers_are_added_and_removed_and_one_has_to_stay(mine, follow):
    receiver = follow()
    place = f"{LIST}{receiver.notice_id}/change/"
    form = {**FORM, "active": "on", "removed": [receiver.pk]}
    assert "at least one URL" in str(errors(mine.post(place, {**form, "new_urls": ""})))
    mine.post(place, form)
    assert [row.url for row in NoticeReceiver.objects.all()] == [SECRET]


def test_a_saved_filter_of_ones_own_brings_its_tenant(mine, viewer):
    tenant = "11111111-1111-1111-1111-111111111111"
    own = SavedFilter.objects.create(user=viewer, name="DE", query=f"country=DE&tenant={tenant}")
    odd = SavedFilter.objects.create(user=viewer, name="action", query="action=1-2-3")
    foreign = SavedFilter.objects.create(user=User.objects.create_user("x"), name="x", query="country=DE")
    assert "cannot follow" in str(errors(mine.post(ADD, {**FORM, "saved_filter": odd.pk})))
    assert "saved_filter" in errors(mine.post(ADD, {**FORM, "saved_filter": foreign.pk}))
    mine.post(ADD, {**FORM, "saved_filter": own.pk})
    assert str(Notice.objects.get().tenant_id) == tenant
    response = mine.post("/admin/domains/domain/filters/forget/", {"name": "DE"}, follow=True)
    assert "Bakers" in told(response)
    assert not Notice.objects.exists()


def test_what_changed_while_it_was_off_is_not_told_later(mine, follow, change):
    receiver = follow(active=False)
    change()
    mine.post(f"{LIST}{receiver.notice_id}/change/", {**FORM, "new_urls": "", "active": "on"})
    receiver.refresh_from_db()
    assert (receiver.notice.active, receiver.told_to) == (True, 1)


def test_saving_again_and_again_sends_nothing_sooner(mine, follow):
    receiver = follow()
    NoticeReceiver.objects.update(claimed_at=Now())
    form = {**FORM, "new_urls": "", "how_often": "at_once", "active": "on"}
    mine.post(f"{LIST}{receiver.notice_id}/change/", form)
    mine.post(f"{LIST}{receiver.notice_id}/resume/{receiver.pk}/")
    receiver.refresh_from_db()
    assert receiver.next_at > timezone.now() + timedelta(minutes=9)


def test_a_test_message_is_asked_for_at_most_once_a_minute(mine, follow):
    receiver = follow()
    test = f"{LIST}{receiver.notice_id}/test/{receiver.pk}/"
    page = mine.post(test, follow=True).content.decode()
    assert "waits for a cluster" in page
    assert 'data-live="2"' in page
    receiver.refresh_from_db()
    assert receiver.test_at
    NoticeReceiver.objects.update(test_at=None, tested_at=Now(), test_error="401 Unauthorized")
    response = mine.post(test, follow=True)
    assert "less than a minute" in told(response)
    assert "The test failed: 401 Unauthorized" in response.content.decode()
    assert mine.get(test).status_code == 405


def test_a_receiver_that_was_switched_off_says_why_and_is_switched_on_again(mine, follow):
    receiver = follow()
    NoticeReceiver.objects.update(off_at=Now(), failures=12, last_error="404 Not Found")
    page = mine.get(f"{LIST}{receiver.notice_id}/change/").content.decode()
    assert "Switched off after 12 failed messages in a row. The last one: 404 Not Found" in page
    assert "switched off" in mine.get(LIST).content.decode()
    mine.post(f"{LIST}{receiver.notice_id}/resume/{receiver.pk}/")
    receiver.refresh_from_db()
    assert (receiver.off_at, receiver.failures) == (None, 0)
    assert LogEntry.objects.filter(change_message__contains="Switched on again").exists()


def test_the_link_of_a_message_shows_exactly_what_it_told(mine, follow, change):
    receiver = follow(kinds=["title", "first"])
    for name, changes in {"a.com": TITLE, "b.com": CONTACTS, "c.com": {}, "d.com": TITLE}.items():
        change(name, changes)

    def shown(notice, client=mine):
        rows = client.get("/admin/domains/change/", {"notice": notice}).context["cl"].result_list
        return [row.scan.domain.domain for row in rows]

    assert shown(f"{receiver.notice_id}.0.3") == ["c.com", "a.com"]
    assert shown(receiver.notice_id) == ["d.com", "c.com", "a.com"]
    assert set(receiver.notice.kinds) < {*KINDS, "first"}


def test_a_filter_that_cannot_be_followed_any_more_shows_nothing(mine, follow, change, viewer):
    receiver = follow(saved_filter=SavedFilter.objects.create(user=viewer, name="f", query="action=1-2-3"))
    change("a.com")
    response = mine.get("/admin/domains/change/", {"notice": receiver.notice_id})
    assert list(response.context["cl"].result_list) == []


def test_another_users_link_shows_nothing_of_the_notice(admin_client, follow, change):
    receiver = follow(kinds=["title"])
    change("b.com", CONTACTS)
    response = admin_client.get(
        "/admin/domains/change/", {"notice": f"{receiver.notice_id}.0.1"}, follow=True
    )
    assert "Mine" not in response.content.decode()
