"""What changed: the page over all domains, and the RSS feed with a secret address."""

from xml.etree import ElementTree

import pytest
from django.contrib.auth.models import Group, User

from domains.admin import change_feed
from domains.models import Change, Domain, Scan
from domains.queue import claims
from tests.domains.conftest import POLICY

PAGE = "/admin/domains/change/"
CHANGES = {
    "alpha.com": {},
    "beta.com": {"contacts": {"added": [{"kind": "email", "value": "new@beta.com"}], "removed": []}},
    "gamma.com": {"title": {"before": "Old", "after": "New <b>\x01"}},
}


MORE = {
    "ways": {
        "added": [{"kind": "contact_form", "provider": "", "value": "https://beta.com/contact"}],
        "removed": [{"kind": "chat", "provider": "Intercom", "value": "https://beta.com/"}],
    },
    "dns": {
        "mail_provider": {"before": "IONOS", "after": ""},
        "receives_mail": {"before": True, "after": False},
        "name_servers": {"added": ["ns3.a.net"], "removed": []},
    },
    "company": {"added": [{"kind": "legal_name", "value": "Beta Ltd"}], "removed": []},
    "final_url": {"before": "", "after": "https://gamma.com/"},
    "sitemap": {"url_count": {"before": 2, "after": 3}, "added": ["https://beta.com/c"], "removed": []},
}


def test_changes_in_words():
    assert list(change_feed.lines_of(MORE)) == [
        "other ways to reach them: + contact form https://beta.com/contact",
        "other ways to reach them: − chat (Intercom) https://beta.com/",
        "mail and name servers: + mail provider: none",
        "mail and name servers: + receives mail: no",
        "mail and name servers: + name server: ns3.a.net",
        "mail and name servers: − mail provider: IONOS",
        "mail and name servers: − receives mail: yes",
        "company: + legal name Beta Ltd",
        "address of the home page: none → https://gamma.com/",
        "sitemap: + URLs: 3",
        "sitemap: + https://beta.com/c",
        "sitemap: − URLs: 2",
    ]


@pytest.fixture
def feed(queue, claim, report, db):
    queue(*CHANGES)
    claims.record_all([(one, report(one.domain)) for one in claim()], POLICY)
    for scan in Scan.objects.select_related("domain"):
        Scan.objects.filter(pk=scan.pk).delete()
        scan.changes = CHANGES[scan.domain.domain]
        scan._state.adding = True
        scan.save()
    Change.objects.all().delete()
    Change.objects.record(list(Scan.objects.order_by("domain__domain")))


def shown(response):
    return [row.scan.domain.domain for row in response.context["cl"].result_list]


def test_all_changes_newest_first_as_before_and_after(admin_client, feed):
    response = admin_client.get(PAGE)
    assert shown(response) == ["gamma.com", "beta.com"], "a first scan found nothing other than before"
    html = response.content.decode()
    assert "title: Old → New &lt;b&gt;" in html
    assert "contacts: + email new@beta.com" in html
    links = {
        link.label: link for link in admin_client.get(PAGE, {"kind": "title", "days": "7"}).context["kinds"]
    }
    assert [label for label, link in links.items() if link.active] == ["Title"]
    assert links["Contacts"].query == "days=7&kind=contacts"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"kind": "contacts"}, ["beta.com"]),
        ({"kind": "first"}, ["alpha.com"]),
        ({"kind": "company"}, []),
        ({"days": "7", "kind": "title"}, ["gamma.com"]),
        ({"tenant": "11111111-1111-1111-1111-111111111111"}, []),
    ],
)
def test_by_kind_and_date(admin_client, feed, query, found):
    assert shown(admin_client.get(PAGE, query)) == found


def test_what_is_older_than_the_date_is_not_shown(admin_client, feed, monkeypatch):
    monkeypatch.setattr(change_feed, "timedelta", lambda days: -change_feed.timezone.timedelta(days=1))
    assert shown(admin_client.get(PAGE, {"days": "1"})) == []


def test_only_the_newest_entries_are_looked_at(admin_client, feed, monkeypatch):
    monkeypatch.setattr(change_feed, "WINDOW", 1)
    assert shown(admin_client.get(PAGE)) == ["gamma.com"]


def test_a_feed_reader_needs_the_secret_address_and_no_session(client, admin_client, feed):
    url = admin_client.get(PAGE, {"kind": "contacts"}).context["feed_url"]
    client.logout()
    response = client.get(url)
    (title,) = [item.findtext("title") for item in ElementTree.fromstring(response.content).iter("item")]
    assert title == "beta.com: contacts: + email new@beta.com"
    assert "private" in response["Cache-Control"]
    assert client.get(url.partition("?")[0]).status_code == 200, (
        "control characters of a title do not break it"
    )
    wrong = url.replace("/rss/", "/rss/9") if "/rss/9" not in url else url.replace("/rss/9", "/rss/8")
    assert client.get(wrong).status_code == 404
    assert client.get(url.partition("?")[0][:-3] + "zz/").status_code == 404


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_staff": False}, {"password": "another"}])
def test_the_address_ends_with_the_account_or_its_password(client, feed, change):
    user = User.objects.create_user("viewer", password="v", is_staff=True)
    user.groups.add(Group.objects.get(name="viewer"))
    client.force_login(user)
    url = client.get(PAGE).context["feed_url"]
    assert client.get(url).status_code == 200
    User.objects.filter(pk=user.pk).update(**change)
    assert client.get(url).status_code == 404


def test_who_may_not_view_domains_has_no_feed(client, feed):
    user = User.objects.create_user("nobody", is_staff=True)
    client.force_login(user)
    assert client.get(PAGE).status_code == 403
    assert client.get(f"{PAGE}rss/{user.pk}/{change_feed._secret(user)}/").status_code == 404


def test_a_domain_whose_scan_was_erased_is_gone(admin_client, feed):
    Domain.objects.filter(domain="beta.com").delete()
    assert shown(admin_client.get(PAGE)) == ["gamma.com"]
