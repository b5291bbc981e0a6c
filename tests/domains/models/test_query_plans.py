"""The indexes of important queries, with the query plans of large tables."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from domains.api.filters import DomainFilter
from domains.models import Domain
from domains.models.domain import default_tenant
from domains.queue import claims
from tests.domains.conftest import POLICY

INDEXES_OF_STATES = {"domains_counts", "domains_turns", "domains_leases", "domains_by_status"}

pytestmark = pytest.mark.django_db
sqlite_alone = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="PostgreSQL has statistics of its own"
)


def plan(query):
    how = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN "
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # cheaper for a handful of rows
            cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute(how + query.replace("%", "%%"))
        return "\n".join(str(row[-1]) for row in cursor)


def renew_statistics():
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE domains")


@pytest.fixture
def asked(queue, claim):
    """The statements of one claim."""
    queue(*(f"site-{n}.com" for n in range(200)))
    renew_statistics()
    with CaptureQueriesContext(connection) as context:
        assert len(claim(5)) == 5
    return [query["sql"] for query in context]


def test_a_claim_reads_the_heads_of_the_queues_from_their_index(asked):
    (select,) = [sql for sql in asked if "WITH RECURSIVE" in sql]
    assert "domains_turns" in plan(select)
    assert "B-TREE" not in plan(select)  # nothing is sorted: what is due is read in its order
    assert "Sort" not in plan(select)


def test_a_claim_reads_the_rows_that_it_chose_by_key(asked):
    (select,) = [sql for sql in asked if sql.startswith("SELECT") and "ORDER BY" in sql]
    assert not INDEXES_OF_STATES & set(re.findall(r"\w+", plan(select)))


def test_a_claim_updates_by_key(asked):
    (update,) = [sql for sql in asked if sql.startswith("UPDATE")]
    assert not INDEXES_OF_STATES & set(re.findall(r"\w+", plan(update)))


def test_results_are_stored_by_key_though_statistics_know_of_no_domain_being_scanned(queue, claim, report):
    queue(*(f"site-{n}.com" for n in range(200)))
    renew_statistics()
    outcomes = [(held, report(held.domain)) for held in claim(20)]
    with CaptureQueriesContext(connection) as context:
        claims.record_all(outcomes, POLICY)
    updates = [query["sql"].partition('UPDATE "domains"') for query in context]
    updates = ["".join(update).replace("%s", "''") for _, *update in updates if all(update)]
    assert updates
    for update in updates:
        assert not INDEXES_OF_STATES & set(re.findall(r"\w+", plan(update)))


@sqlite_alone
def test_the_latest_of_a_tenant_are_read_in_order_from_an_index(queue):
    queue("one.com", "two.com")
    latest = Domain.objects.for_tenant(default_tenant()).order_by("-updated_at", "pk")
    with CaptureQueriesContext(connection) as context:
        list(latest.values_list("pk", flat=True)[:10])
        list(latest.only("domain", "status")[:10])
    for query in context:
        assert "domains_recent" in plan(query["sql"])
        assert "B-TREE" not in plan(query["sql"])


@pytest.mark.parametrize(
    ("filters", "index"),
    [
        ({"country": "DE"}, "domains_country"),
        ({"industry": "Bakery"}, "domains_industry"),
        ({"no_email_reason": "none"}, "domains_no_email"),
        ({"mail_provider": "IONOS"}, "domains_mail_provider"),
        ({"vat_id": "DE342366712"}, "domains_vat_id"),
        ({"registration_number": "HRB 7"}, "domains_registration"),
        ({"other_domain": "true"}, "domains_moved"),
    ],
)
def test_filters_by_company_use_their_index(queue, filters, index):
    queue("one.com", "two.com")
    mine = Domain.objects.for_tenant(default_tenant()).order_by()
    with CaptureQueriesContext(connection) as context:
        list(DomainFilter(filters, mine).qs.values_list("pk", flat=True))
    assert index in plan(context[0]["sql"])


def test_no_filter_sorts_out_rows_that_are_found_once():
    for name, values in {"status": ["failed", "skipped"], "error_kind": ["dns"]}.items():
        assert "DISTINCT" not in str(DomainFilter({name: values}, Domain.objects.all()).qs.query)
