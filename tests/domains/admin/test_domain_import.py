"""Importing a file: upload, preview, confirmation."""

import csv
import io

import pytest
import xlsxwriter
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile

from domains.admin import domain_import
from domains.models import Batch, Domain, DomainContact, Upload
from domains.models.audit_entry import Actor
from domains.models.domain import default_tenant
from domains.privacy import erasure
from domains.queue import claims
from tests.domains.conftest import POLICY

pytestmark = pytest.mark.django_db

IMPORT = "/admin/domains/domain/import/"
TEXT = """Firma;Netzauftritt;Ansprechpartner
A;new.de;ann@example.net
B;example.com;
C;waiting.com;
D;new.de;
E;10.0.0.1;
"""


def upload(client, content, name="Kunden Frühling.csv"):
    file = SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode())
    return client.post(IMPORT, {"file": file}, follow=True)


def confirm(client, response, **data):
    url = response.redirect_chain[-1][0]
    return client.post(url, {"name": "", "max_pages": 5, **data}, follow=True)


@pytest.fixture
def known(queue, claim, report):
    queue("example.com")
    claims.record(claim()[0], report(), POLICY)
    queue("waiting.com")


def test_a_preview_tells_what_the_import_will_do(admin_client, known):
    response = upload(admin_client, TEXT)
    preview = response.context["preview"]
    assert (preview.new, preview.again, preview.queued, preview.repeated) == (1, 1, 1, 1)
    ((entry, reason),) = preview.refused
    assert (entry.line, entry.text) == (6, "10.0.0.1")
    assert reason in response.content.decode()
    assert response.context["chosen"] == "Netzauftritt"
    assert not Domain.objects.filter(domain="new.de").exists()


def test_an_import_becomes_a_named_batch_and_keeps_the_other_columns(admin_client, known):
    response = upload(admin_client, TEXT)
    assert response.context["form"].initial["name"] == "Kunden Frühling"
    response = confirm(admin_client, response, name="Kunden", max_pages=3)
    batch = Batch.objects.get()
    assert (batch.name, batch.job_count) == ("Kunden", 3)
    assert response.redirect_chain[-1][0] == f"/admin/domains/batch/{batch.pk}/change/"
    row = Domain.objects.get(domain="example.com")
    assert (row.status, row.max_pages, row.custom_fields) == ("pending", 3, {"Firma": "B"})
    assert not Upload.objects.exists()


def test_another_column_can_be_chosen(admin_client):
    response = upload(admin_client, "old,new\na.com,b.com\nc.com,d.com\n")
    url = response.redirect_chain[-1][0]
    response = admin_client.get(url, {"column": "new"})
    assert response.context["preview"].names == ["b.com", "d.com"]
    admin_client.post(f"{url}?column=new", {"name": "", "max_pages": 5})
    assert Domain.objects.get(domain="b.com").custom_fields == {"old": "a.com"}
    assert not Domain.objects.filter(domain="a.com").exists()


def test_refused_lines_are_downloaded_with_their_reasons(admin_client):
    response = upload(admin_client, "Firma;Web\nA;a.com\n=B;10.0.0.1\n")
    url = response.redirect_chain[-1][0]
    file = admin_client.get(f"{url}refused.csv", {"column": ""}).content.decode()
    assert list(csv.DictReader(io.StringIO(file))) == [
        {"line": "3", "text": "10.0.0.1", "reason": "an IP address is not a domain", "Firma": "'=B"}
    ]


def test_a_workbook_is_imported(admin_client):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        book.add_worksheet("Cover").write(0, 0, "Our customers")
        sheet = book.add_worksheet("Data")
        for place, row in enumerate(
            [["Kunde", "Webseite", "Nr"], ["A", "https://a.com/", 17], ["B", "b.com", 18]]
        ):
            sheet.write_row(place, 0, row)
    confirm(admin_client, upload(admin_client, file.getvalue(), "list.xlsx"))
    fields = dict(Domain.objects.values_list("domain", "custom_fields"))
    assert fields == {"a.com": {"Kunde": "A", "Nr": "17"}, "b.com": {"Kunde": "B", "Nr": "18"}}


def test_what_is_wrong_with_a_file_is_told(admin_client, monkeypatch):
    assert "cannot be read" in upload(admin_client, b"PK\x03\x04 no workbook", "list.xlsx").content.decode()
    monkeypatch.setattr(domain_import, "MOST_LINES", 2)
    assert "submit_domains" in upload(admin_client, "a.com\nb.com\nc.com\n").content.decode()
    assert not Upload.objects.exists()


def test_a_column_that_the_file_does_not_have_is_told(admin_client):
    url = upload(admin_client, "old,new\na.com,b.com\n").redirect_chain[-1][0]
    response = admin_client.get(url, {"column": "else"}, follow=True)
    assert "no column" in str(next(iter(response.context["messages"])))


def test_nobody_sees_the_upload_of_somebody_else(admin_client, client):
    url = upload(admin_client, TEXT).redirect_chain[-1][0]
    client.force_login(User.objects.create_superuser("other", password="x"))
    assert client.get(url).status_code == 404


PEOPLE = "Web;Mail;Telefon;Ansprechpartner\nnew.de;ann@example.net;+49 30 901820;Ann Berg\n"


@pytest.mark.parametrize("value", ["ann@example.net", "+4930901820", "person:Ann Berg"])
def test_what_was_erased_does_not_come_back_by_a_file(admin_client, value):
    confirm(admin_client, upload(admin_client, PEOPLE))
    before = Domain.objects.get().custom_fields
    erasure.erase(erasure.parse(value), default_tenant(), Actor("test"))
    left = Domain.objects.get().custom_fields
    assert len([name for name in before if left[name] != before[name]]) == 1
    confirm(admin_client, upload(admin_client, PEOPLE))
    assert Domain.objects.get().custom_fields == left


def test_an_erased_address_leaves_the_columns_of_the_file_too(admin_client):
    confirm(admin_client, upload(admin_client, TEXT))
    upload(admin_client, TEXT)
    assert DomainContact.objects.exists()
    erasure.erase(erasure.parse("ann@example.net"), default_tenant(), Actor("test"))
    assert "ann@" not in str(Domain.objects.get(domain="new.de").custom_fields)
    assert not Upload.objects.exists()
