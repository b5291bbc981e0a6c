"""The lists, actions and forms of the admin, through its pages."""

import csv
import io
import re
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django_q.models import Failure, OrmQ

from domains.admin import actions, large_tables
from domains.admin.domains import DomainAdmin
from domains.lifecycle import DomainStatus, Event
from domains.models import ApiToken, AuditEntry, Domain, Scan
from domains.models.domain import default_tenant
from domains.queue import actions as queue_actions
from domains.queue import batches, claims, submission
from metrics.models import SchedulerMetric
from scrapersky.database.postgres_timeouts import TookTooLong
from tests.scan_endings import end_scan

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


def test_the_address_of_the_server_alone_leads_to_the_dashboard(admin_client):
    assert admin_client.get("/", follow=True).redirect_chain == [("/admin/", 302)]


def test_every_list_answers(admin_client, domains):
    admin_client.get("/admin/")  # loads the admin's modules
    assert admin.site.is_registered(Domain)
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
    act(admin_client, "rescan", [beta])
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
        ({"country": "DE"}, {"beta.de"}),
        ({"industry": "Bakery"}, {"beta.de"}),
        ({"no_email_reason": "form only"}, {"beta.de"}),
        ({"mail_provider": "IONOS"}, {"beta.de"}),
        ({"other_domain": "yes"}, {"gamma.co.uk"}),
        ({"other_domain": "no"}, {"alpha-bakery.com", "beta.de"}),
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
    by_name(domain="gamma.co.uk").update(is_wordpress=True, error_kind="dns", final_url="https://new.uk/")
    by_name(domain="beta.de").update(
        country="DE", industry="Bakery", no_email_reason="form only", mail_provider="IONOS"
    )
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
    entries = AuditEntry.objects.select_related("domain", "user")
    assert {entry.domain.domain for entry in entries} == {"alpha-bakery.com", "gamma.co.uk"}
    assert {entry.user for entry in entries} == {admin_user}
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
    assert all("the owner asked" in entry.message for entry in AuditEntry.objects.all())


def test_everything_that_a_filter_selects(admin_client, domains):
    domains["beta.de"].happen(Event.PAUSE)
    data = {"action": "cancel", "_selected_action": "all", "select_across": "1", "confirmed": ""}
    admin_client.post(LIST + "?status=pending", data, follow=True)
    assert states() == {"alpha-bakery.com": "cancelled", "beta.de": "paused", "gamma.co.uk": "cancelled"}


def test_a_selection_too_large_for_one_request_is_done_in_several(admin_client, domains, monkeypatch):
    monkeypatch.setattr(queue_actions, "MAX_DOMAINS", 2)
    data = {"action": "pause", "_selected_action": "all", "select_across": "1", "confirmed": ""}
    page = admin_client.post(LIST, data, follow=True)
    assert sorted(states().values()) == ["paused", "paused", "pending"]
    assert "run the action again" in page.content.decode()
    admin_client.post(LIST, data, follow=True)
    assert set(states().values()) == {"paused"}


def test_sets_priority(admin_client, domains):
    beta = domains["beta.de"]
    assert "Higher goes first" in act(admin_client, "priority", [beta]).content.decode()
    act(admin_client, "priority", [beta], confirmed="", priority="7")
    assert dict(Domain.objects.values_list("domain", "priority"))["beta.de"] == 7


def test_exports_the_selection_without_formulas(admin_client, domains):
    Domain.objects.filter(domain="beta.de").update(title="=1+1")
    assert "one row for each contact" in act(admin_client, "export", [domains["beta.de"]]).content.decode()
    options = {"confirmed": "", "kind": "csv", "layout": "domains", "columns": ["domain", "title"]}
    response = act(admin_client, "export", [domains["beta.de"]], **options)
    rows = list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode())))
    assert [row["domain"] for row in rows] == ["beta.de"]
    assert rows[0]["title"] == "'=1+1"


def test_the_form_holds_no_state_and_saves_what_was_edited(admin_client, domains):
    beta = domains["beta.de"]
    url = f"{LIST}{beta.pk}/change/"
    assert "status" not in admin_client.get(url).context["adminform"].form.fields
    admin_client.post(
        url,
        {"priority": 3, "max_pages": 5, "rescan_when": "always", "notes": "call them", "status": "completed"},
    )
    beta.refresh_from_db()
    assert (beta.priority, beta.notes, beta.status) == (3, "call them", "pending")
    assert AuditEntry.objects.get().message == "Changed Priority and Notes."


@pytest.mark.parametrize("priority", [-101, 101])
def test_a_priority_outside_its_range_is_refused_wherever_it_is_set(admin_client, domains, priority):
    beta = domains["beta.de"]
    for page in (
        act(admin_client, "priority", [beta], confirmed="", priority=str(priority)),
        admin_client.post(
            f"{LIST}{beta.pk}/change/", {"priority": priority, "max_pages": 5, "rescan_when": "always"}
        ),
    ):
        assert "than or equal to" in page.content.decode()
    assert Domain.objects.get(pk=beta.pk).priority == 0


def test_a_result_that_arrives_while_a_form_is_saved_is_not_overwritten(rf, domains):
    page = admin.site.get_model_admin(Domain)
    read_before = domains["beta.de"]
    Domain.objects.filter(pk=read_before.pk).update(title="found meanwhile")
    request = rf.post("/", {"priority": 3, "max_pages": 5, "rescan_when": "always", "notes": ""})
    form = page.get_form(request, read_before, fields=page.fields)(request.POST, instance=read_before)
    page.save_model(request, form.save(commit=False), form, change=True)
    read_before.refresh_from_db()
    assert (read_before.priority, read_before.title) == (3, "found meanwhile")


def test_who_may_only_look_gets_no_actions(client, domains):
    from django.contrib.auth.models import Permission

    viewer = User.objects.create_user("viewer", password="x", is_staff=True)
    viewer.user_permissions.set(Permission.objects.filter(codename="view_domain"))
    client.force_login(viewer)
    assert set(client.get(LIST).context["cl"].model_admin.get_actions(client.get(LIST).wsgi_request)) == {
        "export",
    }
    act(client, "pause", domains.values())
    assert set(states().values()) == {DomainStatus.PENDING}


def test_a_token_is_shown_once_and_stored_as_a_hash(admin_client):
    data = {"name": "crm", "tenant_id": "550e8400-e29b-41d4-a716-446655440000", "may_read": "on"}
    response = admin_client.post("/admin/domains/apitoken/add/", data, follow=True)
    (message,) = [str(m) for m in response.context["messages"] if "not shown again" in str(m)]
    text = re.search(r'data-copy="([^"]+)"', message)[1]
    assert f"<code>{text}</code>" in message
    token = ApiToken.objects.valid(text)
    assert token is not None
    assert token.scopes == {"read"}
    admin_client.post(
        "/admin/domains/apitoken/", {"action": "revoke", "_selected_action": [token.pk]}, follow=True
    )
    assert ApiToken.objects.valid(text) is None


@pytest.mark.parametrize(("group", "may"), [("viewer", False), ("operator", True)])
def test_a_failed_task_is_queued_again_by_those_who_may(client, group, may):
    now = timezone.now()
    task = Failure.objects.create(
        id="0" * 32, name="broken", func="math.gcd", args=(4, 6), started=now, stopped=now, success=False
    )
    user = User.objects.create_user("someone", is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    client.force_login(user)
    data = {"action": "resubmit_task", "_selected_action": [task.pk]}
    client.post("/admin/django_q/failure/", data, follow=True)
    assert (OrmQ.objects.count() == 1) == may
    assert Failure.objects.filter(pk=task.pk).exists() != may


def test_a_run_names_its_domains(admin_client, domains):
    run = SchedulerMetric.objects.create(trigger="command", domains_processed=1, domains_failed=1)
    (held,) = claims.claim(1, run_id=run.job_id, lease=timedelta(seconds=60))
    end_scan(held, Event.FAIL, error="no such name", error_kind="dns")
    html = admin_client.get(f"/admin/metrics/schedulermetric/{run.pk}/change/").content.decode()
    assert held.domain in html
    assert "no such name" in html
    assert "1 failed" in html
    listed = admin_client.get("/admin/domains/scan/", {"run_id": str(run.job_id)})
    assert [scan.domain_id for scan in listed.context["cl"].result_list] == [held.domain_id]


def test_more_rows_than_are_counted_are_said_to_be_more(admin_client, domains, monkeypatch):
    monkeypatch.setattr(large_tables, "COUNT_LIMIT", 2)
    response = admin_client.get(LIST)
    assert "More than 2" in " ".join(response.content.decode().split())
    assert admin_client.get(LIST, {"p": 2}).status_code == 302  # no such page: back to the list


def test_a_filter_that_takes_too_long_shows_this_page_and_the_next_ones(admin_client, domains, monkeypatch):
    @contextmanager
    def at_its_limit(milliseconds):
        yield
        if milliseconds:
            raise TookTooLong

    monkeypatch.setattr(large_tables, "time_limit", at_its_limit)
    monkeypatch.setattr(DomainAdmin, "list_per_page", 1)
    monkeypatch.setattr(large_tables, "PAGES_AHEAD", 1)
    response = admin_client.get(LIST)
    assert len(shown(response)) == 1
    assert "More than 2 domains, page 1 of 2" in re.sub(
        r"<[^>]*>", "", " ".join(response.content.decode().split())
    )
    assert len(shown(admin_client.get(LIST, {"p": 3}))) == 1
    batch, _ = batches.submit_batch(list(domains), tenant_id=default_tenant(), max_pages=5)
    for reads_all in ({"q": "a"}, {"batch": str(batch.pk)}):
        response = admin_client.get(LIST, reads_all)
        assert response.context["cl"].result_count == 3
        assert "More than" not in response.content.decode(), "these have no limit"


@pytest.mark.parametrize(
    ("path", "most"), [(LIST, 10), ("/admin/domains/scan/", 8), ("/admin/metrics/schedulermetric/", 8)]
)
def test_a_list_asks_no_more_the_more_rows_it_shows(admin_client, path, most, django_assert_max_num_queries):
    list(submission.submit([f"site-{number}.com" for number in range(25)], wake=False))
    claims.cancel(Domain.objects.all())
    time_limit = 4 if connection.vendor == "postgresql" else 0  # statements that set and end it
    with django_assert_max_num_queries(most + time_limit):
        assert admin_client.get(path).status_code == 200
