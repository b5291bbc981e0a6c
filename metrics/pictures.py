"""What was found, for the dashboard: countries and technologies of the default tenant's domains."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db.models import Count

from domains.admin.bars import Bar, bars
from domains.admin.domain_columns import COUNTRIES
from domains.admin.filters import sample
from domains.models import Domain
from domains.models.domain import default_tenant

MOST = 8


def countries() -> list[Bar]:
    """The most frequent countries, counted from their partial index alone."""
    known: Any = Domain.objects.for_tenant(default_tenant()).exclude(country="").order_by()
    counts = known.values_list("country").annotate(count=Count("*")).order_by("-count", "country")
    return bars("country", list(counts[:MOST]), COUNTRIES)


def technologies() -> list[Bar]:
    """The most frequent technologies of the domains that were completed last."""
    latest = sample(default_tenant()).values_list("tech_stack", flat=True)
    counts = Counter(name for names in latest for name in names)
    return bars("technology", counts.most_common(MOST))
