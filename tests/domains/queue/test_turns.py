"""Tenants take turns: whose domains are claimed next."""

import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models.functions import Now

from domains.models import ClaimTurn, Domain
from domains.queue import claims, turns
from tests.domains.conftest import LEASE

pytestmark = pytest.mark.django_db


def tenant(number):
    return uuid.UUID(int=number)


def due(number, count, name="site", **fields):
    """So many due domains of a tenant, the first one longest due."""
    rows = [
        Domain(
            tenant_id=tenant(number),
            domain=f"{name}-{place:04}-of-{number}.com",
            next_attempt_at=Now() - timedelta(minutes=60) + timedelta(seconds=place),
            **fields,
        )
        for place in range(count)
    ]
    Domain.objects.bulk_create(rows)


@pytest.fixture
def share(claim):
    """Claim so many; how many of each tenant were claimed."""
    return lambda limit, **options: dict(
        Counter(one.tenant_id.int for one in claim(limit, **options)).most_common()
    )


def test_ten_domains_are_done_within_three_rounds_beside_a_backlog(share):
    due(1, 400, priority=100)
    due(2, 10, priority=-100)
    rounds = [share(10) for _ in range(3)]
    assert sum(one.get(2, 0) for one in rounds) == 10
    assert [sum(one.values()) for one in rounds] == [10, 10, 10]


def test_the_first_domain_of_each_comes_before_the_second_of_any(claim):
    due(1, 3)
    due(2, 3, priority=100)
    due(3, 1)
    granted = [one.domain for one in claim(7)]
    assert [name[:9] for name in granted] == ["site-0000"] * 3 + ["site-0001"] * 2 + ["site-0002"] * 2


def test_a_tenants_own_order_is_priority_then_time(claim):
    due(1, 2, "later")
    due(1, 2, "first", priority=5)
    due(2, 1)
    granted = [one.domain.partition("-of-")[0] for one in claim(3) if one.tenant_id == tenant(1)]
    assert granted == ["first-0000", "first-0001"]


def test_more_tenants_than_places_are_served_round_by_round(share):
    for number in range(1, 8):
        due(number, 3)
    served = [share(3) for _ in range(7)]
    assert all(len(batch) == 3 for batch in served)
    assert sum((Counter(batch) for batch in served), Counter()) == dict.fromkeys(range(1, 8), 3)
    after_five = sum((Counter(batch) for batch in served[:5]), Counter())
    assert max(after_five.values()) - min(after_five.values()) <= 1


def test_what_does_not_come_out_even_comes_out_in_the_long_run(share):
    for number in (1, 2, 3):
        due(number, 100)
    total = sum((Counter(share(10)) for _ in range(9)), Counter())
    assert sum(total.values()) == 90
    assert max(total.values()) - min(total.values()) <= 4


def test_places_that_some_tenants_cannot_fill_are_filled_by_others(share):
    due(1, 50)
    for number in range(2, 6):
        due(number, 1)
    due(6, 50)
    granted = share(30)
    assert sum(granted.values()) == 30
    assert [granted[number] for number in range(2, 6)] == [1, 1, 1, 1]
    assert min(granted[1], granted[6]) >= 5


def test_domains_that_wait_are_no_turn(share):
    due(1, 5)
    Domain.objects.update(next_attempt_at=Now() + timedelta(hours=1))
    due(2, 2)
    due(3, 5, lost_claims=1)
    assert share(10) == {2: 2}
    assert share(10) == {}


def test_a_single_tenant_has_nothing_to_remember(share):
    due(1, 5)
    assert share(3) == {1: 3}
    assert not ClaimTurn.objects.exists()


def test_large_scans_are_replaced_by_small_ones_of_all_tenants(share):
    due(1, 10, max_pages=claims.LARGE_SCAN_PAGES + 1)
    due(2, 10, "large", max_pages=claims.LARGE_SCAN_PAGES + 1, priority=1)
    due(2, 2)
    due(3, 2)
    granted = share(6, most_large=2)
    assert granted == {1: 1, 2: 3, 3: 2}


def test_the_turn_is_read_from_its_index_and_sorts_nothing():
    due(1, 100)
    due(2, 100)
    statement, parameters = turns._statement(Domain.objects.due().filter(lost_claims=0), 5)
    how = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN "
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE domains")
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute(how + statement, parameters)
        lines = [str(row[-1]) for row in cursor]
    plan = "\n".join(lines)
    assert "Sort" not in plan, plan
    assert "TEMP B-TREE" not in plan
    scans = [line for line in lines if " domains" in line and "INDEX" in line.upper()]
    by_key = [line for line in scans if "domains_turns" not in line]
    assert len(scans) - len(by_key) >= 5, plan  # three steps of the walk, and two shares
    assert all("(id=?)" in line for line in by_key), plan


@pytest.mark.django_db(transaction=True)
class TestAtTheSameInstant:
    """Claims of two runs that see nothing of each other, because neither is committed."""

    @pytest.fixture(autouse=True)
    def postgresql(self):
        if connection.vendor != "postgresql":
            pytest.skip("SQLite has one round of claims at a time")

    def beside(self, limit):
        """What another run claims before the claim of this test is committed."""

        def claim():
            try:
                return claims.claim(limit, run_id=uuid.uuid4(), lease=LEASE)
            finally:
                connection.close()

        with ThreadPoolExecutor(1) as pool:
            return [one.domain for one in pool.submit(claim).result(timeout=30)]

    def test_a_name_of_two_tenants_is_claimed_for_one(self, claim):
        for number in (1, 2):
            Domain.objects.create(tenant_id=tenant(number), domain="shared.com")
        with transaction.atomic():
            assert [one.domain for one in claim(1)] == ["shared.com"]
            assert self.beside(5) == []
        assert Domain.objects.filter(status="processing").count() == 1

    def test_each_takes_rows_that_the_other_has_not_locked(self, claim):
        due(1, 12)
        with transaction.atomic():
            mine = [one.domain for one in claim(4)]
            others = self.beside(4)
        assert len(mine) == len(others) == 4
        assert not set(mine) & set(others)
