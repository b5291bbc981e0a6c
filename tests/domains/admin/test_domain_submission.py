"""The form for pasted domains."""

import pytest

from domains.models import AuditEntry, Batch, BlockedDomain, Domain

pytestmark = pytest.mark.django_db

SUBMIT = "/admin/domains/domain/submit/"


def told(response):
    return [str(message) for message in response.context["messages"]]


def submit(client, text, **data):
    return client.post(SUBMIT, {"domains": text, "max_pages": 7, **data}, follow=True)


def test_pasted_lines_become_a_named_batch(admin_client):
    response = submit(
        admin_client, "example.com\nhttps://www.example.com/about\n\nexample.org\n", name="Spring"
    )
    batch = Batch.objects.get()
    assert (batch.name, batch.job_count) == ("Spring", 2)
    assert response.redirect_chain[-1][0] == f"/admin/domains/batch/{batch.pk}/change/"
    assert told(response) == ["2 domains in this batch."]
    assert dict(Domain.objects.values_list("domain", "max_pages")) == {"example.com": 7, "example.org": 7}
    assert {entry.message for entry in AuditEntry.objects.all()} == {"Submitted."}


def test_what_is_refused_stays_in_the_form_with_its_reason(admin_client):
    response = submit(admin_client, "example.com\nnot a domain\n10.0.0.1\n")
    assert set(Domain.objects.values_list("domain", flat=True)) == {"example.com"}
    assert "2 lines refused." in told(response)
    assert response.context["form"].initial["domains"] == "not a domain\n10.0.0.1"
    assert [reason for _, reason in response.context["refused"]] == [
        "contains a space, a backslash or a control character",
        "an IP address is not a domain",
    ]


def test_what_the_block_list_refuses_stays_as_well(admin_client):
    BlockedDomain.objects.create(domain="blocked.com", reason="they asked")
    response = submit(admin_client, "zebra.com\nwww.blocked.com\n10.0.0.1")
    assert set(Domain.objects.values_list("domain", flat=True)) == {"zebra.com"}
    assert response.context["form"].initial["domains"] == "www.blocked.com\n10.0.0.1"
    assert [(entry.line, "they asked" in reason) for entry, reason in response.context["refused"]] == [
        (2, True),
        (3, False),
    ]
    assert "Follow the domains" in response.content.decode()
    alone = submit(admin_client, "blocked.com")
    assert alone.context["form"].initial["domains"] == "blocked.com"
    assert "Follow the domains" not in alone.content.decode()


def test_where_nothing_can_be_submitted_what_was_typed_stays(admin_client):
    response = submit(admin_client, "10.0.0.1", name="Spring")
    assert not Batch.objects.exists()
    html = response.content.decode()
    assert "10.0.0.1" in html
    assert 'value="Spring"' in html
    response = submit(admin_client, "example.com", max_pages=0)
    assert "example.com" in response.content.decode()
    assert not Domain.objects.exists()


def test_several_domains_in_a_line(admin_client):
    submit(admin_client, "a.com, b.com; c.com\ninfo@d.com")
    assert set(Domain.objects.values_list("domain", flat=True)) == {"a.com", "b.com", "c.com", "d.com"}
