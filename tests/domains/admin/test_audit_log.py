"""The audit log: searched by domain, by id and by who did it; looked at by every group."""

import pytest
from django.contrib.auth.models import Group, User

from domains.models import AuditEntry
from domains.models.audit_entry import Actor

pytestmark = pytest.mark.django_db

LIST = "/admin/domains/auditentry/"


@pytest.fixture
def rows(queue):
    one, two = queue("one.com", "two.com")
    AuditEntry.objects.record([one.pk, two.pk], Actor("alice"), "Paused.")
    AuditEntry.objects.record([two.pk], Actor("API token crm (ssk_1234567...)"), "Resumed.")
    return {"one": one, "two": two}


def found(client, term):
    entries = client.get(LIST, {"q": term}).context["cl"].result_list
    return [(entry.domain.domain, entry.message) for entry in entries]


def test_is_searched_by_domain_by_id_and_by_who_did_it(admin_client, rows):
    assert found(admin_client, "") == [
        ("two.com", "Resumed."),
        ("two.com", "Paused."),
        ("one.com", "Paused."),
    ]
    assert found(admin_client, "One.com") == [("one.com", "Paused.")]
    assert found(admin_client, str(rows["two"].pk)) == [("two.com", "Resumed."), ("two.com", "Paused.")]
    assert found(admin_client, "crm") == [("two.com", "Resumed.")]


def test_the_history_of_a_domain_leads_there(admin_client, rows):
    page = admin_client.get(f"/admin/domains/domain/{rows['one'].pk}/history/", follow=True)
    assert [entry.domain.domain for entry in page.context["cl"].result_list] == ["one.com"]


@pytest.mark.parametrize("group", ["viewer", "operator", "admin"])
def test_every_group_may_look_and_nobody_change(client, rows, group):
    user = User.objects.create_user("someone", is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    client.force_login(user)
    assert client.get(LIST).status_code == 200
    entry = AuditEntry.objects.first()
    assert client.post(f"{LIST}{entry.pk}/change/", {"message": "Never."}).status_code == 403
    assert client.post(f"{LIST}{entry.pk}/delete/", {"post": "yes"}).status_code == 403
