"""What is left out when a scan is recorded."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from domains.models import Domain, DomainContact, Page, PrivacyPolicy, Scan, Suppression
from domains.models.domain import default_tenant
from domains.models.domain_contact import contact_key
from domains.queue import claims
from domains.scan.redaction import Subject
from tests.domains.conftest import POLICY
from tests.domains.privacy.conftest import OTHER_TENANT, imprint_report, mill_report

pytestmark = pytest.mark.django_db

ANNA = "anna@shop-north.test"
NUMBER = "+4930901820"


@pytest.fixture
def record(queue, claim):
    """Scan shop-north.test, which shows Anna's address and number; the row afterwards."""

    def make(**fields):
        queue("shop-north.test", **fields)
        claims.record(claim()[0], mill_report("shop-north.test", ((ANNA, NUMBER),)), POLICY)
        return Domain.objects.get()

    return make


def test_a_suppressed_address_is_left_out_everywhere_and_counted(record):
    Suppression.objects.remember(Subject("email", ANNA), None)
    row = record()
    assert row.email_addresses == ["info@shop-north.test"]
    assert row.domain_metadata == Scan.objects.get().result
    assert row.domain_metadata["notes"]["suppressed"] == 1
    stored = str([row.domain_metadata, row.title, list(Page.objects.values())])
    assert ANNA not in stored
    assert ANNA.replace("@", "%40") not in stored


def test_faxes_and_links_of_a_suppressed_number_as_well(record):
    Suppression.objects.remember(Subject("phone", NUMBER), None)
    row = record()
    assert row.phone_numbers == []
    assert [contact["kind"] for contact in row.domain_metadata["contacts"]] == ["email", "email"]
    assert NUMBER[1:] not in str([row.domain_metadata, list(Page.objects.values())])
    assert row.description == "Call [erased]"


GRETA = Subject("person", "greta mühl")


@pytest.fixture
def record_imprint(queue, claim):
    def make(**fields):
        queue("shop-north.test")
        claims.record(claim()[0], imprint_report(**fields), POLICY)
        return Domain.objects.get()

    return make


def kinds(row):
    stored = row.domain_metadata["company"], Page.objects.get().details["company"]
    assert stored[0] == stored[1]
    return [fact["kind"] for fact in stored[0]]


def test_the_company_is_stored_in_columns_and_results(record_imprint):
    row = record_imprint()
    assert (row.legal_name, row.vat_id, row.postal_address, row.country) == (
        *("Mühl GmbH", "DE342366712", "Weg 1, 50667 Köln"),
        "DE",
    )
    assert kinds(row) == ["legal_name", "vat_id", "address", "person"]
    assert DomainContact.objects.filter(key=contact_key(GRETA)).exists()


def test_a_suppressed_person_is_left_out_everywhere(record_imprint):
    Suppression.objects.remember(GRETA, None)
    row = record_imprint()
    assert kinds(row) == ["legal_name", "vat_id", "address"]
    assert "Greta" not in str([row.domain_metadata, list(Page.objects.values())])
    assert row.domain_metadata["notes"]["suppressed"] == 1


def test_without_personal_data_nobody_is_named(record_imprint, settings):
    settings.STORE_PERSONAL_ADDRESSES = False
    row = record_imprint(name="Greta Mühl")
    assert kinds(row) == ["vat_id", "address"]
    assert (row.legal_name, row.vat_id) == ("", "DE342366712")
    assert not DomainContact.objects.exists()


def test_addresses_at_an_erased_domain_are_left_out(record):
    Suppression.objects.remember(Subject("domain", "shop-north.test"), None)
    row = record()
    assert row.email_addresses == []
    assert row.domain_metadata["notes"]["suppressed"] == 2


def test_of_another_tenant_nothing_is_left_out(record):
    Suppression.objects.remember(Subject("email", ANNA), OTHER_TENANT)
    assert ANNA in record().email_addresses


def test_an_older_key_still_counts(record, settings):
    settings.SUPPRESSION_KEYS = ("of last year",)
    Suppression.objects.remember(Subject("email", ANNA), None)
    settings.SUPPRESSION_KEYS = ("of this year", "of last year")
    assert Suppression.objects.remember(Subject("email", ANNA), None).pk == Suppression.objects.get().pk
    assert ANNA not in record().email_addresses


@pytest.mark.parametrize("by_tenant", [True, False])
def test_personal_addresses_can_be_left_out(record, settings, by_tenant):
    settings.STORE_PERSONAL_ADDRESSES = by_tenant
    if by_tenant:
        PrivacyPolicy.objects.create(store_personal_addresses=False)
    row = record()
    assert row.email_addresses == ["info@shop-north.test"]
    assert row.domain_metadata["notes"]["personal_left_out"] == 1
    assert "suppressed" not in row.domain_metadata["notes"]
    assert ANNA not in str(row.domain_metadata)


def test_what_another_tenant_leaves_out_does_not_matter(record):
    PrivacyPolicy.objects.create(tenant_id=OTHER_TENANT, store_personal_addresses=False)
    assert ANNA in record(tenant_id=default_tenant()).email_addresses


def test_contacts_are_indexed_without_the_domain_itself(record):
    record()
    assert set(DomainContact.objects.values_list("key", flat=True)) == {
        contact_key(subject)
        for subject in (
            Subject("email", ANNA),
            Subject("email", "info@shop-north.test"),
            Subject("phone", NUMBER),
        )
    }


@pytest.fixture
def look_ups(queue, claim):
    """The statements about suppressions and policies when ten scans are recorded together."""

    def make():
        queue(*(f"shop-{n}.test" for n in range(10)))
        outcomes = [(held, mill_report(held.domain)) for held in claim()]
        with CaptureQueriesContext(connection) as asked:
            claims.record_all(outcomes, POLICY)
        return [q["sql"] for q in asked if "suppressions" in q["sql"] or "privacy_policies" in q["sql"]]

    return make


def test_without_suppressions_two_short_look_ups_are_added(look_ups):
    assert len(look_ups()) == 2


def test_with_suppressions_of_others_no_hash_is_looked_up(look_ups):
    Suppression.objects.remember(Subject("email", ANNA), OTHER_TENANT)
    assert [sql for sql in look_ups() if '"digest" IN' in sql] == []


def test_all_hashes_of_a_group_are_looked_up_at_once(look_ups):
    Suppression.objects.remember(Subject("email", "shop-3@elsewhere.test"), None)
    assert len([sql for sql in look_ups() if '"digest" IN' in sql]) == 1
