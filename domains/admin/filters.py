"""The filters of the list of domains. Each uses an index, or finds enough rows early.

What a value selects is decided in ``domains.models.domain_filter``.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from domains.admin import bounded_counts
from domains.admin.bounded_counts import Known
from domains.admin.domain_columns import COUNTRIES
from domains.admin.large_tables import chosen_tenant
from domains.lifecycle import DomainStatus, StageStatus
from domains.models import Batch, Domain
from domains.models.domain_filter import PARAMETERS
from domains.scan.report import ErrorKind, NoEmail
from domains.templatetags.error_words import error_short
from domains.templatetags.state_words import choices

SAMPLE = 1000  # the number of recent domains whose technologies, countries ... are offered as choices
CHOICES = 30
SAMPLED = ("tech_stack", "country", "industry", "mail_provider")


class ChoiceFilter(admin.SimpleListFilter):
    """A filter with fixed choices."""

    fixed: list[tuple[str, str]] = []

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return self.fixed

    def queryset(self, request: HttpRequest, queryset: QuerySet[Domain]) -> QuerySet[Domain]:
        value = self.value()
        return PARAMETERS[str(self.parameter_name)](queryset, value) if value else queryset


class StatusFilter(ChoiceFilter):
    title = "state"
    parameter_name = "status"
    fixed = choices(DomainStatus)


class ErrorKindFilter(ChoiceFilter):
    title = "kind of error"
    parameter_name = "error_kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The kinds that occur, the most frequent first, and the chosen one; all kinds if none is counted."""
        known = known_error_counts(chosen_tenant(request))
        if known is None:
            return [(kind, error_short(kind)) for kind in ErrorKind]
        counts: dict[str, int] = known.found
        chosen = self.value() or ""
        kinds = [*counts, *({chosen} & set(ErrorKind) - set(counts))]
        return [(kind, f"{error_short(kind)} ({counts.get(kind, 0):,})") for kind in kinds]


def known_error_counts(tenant_id: uuid.UUID) -> Known | None:
    """What ``error_counts`` returned last."""
    return bounded_counts.recall(_errors(tenant_id))


def error_counts(tenant_id: uuid.UUID) -> dict[str, int]:
    """Domains by error kind. Counted with the partial index, and cached for a short time."""

    def count() -> dict[str, int]:
        failed = Domain.objects.for_tenant(tenant_id).exclude(error_kind="").order_by()
        counts = failed.values_list("error_kind").annotate(count=Count("*"))
        return dict(counts.order_by("-count", "error_kind"))

    found: dict[str, int] = bounded_counts.sample(_errors(tenant_id), count)
    return found


def _errors(tenant_id: uuid.UUID) -> str:
    return f"{tenant_id}-error-kinds"


class EmailFilter(ChoiceFilter):
    title = "e-mail address"
    parameter_name = "has_email"
    fixed = [("yes", "found"), ("no", "none")]


class WordPressFilter(ChoiceFilter):
    title = "WordPress"
    parameter_name = "wordpress"
    fixed = [("yes", "yes"), ("no", "no")]


class SampledFilter(ChoiceFilter):
    """Offers the most frequent values of the latest scans; the URL accepts any other."""

    column = ""  # if its name is not that of the parameter
    names: Mapping[str, str] = {}  # of values that are codes

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        values = {*_choices(request)[self.column or str(self.parameter_name)], self.value() or ""} - {""}
        named = [(value, self.names.get(value, value)) for value in values]
        return sorted(named, key=lambda choice: choice[1].casefold())


def sample(tenant_id: uuid.UUID) -> QuerySet[Domain]:
    """The domains that were completed last. Technologies have no index from which they could be counted."""
    completed = Domain.objects.for_tenant(tenant_id).filter(status=DomainStatus.COMPLETED)
    return completed.order_by("-updated_at")[:SAMPLE]


def _choices(request: HttpRequest) -> dict[str, list[str]]:
    """The most frequent values of each column, of the same sample, which is not read again at each load."""
    tenant_id = chosen_tenant(request)

    def read() -> dict[str, list[str]]:
        rows = list(sample(tenant_id).values(*SAMPLED))
        return {column: _most_common(row[column] for row in rows) for column in SAMPLED}

    found: dict[str, list[str]] = bounded_counts.sample(f"{tenant_id}-choices", read)
    return found


def _most_common(values: Iterable[str | list[str]]) -> list[str]:
    each = (one for value in values for one in (value if isinstance(value, list) else [value]) if one)
    return [name for name, _ in Counter(each).most_common(CHOICES)]


class BatchFilter(ChoiceFilter):
    """The domains of one batch. Its page links to them; there are too many batches to choose from."""

    title = "batch"
    parameter_name = "batch"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The batch in the URL, with its name."""
        chosen = self.value()
        return [(chosen, _name_of(chosen, chosen_tenant(request)))] if chosen else []

    def has_output(self) -> bool:
        return True  # else Django ignores the parameter


def _name_of(batch: str, tenant_id: uuid.UUID) -> str:
    try:
        found = Batch.objects.filter(pk=uuid.UUID(batch), tenant_id=tenant_id).first()
    except ValueError:
        found = None
    return str(found) if found else "unknown"


class JavaScriptFilter(ChoiceFilter):
    title = "needs JavaScript"
    parameter_name = "needs_javascript"
    fixed = [("yes", "yes"), ("no", "no")]


class TechnologyFilter(SampledFilter):
    title = "technology"
    parameter_name = "technology"
    column = "tech_stack"


class CountryFilter(SampledFilter):
    title = "country"
    parameter_name = "country"
    names = COUNTRIES


class IndustryFilter(SampledFilter):
    title = "industry"
    parameter_name = "industry"


class NoEmailFilter(ChoiceFilter):
    title = "no e-mail address"
    parameter_name = "no_email_reason"
    fixed = [(reason.value, reason.value) for reason in NoEmail]


class MailProviderFilter(SampledFilter):
    title = "mail provider"
    parameter_name = "mail_provider"


class OtherDomainFilter(ChoiceFilter):
    title = "home page"
    parameter_name = "other_domain"
    fixed = [("yes", "on another domain"), ("no", "on this domain")]


class StageFilter(ChoiceFilter):
    fixed = choices(StageStatus)


class ContentStageFilter(StageFilter):
    title = "content stage"
    parameter_name = "content_scrape_status"


class PagesStageFilter(StageFilter):
    title = "pages stage"
    parameter_name = "page_scrape_status"


class SitemapStageFilter(StageFilter):
    title = "sitemap stage"
    parameter_name = "sitemap_monitor_status"
