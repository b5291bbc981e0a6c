"""Values in addresses of the admin that no column can hold."""

import io
import json

import pytest
from django.contrib.contenttypes.models import ContentType

from domains.models import Domain
from scrapersky.web_application import web_application

application = web_application()

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("text", ["x", "9" * 30, "%00"])
def test_an_id_that_none_can_be_is_no_defect(admin_client, text):
    kind = ContentType.objects.get_for_model(Domain).pk
    answer = admin_client.get(f"/admin/r/{kind}/{text}/")
    assert answer.status_code == 400
    assert admin_client.get("/admin/").status_code == 200


def test_a_defect_stays_one(admin_client, monkeypatch):
    def broken(*_):
        raise ValueError("our own mistake")

    admin_client.raise_request_exception = False
    monkeypatch.setattr(Domain.objects.__class__, "get_queryset", broken)
    assert admin_client.get("/admin/domains/domain/").status_code == 500


@pytest.mark.parametrize(
    ("query", "content_type"),
    [("a&" * 1500, "application/json; charset=utf-8"), ("", "application/json; charset=a\x00b")],
)
def test_a_head_that_django_cannot_read(query, content_type, rf):
    """Sent to the application itself: Django's client would not get a response either."""
    environ = rf._base_environ(PATH_INFO="/api/v3/domains/", QUERY_STRING=query, CONTENT_TYPE=content_type)
    started = []
    body = application(environ | {"wsgi.input": io.BytesIO()}, lambda *head: started.append(head))
    assert started[0][0] == "400 Bad Request"
    assert json.loads(b"".join(body))["code"] == "bad_request"
