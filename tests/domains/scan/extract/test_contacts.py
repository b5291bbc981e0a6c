"""What a person would read from small pages."""

import tomllib
from pathlib import Path

import pytest

from domains.scan.extract import extract

SAMPLES = tomllib.loads((Path(__file__).parent / "contacts.toml").read_text())


def report(sample):
    html = sample["html"].replace("\\u200b", "\u200b")
    body = html if "<html" in html else f"<!doctype html><html><body>{html}</body></html>"
    return extract(body.encode(), url=sample.get("url", "https://www.example-shop.com/"))


@pytest.mark.parametrize("name", SAMPLES)
def test_contacts(name):
    sample = SAMPLES[name]
    found = report(sample)
    assert [contact.value for contact in found.emails] == sample.get("emails", [])
    phones = [contact.value for contact in found.phones if contact.kind == "phone"]
    assert phones == sample.get("phones", [])
    assert [contact.value for contact in found.phones if contact.kind == "fax"] == sample.get("faxes", [])
    extensions = {contact.value: contact.extension for contact in found.phones if contact.extension}
    assert extensions == sample.get("extensions", {})


def test_where_and_how_a_contact_was_found():
    found = report({"html": '<a href="mailto:info@acme-tools.com">info@acme-tools.com</a>'})
    (contact,) = found.emails
    assert (contact.how, contact.page, contact.role) == ("mailto", "https://www.example-shop.com/", True)
