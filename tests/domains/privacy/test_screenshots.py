"""A screenshot may show what was erased: it is deleted, and does not come back."""

from dataclasses import replace

import pytest

from domains.models import Scan, Screenshot
from domains.privacy import erasure, search
from domains.scan.redaction import Subject
from domains.scan.report import Picture
from tests.domains.privacy.conftest import EMAIL, ME, NAME, first_report, mill_report, scan

pytestmark = pytest.mark.django_db


def seen(domain, report=mill_report):
    return replace(report(domain), picture=Picture(b"RIFF\x04\0\0\0WEBP", 320, 200))


@pytest.fixture
def rows(queue):
    """Two sites that show the same address, and one that shows another one."""
    own, other, third = queue(NAME, "guild-of-bakers.test", "third.test")
    scan([own, other], seen)
    scan([third], lambda domain: seen(domain, first_report))
    return own, other, third


def with_screenshots():
    return set(Screenshot.objects.values_list("domain__domain", flat=True))


def test_a_screenshot_is_stored_with_its_scan(rows):
    for row in rows:
        kept = Screenshot.objects.get(domain=row)
        assert (kept.scan, kept.bytes) == (Scan.objects.get(domain=row), 12)
        assert (kept.width, kept.height) == (320, 200)


def test_that_of_an_erased_domain_is_deleted(rows):
    subject = Subject("domain", NAME)
    assert erasure.preview(subject, None)["screenshots"] == 2  # the other site shows an address at the domain
    assert erasure.erase(subject, None, ME).counts["screenshots"] == 2
    assert with_screenshots() == {"third.test"}


def test_those_of_sites_that_showed_an_erased_address_are_deleted(rows):
    subject = Subject("email", EMAIL)
    assert erasure.preview(subject, None)["screenshots"] == 2
    assert erasure.erase(subject, None, ME).counts["screenshots"] == 2
    assert with_screenshots() == {"third.test"}


def test_a_site_that_still_shows_it_has_none(rows):
    erasure.erase(Subject("email", EMAIL), None, ME)
    scan([rows[1]], seen)
    assert with_screenshots() == {"third.test"}


def test_a_search_tells_of_them_without_the_image(rows):
    (found,) = search.find(Subject("domain", "third.test"), None)["domains"]
    (told,) = found["stored"]["screenshots"]
    assert told["bytes"] == 12
    assert "image" not in told
