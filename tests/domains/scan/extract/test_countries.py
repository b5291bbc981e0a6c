"""Each number of a typical contact page is right, or at least none of a wrong country."""

import tomllib
from pathlib import Path

import pytest

from domains.scan.extract import extract

COUNTRIES = tomllib.loads((Path(__file__).parent / "countries.toml").read_text())


def numbers(text):
    lines = "".join(f"<p>{line}</p>" for line in text.split("\n"))
    body = f'<!doctype html><html lang="en"><title>Contact</title><body>{lines}</body></html>'
    report = extract(body.encode(), url="https://www.contact-page.com/", default_region="US")
    return {contact.value for contact in report.phones}


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_number_of_a_contact_page(country):
    assert numbers(COUNTRIES[country]["text"]) == set(COUNTRIES[country]["phones"])
