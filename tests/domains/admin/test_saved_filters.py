"""Saved filters."""

import pytest
from django.contrib.auth.models import User

from domains.models import SavedFilter

pytestmark = pytest.mark.django_db
LIST = "/admin/domains/domain/"


def save(client, name="Mine", query="status=failed&p=3"):
    return client.post(f"{LIST}filters/save/", {"name": name, "query": query})


def test_a_saved_filter_is_a_link_above_the_list(admin_client):
    assert save(admin_client)["Location"] == f"{LIST}?status=failed"
    page = admin_client.get(LIST).content.decode()
    assert "stored as Mine" in page
    assert 'href="?status=failed">Mine</a>' in page
    chosen = admin_client.get(f"{LIST}?status=failed").content.decode()
    assert 'href="?status=failed" aria-current="page">Mine</a>' in chosen
    assert "Save filter" not in chosen, "it is saved already"
    response = admin_client.post(f"{LIST}filters/forget/", {"name": "Mine"}, follow=True)
    assert "The filter Mine is deleted." in response.content.decode()
    assert not SavedFilter.objects.exists()


def test_the_same_name_again_replaces_it(admin_client):
    save(admin_client)
    save(admin_client, query="status=completed")
    assert list(SavedFilter.objects.values_list("name", "query")) == [("Mine", "status=completed")]


def test_it_is_offered_where_there_is_something_to_save(admin_client):
    assert "Save filter" not in admin_client.get(LIST).content.decode()
    assert "Save filter" in admin_client.get(f"{LIST}?status=failed").content.decode()


def test_others_see_their_own(admin_client, client):
    save(admin_client, name="<b>Mine</b>")
    assert "&lt;b&gt;Mine" in admin_client.get(LIST).content.decode()
    client.force_login(User.objects.create_superuser("other"))
    assert "Mine" not in client.get(LIST).content.decode()
    client.post(f"{LIST}filters/forget/", {"name": "<b>Mine</b>"})
    assert SavedFilter.objects.exists()


def test_who_may_not_look_saves_nothing(client):
    client.force_login(User.objects.create_user("stranger", is_staff=True))
    assert save(client).status_code == 403
    assert not SavedFilter.objects.exists()


def test_a_filter_needs_a_name(admin_client):
    save(admin_client, name="")
    assert not SavedFilter.objects.exists()
