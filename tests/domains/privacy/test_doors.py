"""Each way to erase leaves no byte of a value in a dump of the database, nor do scans bring it back."""

from __future__ import annotations

import base64
import re
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client

from domains.models import ApiToken, Domain
from domains.models.domain import default_tenant
from tests import databases
from tests.domains.api.conftest import Caller
from tests.domains.privacy.conftest import EMAIL, NAME, OTHER_TENANT, PHONE, WRITTEN, fill, scan

pytestmark = pytest.mark.django_db  # without it, pytest-django makes no database that could be copied

TEN = 10  # further scans
FORM = "/admin/domains/suppression/erase/"
LIST = "/admin/domains/domain/"
TENANTS = (default_tenant(), OTHER_TENANT)
CONTACTS_AND_DOMAIN = (PHONE, EMAIL, NAME)
SPELLINGS = {
    PHONE: [PHONE[1:], WRITTEN, "030+%2F+90+18+20"],
    EMAIL: [EMAIL, EMAIL.replace("@", "%40")],
    NAME: [NAME],
}


def needles(value):
    """How the value may be stored: as written, and in base64, in which django-q2 stores results."""
    for text in SPELLINGS[value]:
        yield text.encode()
        for skipped in range(3):  # three bytes become four characters: where the value begins is not known
            whole = len(text[skipped:]) // 3 * 3
            yield base64.b64encode(text[skipped:].encode()[:whole])


def found(values, dump):
    return [needle for value in values for needle in needles(value) if needle in dump]


def reason(value):
    """The value, which must be masked, and those that are erased after it, each of which must be found."""
    return f"letter of {', '.join(CONTACTS_AND_DOMAIN[CONTACTS_AND_DOMAIN.index(value) :])}"


def by_command(value):
    call_command("erase", value, "--yes", "--reason", reason(value))


def by_api(value):
    for tenant in TENANTS:
        order = {"value": value, "reason": reason(value)}
        assert caller(tenant).post("/api/v3/suppressions/", order).status_code == 201


def by_api_delete(value):
    for row in Domain.objects.filter(domain=value):
        path = f"/api/v3/domains/{row.pk}/?{urlencode({'reason': reason(value)})}"
        assert caller(row.tenant_id).delete(path).status_code == 200


def caller(tenant):
    return Caller(ApiToken.objects.create_token("privacy", tenant)[1])


def by_admin_search(value):
    """The form's first answer shows what would go, the second one says what is gone."""
    client, order = administrator(), {"value": value, "tenant": "all", "reason": reason(value)}
    shown = client.post(FORM, order)
    assert "webhook_deliveries" in shown.content.decode()
    order["previewed"] = shown.context["previewed"]
    assert client.post(FORM, {**order, "confirmed": ""}).status_code == 302


def by_admin_page(value):
    """The button on the page of each tenant's domain."""
    client = administrator()
    for row in Domain.objects.filter(domain=value):
        page = client.get(f"{LIST}{row.pk}/change/").content.decode()
        (button,) = re.findall(rf'<form[^>]*action="{FORM}".*?</form>', page, re.DOTALL)
        order = dict(re.findall(r'<input type="hidden" name="(value|tenant)" value="([^"]*)"', button))
        order["previewed"] = client.post(FORM, order).context["previewed"]
        assert client.post(FORM, {**order, "confirmed": ""}).status_code == 302


def by_admin_list(value):
    for row in Domain.objects.filter(domain=value):
        order = {"action": "erase", "_selected_action": str(row.pk), "confirmed": "", "reason": reason(value)}
        assert administrator().post(f"{LIST}?tenant={row.tenant_id}", order).status_code == 302


def administrator():
    client = Client()
    officer, _ = User.objects.get_or_create(username="officer", is_staff=True, is_superuser=True)
    client.force_login(officer)
    return client


DOORS = {
    by_command: CONTACTS_AND_DOMAIN,
    by_api: CONTACTS_AND_DOMAIN,
    by_api_delete: (NAME,),
    by_admin_search: (PHONE, EMAIL),
    by_admin_page: (NAME,),
    by_admin_list: (NAME,),
}


@pytest.fixture(scope="module")
def filled(django_db_setup, django_db_blocker, tmp_path_factory):
    """The name of a database in which the values stand in every table."""
    folder = tmp_path_factory.mktemp("filled")
    with django_db_blocker.unblock(), databases.copy(folder) as name:
        with databases.working_on(name):
            fill()
        yield name


@pytest.fixture
def copy(filled, django_db_blocker, tmp_path):
    with django_db_blocker.unblock(), databases.copy(tmp_path, filled) as name:
        yield name


def test_the_search_finds_what_is_there(copy):
    dump = databases.dump(copy)
    assert [text for texts in SPELLINGS.values() for text in texts if text.encode() not in dump] == []
    assert len(found(SPELLINGS, dump)) > sum(map(len, SPELLINGS.values()))  # some in base64


@pytest.mark.parametrize("erase", DOORS, ids=lambda door: door.__name__)
def test_no_byte_is_left_nor_comes_back(copy, erase):
    with databases.working_on(copy):
        for value in DOORS[erase]:
            erase(value)
        assert found(DOORS[erase], databases.dump(copy)) == []
        sites = list(Domain.objects.all())
        for _ in range(TEN):
            for site in sites:
                assert scan([site]) == 1
        assert found(DOORS[erase], databases.dump(copy)) == []
