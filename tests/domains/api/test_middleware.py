"""HEAD, addresses that are too long, and parameters that are given twice."""

import pytest

from domains.models import Domain

PATH = "/api/v3/domains/"

pytestmark = pytest.mark.django_db


def head(api, path):
    """The response as the server gets it: Django's test client would take the body away."""
    from django.core.handlers.wsgi import WSGIHandler
    from django.test import RequestFactory

    request = RequestFactory(headers=api.headers).head(path)
    handler = WSGIHandler()
    response = handler.get_response(request)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return response, body


@pytest.mark.parametrize(
    "path", [PATH, "/api/v3/nothing", "/api/v3/domains/export/", "/api/v3/changes/stream/"]
)
def test_head_has_the_headers_of_get_and_no_body(api, path):
    Domain.objects.create(domain="a.com")
    response, body = head(api, path)
    assert body == b""
    if not response.streaming:
        assert int(response["Content-Length"]) > 10
    response.close()


def test_an_address_that_is_too_long(api):
    answer = api.get(PATH, {"search": "x" * 5000})
    assert answer.status_code == 414
    assert answer.json()["code"] == "uri_too_long"
    assert "5" in answer.json()["message"]


@pytest.mark.parametrize(
    "query", ["search=a&search=b", "page_size=1&page_size=2", "is_wordpress=true&is_wordpress=false"]
)
@pytest.mark.parametrize("path", [PATH, "/api/v3/domains/export/"])
def test_a_parameter_that_is_given_twice_is_refused(api, query, path):
    answer = api.get(f"{path}?{query}")
    assert answer.status_code == 400
    if "page_size" not in query or path == PATH:
        assert (answer.json()["code"], answer.json()["field"]) == ("repeated", query.partition("=")[0])


def test_where_several_values_have_a_meaning_all_apply(api):
    Domain.objects.create(domain="a.com")
    Domain.objects.create(domain="b.com", error_kind="dns")
    found = api.get(f"{PATH}?status=pending&status=failed").json()["results"]
    assert [row["domain"] for row in found] == ["a.com", "b.com"]


def test_an_empty_value_beside_another_is_refused(api):
    assert api.get(f"{PATH}?status=pending&status=").json()["code"] == "blank"
