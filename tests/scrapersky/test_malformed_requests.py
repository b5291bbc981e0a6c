"""Values in addresses of the admin that no column can hold."""

import pytest
from django.contrib.contenttypes.models import ContentType

from domains.models import Domain

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
