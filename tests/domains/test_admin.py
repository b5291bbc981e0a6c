"""The admin's lists, actions and forms, through the pages that people use."""

import csv
import io

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.urls import reverse

from domains import submission
from domains.admin import actions
from domains.lifecycle import DomainStatus, Event
from domains.models import ApiToken, Domain, Scan

pytestmark = pytest.mark.django_db

LIST = "/admin/domains/domain/"


@pytest.fixture
def names():
    return ["alpha-bakery.com", "beta.de", "gamma.co.uk"]


@pytest.fixture
def domains(names):
    list(submission.submit(names, wake=False))
    return {row.domain: row for row in Domain.objects.all()}


def shown(response):
    return {row.domain for row in response.context["cl"].result_list}


def act(client, action, rows, **values):
    data = {"action": action, "_selected_action": [str(row.pk) for row in rows], **values}
    return client.post(LIST, data, follow=True)


def states():
    return dict(Domain.objects.values_list("domain", "status"))


def test_every_list_answers(admin_client, domains):
    from django.contrib import admin

    for model in admin.site._registry:
        url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        assert admin_client.get(url).status_code == 200, url


@pytest.mark.parametrize(
    ("term", "found"),
    [
        ("bakery", {"alpha-bakery.com"}),
        (".de", {"beta.de"}),
        ("GAMMA", {"gamma.co.uk"}),
        ("https://www.beta.de/contact?x=1", {"beta.de"}),
        ("nothing-like-it", set()),
    ],
)
def test_searches_parts_of_domains_and_urls(admin_client, domains, term, found):
    assert shown(admin_client.get(LIST, {"q": term})) == found


def test_finds_a_domain_by_the_job_id_of_its_running_and_of_an_earlier_scan(admin_client, domains):
    beta = domains["beta.de"]
    act(admin_client, "cancel", [beta])
    act(admin_client, "scan", [beta])
    beta.refresh_from_db()
    earlier = Scan.objects.get()
    assert earlier.pk != beta.scan_id
    for job_id in (earlier.pk, beta.scan_id):
        assert shown(admin_client.get(LIST, {"q": str(job_id)})) == {"beta.de"}


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"status": "paused"}, {"beta.de"}),
        ({"has_email": "yes"}, {"alpha-bakery.com"}),
        ({"has_email": "no"}, {"beta.de", "gamma.co.uk"}),
        ({"technology": "nginx"}, {"alpha-bakery.com"}),
        ({"wordpress": "yes"}, {"gamma.co.uk"}),
        ({"error_kind": "dns"}, {"gamma.co.uk"}),
        ({"content_scrape_status": "queued", "status": "paused"}, {"beta.de"}),
        ({"tenant": "11111111-1111-1111-1111-111111111111"}, set()),
    ],
)
def test_filters(admin_client, domains, filters, found):
    domains["beta.de"].happen(Event.PAUSE)
    by_name = Domain.objects.filter
    by_name(domain="alpha-bakery.com").update(email_addresses=["a@b.com"], tech_stack=["nginx"])
    by_name(domain="gamma.co.uk").update(is_wordpress=True, error_kind="dns")
    assert shown(admin_client.get(LIST, filters)) == found


def test_shows_one_tenant_at_a_time(admin_client, domains):
    other = "11111111-1111-1111-1111-111111111111"
    ApiToken.objects.create_token("other", tenant_id=other)
    Domain.objects.create(domain="theirs.com", tenant_id=other)
    assert "theirs.com" not in shown(admin_client.get(LIST))
    assert shown(admin_client.get(LIST, {"tenant": other})) == {"theirs.com"}


def test_actions_change_what_may_change_and_log_who_did_it(admin_client, admin_user, domains):
    domains["beta.de"].happen(Event.PAUSE)
    act(admin_client, "pause", domains.values())
    assert set(states().values()) == {DomainStatus.PAUSED}
    assert {entry.object_repr for entry in LogEntry.objects.all()} == {"alpha-bakery.com", "gamma.co.uk"}
    assert {entry.user for entry in LogEntry.objects.all()} == {admin_user}
    act(admin_client, "resume", domains.values())
    act(admin_client, "cancel", [domains["beta.de"]])
    assert states() == {"alpha-bakery.com": "pending", "beta.de": "cancelled", "gamma.co.uk": "pending"}
    assert Scan.objects.get().status == "cancelled"


def test_many_rows_are_asked_about_first_and_the_reason_is_kept(admin_client, domains, monkeypatch):
    monkeypatch.setattr(actions, "FEW", 2)
    page = act(admin_client, "pause", domains.values())
    assert set(states().values()) == {DomainStatus.PENDING}
    assert "3 domains are selected" in page.content.decode()
    act(admin_client, "pause", domains.values(), confirmed="", reason="the owner asked")
    assert set(states().values()) == {DomainStatus.PAUSED}
    assert all("the owner asked" in entry.change_message for entry in LogEntry.objects.all())


def test_everything_that_a_filter_selects(admin_client, domains):
    domains["beta.de"].happen(Event.PAUSE)
    data = {"action": "cancel", "_selected_action": "all", "select_across": "1", "confirmed": ""}
    admin_client.post(LIST + "?status=pending", data, follow=True)
    assert states() == {"alpha-bakery.com": "cancelled", "beta.de": "paused", "gamma.co.uk": "cancelled"}


def test_sets_priority(admin_client, domains):
    beta = domains["beta.de"]
    assert "Higher goes first" in act(admin_client, "priority", [beta]).content.decode()
    act(admin_client, "priority", [beta], confirmed="", priority="7")
    assert dict(Domain.objects.values_list("domain", "priority"))["beta.de"] == 7


def test_exports_the_selection_without_formulas(admin_client, domains):
    Domain.objects.filter(domain="beta.de").update(title="=1+1")
    response = act(admin_client, "csv", [domains["beta.de"]])
    rows = list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode())))
    assert [row["domain"] for row in rows] == ["beta.de"]
    assert rows[0]["title"] == "'=1+1"


def test_editing_writes_what_was_edited_only(admin_client, domains):
    """A scan that ends between reading and saving the form is not overwritten."""
    beta = domains["beta.de"]
    url = f"{LIST}{beta.pk}/change/"
    page = admin_client.get(url)
    assert "status" not in page.context["adminform"].form.fields
    Domain.objects.filter(pk=beta.pk).update(title="found meanwhile")
    admin_client.post(url, {"priority": 3, "max_pages": 5, "notes": "call them", "status": "completed"})
    beta.refresh_from_db()
    assert (beta.priority, beta.notes, beta.title, beta.status) == (
        3,
        "call them",
        "found meanwhile",
        "pending",
    )


def test_who_may_only_look_gets_no_actions(client, domains):
    from django.contrib.auth.models import Permission

    viewer = User.objects.create_user("viewer", password="x", is_staff=True)
    viewer.user_permissions.set(Permission.objects.filter(codename="view_domain"))
    client.force_login(viewer)
    assert set(client.get(LIST).context["cl"].model_admin.get_actions(client.get(LIST).wsgi_request)) == {
        "csv",
        "xlsx",
    }
    act(client, "pause", domains.values())
    assert set(states().values()) == {DomainStatus.PENDING}


def test_a_token_is_shown_once_and_stored_as_a_hash(admin_client):
    data = {"name": "crm", "tenant_id": "550e8400-e29b-41d4-a716-446655440000", "may_read": "on"}
    response = admin_client.post("/admin/domains/apitoken/add/", data, follow=True)
    (message,) = [str(m) for m in response.context["messages"] if "not shown again" in str(m)]
    text = message.rpartition(" ")[2]
    token = ApiToken.objects.valid(text)
    assert token is not None
    assert token.scopes == {"read"}
    admin_client.post(
        "/admin/domains/apitoken/", {"action": "revoke", "_selected_action": [token.pk]}, follow=True
    )
    assert ApiToken.objects.valid(text) is None
