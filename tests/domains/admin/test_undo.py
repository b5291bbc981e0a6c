"""What is said after an action: to how many, a link to exactly those, and undo."""

import re
import uuid
from datetime import timedelta

import pytest
from django.contrib.auth.models import User

from domains.models import Domain, Scan
from domains.queue import claims, submission

LIST = "/admin/domains/domain/"


@pytest.fixture
def domains(db):
    list(submission.submit(["alpha.com", "beta.de", "gamma.uk"], wake=False))
    return {row.domain: row for row in Domain.objects.all()}


def act(client, action, *rows, **values):
    data = {"action": action, "_selected_action": [str(row.pk) for row in rows], **values}
    return client.post(LIST, data, follow=True).content.decode()


def undo(client, page):
    return client.post(
        LIST + "undo/", {"undo": re.search(r'name="undo" value="([^"]*)"', page)[1]}, follow=True
    )


def states():
    return dict(Domain.objects.order_by("domain").values_list("domain", "status"))


def test_a_link_leads_to_exactly_those_that_were_changed(admin_client, domains):
    act(admin_client, "pause", domains["alpha.com"])
    page = act(admin_client, "pause", *domains.values())
    assert "2 domains paused." in page
    link = re.search(r'href="([^"]*)">Show these 2<', page)[1]
    shown = admin_client.get(link).context["cl"].result_list
    assert {row.domain for row in shown} == {"beta.de", "gamma.uk"}


def test_a_pause_is_undone_for_those_that_it_paused(admin_client, domains):
    act(admin_client, "pause", domains["alpha.com"])
    page = act(admin_client, "pause", *domains.values())
    assert "2 domains resumed again." in undo(admin_client, page).content.decode()
    assert states() == {"alpha.com": "paused", "beta.de": "pending", "gamma.uk": "pending"}


def test_each_domain_gets_its_own_former_priority_back(admin_client, domains):
    Domain.objects.filter(domain="beta.de").update(priority=5)
    page = act(admin_client, "priority", *domains.values(), confirmed="", priority="9")
    assert "3 domains given priority 9." in page
    undo(admin_client, page)
    assert dict(Domain.objects.values_list("domain", "priority")) == {
        "alpha.com": 0,
        "beta.de": 5,
        "gamma.uk": 0,
    }


def test_cancelled_domains_are_queued_again_for_another_scan(admin_client, domains):
    page = act(admin_client, "cancel", domains["beta.de"])
    assert ">Queue again</button>" in page
    assert "1 domain queued for a scan." in undo(admin_client, page).content.decode()
    assert states()["beta.de"] == "pending"
    assert Scan.objects.get().status == "cancelled", "the job that was cancelled stays so"
    assert Domain.objects.get(domain="beta.de").scan_id != domains["beta.de"].scan_id


def test_queued_domains_are_cancelled_while_they_wait(admin_client, domains):
    act(admin_client, "cancel", *domains.values())
    page = act(admin_client, "rescan", domains["alpha.com"], domains["beta.de"])
    (held,) = claims.claim(1, run_id=uuid.uuid4(), lease=timedelta(minutes=1))
    assert "1 domain cancelled." in undo(admin_client, page).content.decode()
    assert sorted(states().values()) == ["cancelled", "cancelled", "processing"]
    assert states()[held.domain] == "processing", "whoever is at it ends it"


def test_what_cannot_be_undone_offers_nothing(admin_client, domains):
    assert 'name="undo"' not in act(admin_client, "erase", domains["beta.de"], confirmed="")


@pytest.mark.parametrize(
    ("value", "status"), [("pause 0-99999-{other}", 403), ("erase 0-9-{me}", 400), ("", 400)]
)
def test_only_ones_own_action_is_undone(admin_client, admin_user, domains, value, status):
    other = User.objects.create_user("other")
    act(admin_client, "pause", domains["beta.de"])
    value = value.format(other=other.pk, me=admin_user.pk)
    assert admin_client.post(LIST + "undo/", {"undo": value}).status_code == status
    assert states()["beta.de"] == "paused"


def test_who_may_only_look_undoes_nothing(client, domains, admin_client):
    page = act(admin_client, "pause", domains["beta.de"])
    client.force_login(User.objects.create_user("viewer", is_staff=True))
    assert undo(client, page).status_code == 403
