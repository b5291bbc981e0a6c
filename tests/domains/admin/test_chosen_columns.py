"""The columns of the list of domains, as a user chooses them."""

import re

import pytest
from django.contrib.auth.models import User

from domains.admin.domain_columns import COLUMNS, DEFAULT, lines_of
from domains.models import Batch, Domain, ListColumns
from domains.models.domain import default_tenant
from domains.queue import batches

pytestmark = pytest.mark.django_db
LIST = "/admin/domains/domain/"
FORM = LIST + "columns/"


@pytest.fixture
def domains():
    fields = {"beta.de": {"Kunde": "<4711>"}}
    batches.submit_batch(
        ["beta.de"], tenant_id=default_tenant(), max_pages=5, name="Spring", custom_fields=fields
    )
    phone = {"kind": "phone", "value": "+49221123", "line_type": "mobile"}
    Domain.objects.update(
        legal_name="Beta <GmbH>",
        facebook_url="https://facebook.com/beta",
        domain_metadata={"contacts": [phone, {"kind": "email", "value": "a@beta.de"}]},
    )
    return Domain.objects.all()


def headers(response):
    return [
        re.sub(r"<[^>]*>", "", text).strip().lower()
        for text in re.findall(r'<th[^>]*class="[^"]*column-(?!action)[^>]*>(.*?)</th>', html(response))
    ]


def html(response):
    return " ".join(response.content.decode().split())


def choose(client, *names, **more):
    return client.post(FORM, {"columns": names, **more}, follow=True)


def offers(response):
    return [offer.name for offer in response.context["offers"]]


def test_the_usual_columns_without_a_choice(admin_client, domains):
    assert headers(admin_client.get(LIST)) == [
        "domain", "state", "contacts", "country", "technologies", "last scan",
    ]  # fmt: skip


def test_a_choice_is_remembered_in_its_order_for_this_user_alone(admin_client, client, domains):
    choose(admin_client, "legal_name", "state")
    assert headers(admin_client.get(LIST)) == ["domain", "legal name", "state"]
    client.force_login(User.objects.create_superuser("other"))
    assert len(headers(client.get(LIST))) == 1 + len(DEFAULT)


def test_every_column_shows_its_value_as_text(admin_client, domains):
    choose(admin_client, *list(COLUMNS)[:20])
    page = html(admin_client.get(LIST))
    for text in ("Beta &lt;GmbH&gt;", "+49221123 (mobile)", 'href="https://facebook.com/beta"'):
        assert text in page
    choose(admin_client, *list(COLUMNS)[20:])
    page = html(admin_client.get(LIST))
    assert f'href="/admin/domains/batch/{Batch.objects.get().pk}/change/">Spring</a>' in page
    assert str(default_tenant()) in page


def test_the_fields_of_an_import_are_columns(admin_client, domains):
    assert "custom:Kunde" in offers(admin_client.get(LIST))
    choose(admin_client, "custom:Kunde")
    response = admin_client.get(LIST)
    assert headers(response) == ["domain", "kunde"]
    assert "&lt;4711&gt;" in html(response)


def test_names_of_no_column_are_ignored(admin_client, domains):
    choose(admin_client, "password", "state", "state")
    assert ListColumns.objects.get().names == ["state"]


def test_the_filter_stays_and_the_usual_columns_come_back(admin_client, domains):
    assert choose(admin_client, "state", query="status=pending&q=b").redirect_chain == [
        (f"{LIST}?status=pending&q=b", 302)
    ]
    choose(admin_client, "state", defaults="")
    assert not ListColumns.objects.exists()


def test_a_column_is_moved_without_a_script(admin_client, domains):
    order = {"order": ["state", "reach", "located"], "columns": ["located"]}
    moved = admin_client.post(FORM, {**order, "up": "located"})
    assert offers(moved)[:3] == ["state", "located", "reach"]
    assert [offer.name for offer in moved.context["offers"] if offer.chosen] == ["located"]
    assert offers(admin_client.post(FORM, {**order, "down": "state"}))[:3] == ["reach", "state", "located"]
    assert offers(admin_client.post(FORM, {**order, "up": "state"}))[:3] == ["state", "reach", "located"]
    assert not ListColumns.objects.exists(), "nothing is stored before Save"


def test_an_export_starts_with_the_columns_of_the_list(admin_client, domains):
    def start():
        data = {"action": "export", "_selected_action": [str(domains.get().pk)]}
        return admin_client.post(LIST, data).context["form"]["columns"].value()

    assert len(start()) > 30
    choose(admin_client, "located", "profiles")
    assert start() == [
        "domain", "country", "facebook_url", "twitter_url", "linkedin_url", "instagram_url", "youtube_url",
    ]  # fmt: skip


def test_who_may_not_look_stores_nothing(client):
    client.force_login(User.objects.create_user("stranger", is_staff=True))
    assert choose(client, "state").status_code == 403
    assert not ListColumns.objects.exists()


def test_a_long_list_in_a_cell_is_shortened_in_words():
    cell = lines_of(["a", "b", "c", "d", "e", "<f>"])
    assert '<small title="e, &lt;f&gt;">and 2 more</small>' in cell
    assert cell.count("<span>") == 4
