"""Which due domains are claimed next: tenants take turns, so that no tenant waits for another's backlog.

``take`` chooses and locks the rows with one statement:

1. ``walk`` goes from one tenant with due domains to the next, in the order of their ids, beginning after the
   tenant that was served last (``ClaimTurn``). Each step is one look-up in the index ``domains_turns``, which
   begins with the tenant. The walk ends when it is back at its first tenant, or has found as many tenants as
   domains are wanted, at most ``MOST_TENANTS``.
2. Each tenant gives an equal share: its first due domains by priority, then by due time.
3. If that is not enough, because some tenants have fewer, the others fill up what is missing.

So the cost depends on how many domains are claimed, and neither on the number of domains nor of tenants. A
priority orders the domains of one tenant; it gives no precedence over other tenants.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.models import QuerySet

from domains.models import ClaimTurn
from domains.models.domain import DomainQuerySet

MOST_TENANTS = 50  # in one round of claims; the others have their turn in the next rounds
SQL = """
WITH RECURSIVE walk(place, tenant_id, first) AS (
    SELECT 1, tenant_id, tenant_id
    FROM (SELECT COALESCE(({after_last}), ({lowest})) AS tenant_id) AS beginning
    UNION ALL
    SELECT place + 1, COALESCE(({after_walk}), ({lowest})), first
    FROM walk
    WHERE place < %s AND (place = 1 OR tenant_id <> first)
),
tenants AS (
    SELECT place, tenant_id FROM walk WHERE tenant_id IS NOT NULL AND (place = 1 OR tenant_id <> first)
),
share(size) AS (SELECT (%s + count(*) - 1) / COALESCE(NULLIF(count(*), 0), 1) FROM tenants)
SELECT id, place, tenant_id FROM (
    SELECT chosen.id, tenants.place, tenants.tenant_id
    FROM tenants CROSS JOIN {each_first}
    UNION ALL
    SELECT chosen.id, tenants.place, tenants.tenant_id
    FROM tenants CROSS JOIN {each_rest}
) AS found
LIMIT %s
"""
FIRST = "LIMIT (SELECT size FROM share)"
REST = "LIMIT %s OFFSET (SELECT size FROM share)"
# A row that another run has locked is skipped, and the next one is taken.
EACH = {
    "postgresql": "LATERAL ({rows} {limit} FOR NO KEY UPDATE OF domains SKIP LOCKED) AS chosen",
    "sqlite": "domains AS chosen ON chosen.id IN ({rows} {limit})",
}


AFTER_LAST = '"domains"."tenant_id" > (SELECT tenant_id FROM claim_turn)'
AFTER_WALK = '"domains"."tenant_id" > walk.tenant_id'
OF_TENANT = '"domains"."tenant_id" = tenants.tenant_id'


@dataclass(frozen=True, slots=True)
class Turn:
    """The chosen rows. ``places``: key of a row -> the place of its tenant in this round, from 1.

    ``served`` is the last tenant that got its whole share; None if all are of one tenant, so that there is
    nothing to remember.
    """

    places: Mapping[uuid.UUID, int]
    served: uuid.UUID | None = None

    def order(self, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """The rows with the tenants in turn: the first row of each, then the second of each ..."""
        ranks: Counter[int] = Counter()
        ordered = []
        for row in rows:
            place = self.places[row["pk"]]
            ordered.append((ranks[place], place, row))
            ranks[place] += 1
        return [row for _, _, row in sorted(ordered, key=lambda one: one[:2])]

    def end(self) -> None:
        """Store whose turn it was. Not in the transaction of the claims: all other runs would wait for it."""
        if self.served:
            ClaimTurn.objects.store(self.served)


def take(due: DomainQuerySet, limit: int) -> Turn:
    """Choose and lock up to ``limit`` of these due domains. Call it in a transaction."""
    with connections[due.db].cursor() as cursor:
        cursor.execute(*_statement(due, limit))
        found = [(_uuid(key), place, _uuid(tenant)) for key, place, tenant in cursor.fetchall()]
    counts = Counter(place for _, place, _ in found)
    whole = [place for place, count in counts.items() if count * len(counts) >= limit]
    tenants = {place: tenant for _, place, tenant in found}
    served = tenants[max(whole or counts)] if len(counts) > 1 else None
    return Turn({key: place for key, place, _ in found}, served)


def _statement(due: DomainQuerySet, limit: int) -> tuple[str, list[Any]]:
    """The statement and its parameters, in the order in which they occur in the statement."""
    # Ordered by all columns of the index. If the order were the tenant alone, PostgreSQL might choose another
    # index, and read all domains of a tenant that has none due.
    tenants = due.order_by("tenant_id", "-priority", "next_attempt_at").values("tenant_id")
    after_last, after_last_values = _compiled(tenants.extra(where=[AFTER_LAST])[:1])  # noqa: S610  # nosec B610
    after_walk, after_walk_values = _compiled(tenants.extra(where=[AFTER_WALK])[:1])  # noqa: S610  # nosec B610
    lowest, lowest_values = _compiled(tenants[:1])
    rows, row_values = _compiled(due.in_queue_order().extra(where=[OF_TENANT]).values("id"))  # noqa: S610  # nosec B610
    each = EACH[connections[due.db].vendor]
    statement = SQL.format(
        after_last=after_last,
        after_walk=after_walk,
        lowest=lowest,
        each_first=each.format(rows=rows, limit=FIRST),
        each_rest=each.format(rows=rows, limit=REST),
    )
    walk = [*after_last_values, *lowest_values, *after_walk_values, *lowest_values]
    walk.append(min(limit, MOST_TENANTS))
    return statement, [*walk, limit, *row_values, *row_values, limit, limit]


def _compiled(rows: QuerySet[Any, Any]) -> tuple[str, tuple[Any, ...]]:
    sql, parameters = rows.query.get_compiler(rows.db).as_sql()
    return sql, tuple(parameters)


def _uuid(value: str | uuid.UUID) -> uuid.UUID:
    """SQLite has no such type."""
    return value if isinstance(value, uuid.UUID) else uuid.UUID(value)
