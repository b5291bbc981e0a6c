"""Screenshots of home pages in the admin."""

import re
from dataclasses import replace

import pytest
from django.contrib.auth.models import Permission, User

from domains.models import Domain, Screenshot
from domains.queue import claims
from domains.scan.report import Picture
from tests.domains.conftest import POLICY

pytestmark = pytest.mark.django_db

IMAGES = (b"RIFF\x04\0\0\0WEBPfirst", b"RIFF\x04\0\0\0WEBPsecond")


@pytest.fixture
def twice(queue, claim, report):
    """A domain that was scanned twice and had changed, with a screenshot each time; and one without any."""
    row, _ = queue("example.com", "plain.com")
    for title, image in zip(("Before", "Now"), IMAGES, strict=True):
        Domain.objects.queue_again([row.pk])
        found = {each.domain: each for each in claim()}
        shown = replace(report(title=title), picture=Picture(image, 320, 200))
        claims.record(found["example.com"], shown, POLICY)
        if other := found.get("plain.com"):
            claims.record(other, report("plain.com"), POLICY)
    return row


def images(client, path):
    html = client.get(path).content.decode()
    return re.findall(r'<img[^>]*?src="(/admin/domains/domain/screenshot/\d+/)"[^>]*loading="lazy"', html)


def url(number):
    pk = Screenshot.objects.order_by("pk").values_list("pk", flat=True)[number]
    return f"/admin/domains/domain/screenshot/{pk}/"


def test_an_image_is_delivered_as_an_image_alone(admin_client, twice):
    response = admin_client.get(url(0))
    assert response.content == IMAGES[0]
    assert response["Content-Type"] == "image/webp"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "private, max-age=3600"
    assert admin_client.get("/admin/domains/domain/screenshot/999999/").status_code == 404


def test_an_image_is_for_those_who_may_see_domains(client, twice):
    user = User.objects.create_user("clerk", is_staff=True)
    assert client.get(url(0)).status_code == 302
    client.force_login(user)
    assert client.get(url(0)).status_code == 403
    user.user_permissions.add(Permission.objects.get(codename="view_domain"))
    assert client.get(url(0)).status_code == 200


def test_the_list_shows_the_newest_one(admin_client, twice):
    assert images(admin_client, "/admin/domains/domain/") == [url(1)]


def test_the_page_of_a_domain_shows_it_and_the_one_before_beside_it(admin_client, twice):
    assert images(admin_client, f"/admin/domains/domain/{twice.pk}/change/") == [url(1), url(0), url(1)]
    plain = Domain.objects.get(domain="plain.com")
    assert images(admin_client, f"/admin/domains/domain/{plain.pk}/change/") == []


def test_what_changed_shows_both_beside_each_other(admin_client, twice):
    assert images(admin_client, "/admin/domains/change/") == [url(0), url(1)]
    first, last = twice.scans.order_by("finished_at")
    assert images(admin_client, f"/admin/domains/scan/{last.pk}/change/") == [url(0), url(1)]
    assert images(admin_client, f"/admin/domains/scan/{first.pk}/change/") == []
