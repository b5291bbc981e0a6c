"""The forms of users and groups."""

import pytest
from django.contrib.auth.models import Group, Permission, User

pytestmark = pytest.mark.django_db


def test_permissions_of_a_group_are_checkboxes(admin_client):
    group = Group.objects.get(name="viewer")
    url = f"/admin/auth/group/{group.pk}/change/"
    page = admin_client.get(url).content.decode()
    assert page.count('type="checkbox" name="permissions"') == Permission.objects.count()
    assert "selectfilter" not in page, "Django's two lists with arrows are for mice"
    assert "Can add API token" in page
    assert "| API token |" not in page
    one = Permission.objects.get(codename="view_domain")
    admin_client.post(url, {"name": "viewer", "permissions": [one.pk]})
    assert list(group.permissions.all()) == [one]


def test_groups_of_a_user_are_checkboxes(admin_client, admin_user):
    page = admin_client.get(f"/admin/auth/user/{admin_user.pk}/change/").content.decode()
    assert page.count('type="checkbox" name="groups"') == Group.objects.count()
    assert "selectfilter" not in page
    assert User.objects.count() == 1


def test_the_list_of_users_tells_groups_and_the_last_sign_in(admin_client, admin_user):
    ben = User.objects.create_user("ben", first_name="Ben", last_name="Okri", is_staff=True)
    ben.groups.set(Group.objects.filter(name__in=["operator", "viewer"]))
    page = admin_client.get("/admin/auth/user/").content.decode()
    assert "Ben Okri" in page
    assert "operator, viewer" in page
    assert "superuser" in page
    assert "never" in page, "Ben has not signed in"
