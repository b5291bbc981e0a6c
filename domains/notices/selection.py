"""The changes that a notice asks for, found in the feed of its tenant.

The feed is read in short pieces, so that no statement takes long however many changes there are.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from domains.models import Change, Domain, Notice
from domains.models.domain_filter import narrow
from domains.notices.change_words import FIRST, KINDS, lines_of

PIECE = 5_000  # entries of the feed that one statement reads
MOST_CHANGES = 10_000  # of one message; the others are in the next one
MOST_READ = 1_000_000  # entries of the feed for one message
MOST_SHOWN = 200  # changes whose details are read; no service takes a longer text
LONGEST_LIST = 20  # lines of one change


class CannotFollow(ValueError):
    """The saved filter was replaced by one that only the list of domains itself can apply."""


@dataclass(frozen=True, slots=True)
class DomainChange:
    """One scan of a domain, with the differences that it found."""

    domain_id: uuid.UUID
    domain: str
    found_at: datetime
    lines: list[str]
    further: int  # lines that are left out


@dataclass(slots=True)
class Found:
    """What a notice asks for between two numbers of the feed. ``upto`` is the last number that was read."""

    after: int
    upto: int
    changes: int = 0
    domains: set[uuid.UUID] = field(default_factory=set)
    shown: list[DomainChange] = field(default_factory=list)


def find(notice: Notice, after: int, last: int) -> Found:
    """The changes of a notice with numbers above ``after`` up to ``last``, or to an earlier one: ``upto``."""
    found = Found(after, after)
    while found.upto < min(last, after + MOST_READ) and found.changes < MOST_CHANGES:
        upto = min(found.upto + PIECE, last)
        rows = matching(notice, between(Change.objects.all(), notice.tenant_id, found.upto, upto))
        ids = list(rows.order_by("number").values_list("pk", "scan__domain_id"))
        found.upto, found.changes = upto, found.changes + len(ids)
        found.domains.update(domain_id for _, domain_id in ids)
        _read(found, [pk for pk, _ in ids[: MOST_SHOWN - len(found.shown)]], notice.kinds)
    return found


def _read(found: Found, keys: list[uuid.UUID], kinds: Collection[str]) -> None:
    columns = ("scan__domain_id", "scan__domain__domain", "scan__finished_at", "scan__changes")
    rows = Change.objects.filter(pk__in=keys).order_by("number").values_list(*columns)
    for domain_id, domain, found_at, changes in rows:
        told = {name: change for name, change in changes.items() if name in kinds}
        lines = list(lines_of(told)) or ["first scan"]
        further = max(len(lines) - LONGEST_LIST, 0)
        found.shown.append(DomainChange(domain_id, domain, found_at, lines[:LONGEST_LIST], further))


def between(rows: QuerySet[Change], tenant_id: uuid.UUID, after: int, upto: int) -> QuerySet[Change]:
    return rows.filter(tenant_id=tenant_id, number__gt=after, number__lte=upto)


def matching(notice: Notice, rows: QuerySet[Change]) -> QuerySet[Change]:
    """Those of the notice's kinds and of domains that are in its saved filter now.

    Raises ``CannotFollow``.
    """
    rows = of_kinds(rows, notice.kinds)
    if notice.saved_filter is None:
        return rows
    # Looked up for each entry: there are few of these, but perhaps a million domains in the filter.
    its_domain = Domain.objects.filter(pk=OuterRef("scan__domain_id"))
    try:
        return rows.filter(Exists(narrow(its_domain, notice.saved_filter.query)))
    except ValueError as error:
        raise CannotFollow(f"its saved filter contains {error}, which a notice cannot follow") from error


def of_kinds(rows: QuerySet[Change], kinds: Collection[str]) -> QuerySet[Change]:
    """Entries with a change of one of these kinds; ``FIRST``: entries without changes, of first scans."""
    wanted = Q(scan__changes={}) if FIRST in kinds else Q(pk__in=[])
    if set(KINDS) <= set(kinds):
        return rows.filter(wanted | ~Q(scan__changes={}))
    for kind in kinds:
        if kind in KINDS:
            wanted |= Q(scan__changes__has_key=kind)
    return rows.filter(wanted)
