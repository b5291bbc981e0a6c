"""The pages about personal data, the action of the list and the button on a domain's page."""

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from domains.models import Domain, Erasure, Suppression
from tests.domains.privacy.conftest import EMAIL, NAME, OTHER_TENANT

pytestmark = pytest.mark.django_db

ERASE = "/admin/domains/suppression/erase/"
LIST = "/admin/domains/domain/"


def erase(client, value, tenant=""):
    """What a user does: looks at what is stored, and presses the button."""
    data = {"value": value, "tenant": tenant}
    context = client.post(ERASE, {**data, "find": ""}).context
    return client.post(ERASE, {**data, "confirmed": "", "previewed": context.get("previewed", "")})


def of_group(name):
    user = User.objects.create_user(name, is_staff=True)
    user.groups.add(Group.objects.get(name=name))
    client = Client()
    client.force_login(user)
    return client


def test_finds_a_value_shows_what_would_go_and_erases_it(admin_client, mill):
    assert admin_client.get(ERASE).status_code == 200
    shown = admin_client.post(ERASE, {"value": EMAIL.upper(), "tenant": "all"}).content.decode()
    for text in ("webhook_deliveries", "guild-of-bakers.test", "rows"):
        assert text in shown
    assert not Suppression.objects.exists()
    assert shown.index('name="find"') < shown.index('name="confirmed"'), "the Enter key only looks"
    data = {"value": EMAIL, "tenant": "all", "reason": "by letter", "confirmed": ""}
    told = admin_client.post(ERASE, {**data, "previewed": f"email {EMAIL} all"}, follow=True)
    (message,) = (str(message) for message in told.context["messages"])
    assert message.startswith("Erased")
    assert EMAIL not in told.content.decode()
    assert not any(EMAIL in emails for emails in Domain.objects.values_list("email_addresses", flat=True))
    record = Erasure.objects.get()
    assert (record.actor, record.user.username, record.reason) == ("admin", "admin", "by letter")


def test_without_a_tenant_it_is_the_default_one(admin_client, mill):
    erase(admin_client, EMAIL)
    assert Suppression.objects.exists()
    assert EMAIL in Domain.objects.get(tenant_id=OTHER_TENANT).email_addresses


@pytest.mark.parametrize(("value", "tenant"), [(NAME, ""), (EMAIL, ""), (EMAIL, OTHER_TENANT)])
def test_a_value_that_was_not_shown_is_shown_first(admin_client, mill, value, tenant):
    data = {"value": value, "tenant": tenant, "confirmed": "", "previewed": f"email {EMAIL} all"}
    shown = admin_client.post(ERASE, data)
    assert "Stored about this" in shown.content.decode()
    assert not Suppression.objects.exists()


@pytest.mark.parametrize("data", [{"value": "not a thing"}, {"value": EMAIL, "tenant": "x"}])
def test_nonsense_is_refused(admin_client, mill, data):
    assert admin_client.post(ERASE, {**data, "confirmed": ""}).status_code == 200
    assert not Suppression.objects.exists()


def test_only_superusers_erase_for_all_and_only_administrators_at_all(mill):
    admin = of_group("admin")
    erase(admin, EMAIL, "all")
    assert not Suppression.objects.exists()
    erase(admin, EMAIL)
    assert Suppression.objects.get().tenant_id
    for name in ("operator", "viewer"):
        client = of_group(name)
        assert client.get(ERASE).status_code == 403
        assert "erase" not in client.get(LIST).context["cl"].model_admin.get_actions(
            client.get(LIST).wsgi_request
        )
        assert "Erase for ever" not in client.get(f"{LIST}{mill.row.pk}/change/").content.decode()


def test_the_list_action_asks_and_erases_the_selected(admin_client, mill):
    data = {"action": "erase", "_selected_action": [str(mill.row.pk)]}
    assert "Erase for ever" in admin_client.post(LIST, data).content.decode()
    assert Domain.objects.filter(pk=mill.row.pk).exists()
    admin_client.post(LIST, {**data, "confirmed": "", "reason": "closed"})
    assert set(Domain.objects.values_list("pk", flat=True)) == {mill.other.pk, mill.foreign.pk}
    assert Erasure.objects.get().reason == "closed"


def test_a_domains_page_leads_to_the_preview(admin_client, mill):
    html = admin_client.get(f"{LIST}{mill.row.pk}/change/").content.decode()
    assert f'action="{ERASE}"' in html
    shown = admin_client.post(ERASE, {"value": NAME, "tenant": str(mill.row.tenant_id), "find": ""})
    assert "Stored about this domain" in shown.content.decode()


def test_lists_show_hashes_and_records_without_values(admin_client, mill):
    erase(admin_client, EMAIL, "all")
    for page in ("suppression", "erasure", "privacypolicy"):
        shown = admin_client.get(f"/admin/domains/{page}/")
        assert shown.status_code == 200
        assert EMAIL not in shown.content.decode()
    record = Erasure.objects.get()
    assert admin_client.get(f"/admin/domains/erasure/{record.pk}/change/").status_code == 200
