"""The filters of lists."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

import phonenumbers
from django import forms
from django.conf import settings
from django.db.models import Q, QuerySet
from django_filters import rest_framework as filters
from django_filters.fields import IsoDateTimeField
from drf_spectacular.drainage import set_override

from domains.lifecycle import FINAL, DomainStatus, RunStatus
from domains.models import Batch, BatchJob, Domain, Page, Scan
from domains.models.json_lists import in_list
from domains.scan.report import ErrorKind, NoEmail
from metrics.models import SchedulerMetric

ERROR_KINDS = [(kind.value, kind.value) for kind in ErrorKind]


class FlagField(forms.Field):
    """Accepts true or false only; any other value is an error."""

    def to_python(self, value: Any) -> bool | None:
        if value in self.empty_values:
            return None
        known = {"true": True, "false": False}
        if str(value).lower() not in known:
            raise forms.ValidationError("must be true or false", code="invalid")
        return known[str(value).lower()]


class FlagFilter(filters.Filter):
    field_class = FlagField

    def __init__(self, *args: Any, help_text: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        described = {"description": help_text} if help_text else {}
        set_override(self, "field", {"type": "boolean", **described})


class FilledListFilter(FlagFilter):
    """Whether a JSON list is not empty."""

    def filter(self, qs: QuerySet[Any], value: bool | None) -> QuerySet[Any]:
        empty = Q((self.field_name, []))
        return qs if value is None else qs.filter(~empty if value else empty)


class InListFilter(filters.CharFilter):
    """Rows whose JSON list contains this text."""

    def filter(self, qs: QuerySet[Any], value: str | None) -> QuerySet[Any]:
        return qs.filter(in_list(str(self.field_name), value)) if value else qs


class EmailFilter(InListFilter):
    def filter(self, qs: QuerySet[Any], value: str | None) -> QuerySet[Any]:
        return super().filter(qs, value and value.lower())


class FilledFilter(filters.CharFilter):
    """Rows whose column is exactly this text. The first condition is for the partial index."""

    def filter(self, qs: QuerySet[Any], value: str | None) -> QuerySet[Any]:
        filled = ~Q((str(self.field_name), ""))
        return qs.filter(filled, (str(self.field_name), value)) if value else qs


class CountryFilter(FilledFilter):
    def filter(self, qs: QuerySet[Any], value: str | None) -> QuerySet[Any]:
        return super().filter(qs, value and value.upper())


class CompactFilter(FilledFilter):
    """A number, however its digits are grouped."""

    def filter(self, qs: QuerySet[Any], value: str | None) -> QuerySet[Any]:
        if not value:
            return qs
        compact = "".join(filter(str.isalnum, value)).upper()
        wanted = {value, compact}
        return qs.filter(~Q((str(self.field_name), "")), (f"{self.field_name}__in", sorted(wanted)))


class PhoneField(forms.CharField):
    """A number in any notation; without a country code it is one of ``DEFAULT_PHONE_REGION``.

    A plus sign in a query means a space, unless it is escaped, so a space at the beginning counts as one.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "strip": False})

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        if text.startswith(" "):
            text = "+" + text.strip()
        if not text:
            return ""
        try:
            number = phonenumbers.parse(text, settings.DEFAULT_PHONE_REGION)
        except phonenumbers.NumberParseException as error:
            raise forms.ValidationError(f"is not a phone number: {error}", code="invalid") from error
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


class PhoneFilter(InListFilter):
    field_class = PhoneField


class OneOfFilter(filters.MultipleChoiceFilter):
    """Rows with one of the values. Each row has one of its own, so that none is found twice."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, distinct=False, **options)


class MomentField(IsoDateTimeField):
    """A time as in ISO 8601; refused where it is outside the calendar once it is in UTC."""

    def to_python(self, value: Any) -> datetime | None:
        moment = super().to_python(value)
        try:
            return moment.astimezone(UTC) if moment else None
        except OverflowError as error:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from error


class MomentFilter(filters.IsoDateTimeFilter):
    field_class = MomentField


class IntegerFilter(filters.NumberFilter):
    field_class = forms.IntegerField  # type: ignore[assignment]


class DomainFilter(filters.FilterSet):
    status = OneOfFilter(choices=DomainStatus.choices, help_text="Domains with one of these statuses.")
    error_kind = OneOfFilter(
        choices=ERROR_KINDS, help_text="Domains whose last attempt failed for one of these reasons."
    )
    has_email = FilledListFilter(
        field_name="email_addresses", help_text="Whether an e-mail address was found."
    )
    has_phone = FilledListFilter(field_name="phone_numbers", help_text="Whether a phone number was found.")
    language = filters.CharFilter(help_text="The language of the site, as a code such as `en` or `pt-br`.")
    technology = InListFilter(
        field_name="tech_stack",
        help_text="A technology that the site uses, such as Shopify.",
    )
    email = EmailFilter(field_name="email_addresses", help_text="An e-mail address that was found, whole.")
    phone = PhoneFilter(
        field_name="phone_numbers", help_text="A phone number that was found, whole, in any notation."
    )
    no_email_reason = filters.ChoiceFilter(
        method="without_email",
        choices=[(reason.value, reason.value) for reason in NoEmail],
        help_text="Domains without an e-mail address, for this reason.",
    )
    mail_provider = FilledFilter(help_text="Who handles the domain's mail, such as Google Workspace.")
    country = CountryFilter(help_text="ISO 3166 code of the company's country, such as DE.")
    industry = FilledFilter(help_text="What the business is, by its schema.org type, such as Bakery.")
    vat_id = CompactFilter(help_text="A VAT or tax number, whole; spaces and dots do not matter.")
    registration_number = CompactFilter(
        help_text="A number of a company register, whole, as it is stored or without spaces and dots."
    )
    other_domain = FlagFilter(
        method="ends_elsewhere", help_text="Whether the home page ends on another registered domain."
    )
    needs_javascript = FlagFilter(help_text="Whether the home page is empty until its scripts have run.")
    is_wordpress = FlagFilter(help_text="Whether the site runs WordPress.")
    has_elementor = FlagFilter(help_text="Whether the site uses the page builder Elementor.")
    search = filters.CharFilter(method="contains", help_text="Part of the domain or its title.")
    updated_since = MomentFilter(
        field_name="updated_at",
        lookup_expr="gte",
        help_text="Changed at this time or later. To keep a copy up to date, follow the changes instead.",
    )
    batch_id = filters.UUIDFilter(method="in_batch", help_text="Domains with a job in this batch.")

    class Meta:
        model = Domain
        fields = ()

    def contains(self, rows: QuerySet[Domain], _name: str, text: str) -> QuerySet[Domain]:
        return rows.filter(Q(domain__icontains=text) | Q(title__icontains=text))

    def ends_elsewhere(self, rows: QuerySet[Domain], _name: str, value: bool) -> QuerySet[Domain]:
        return rows.exclude(final_url="") if value else rows.filter(final_url="")

    def without_email(self, rows: QuerySet[Domain], _name: str, value: str) -> QuerySet[Domain]:
        # The exclusion is redundant, but lets the database use the partial index.
        return rows.exclude(no_email_reason="").filter(no_email_reason=value)

    def in_batch(self, rows: QuerySet[Domain], _name: str, batch_id: uuid.UUID) -> QuerySet[Domain]:
        return rows.filter(BatchJob.objects.filter(batch_id=batch_id).of_domain())


def repeatable_filters(filterset: type[filters.FilterSet] | None) -> set[str]:
    """The names of query parameters that may be given more than once; any of their values may apply."""
    known = filterset.base_filters if filterset else {}
    return {name for name, one in known.items() if isinstance(one, OneOfFilter)}


class BatchFilter(filters.FilterSet):
    name = filters.CharFilter(lookup_expr="icontains", help_text="Part of the batch's name.")
    archived = FlagFilter(method="is_archived", help_text="true: archived ones; false: the others.")
    finished = FlagFilter(method="is_finished", help_text="Whether all jobs have ended.")

    class Meta:
        model = Batch
        fields = ()

    def is_archived(self, rows: QuerySet[Batch], _name: str, value: bool) -> QuerySet[Batch]:
        return rows.filter(archived_at__isnull=not value)

    def is_finished(self, rows: QuerySet[Batch], _name: str, value: bool) -> QuerySet[Batch]:
        return rows.filter(finished_at__isnull=not value)


class ScanFilter(filters.FilterSet):
    status = OneOfFilter(
        choices=[(status.value, status.label) for status in sorted(FINAL)],
        help_text="Scans that ended in one of these ways.",
    )
    error_kind = OneOfFilter(choices=ERROR_KINDS, help_text="Scans that failed for one of these reasons.")
    domain_id = filters.UUIDFilter(help_text="Scans of this domain.")
    batch_id = filters.UUIDFilter(help_text="Scans that were submitted with this batch.")
    finished_since = MomentFilter(
        field_name="finished_at", lookup_expr="gte", help_text="Ended at this time or later."
    )

    class Meta:
        model = Scan
        fields = ()


class PageFilter(filters.FilterSet):
    http_status = IntegerFilter(help_text="Pages that were answered with this status.")
    domain_id = filters.UUIDFilter(help_text="Pages of this domain.")
    scan_id = filters.UUIDFilter(help_text="Pages that the scan of this job read.")
    page_type = filters.CharFilter(help_text="Pages of this kind: home, contact, legal, about, other ...")
    has_email = FilledListFilter(
        field_name="email_addresses", help_text="Whether an e-mail address was found on the page."
    )
    has_phone = FilledListFilter(
        field_name="phone_numbers", help_text="Whether a phone number was found on the page."
    )

    class Meta:
        model = Page
        fields = ()


class RunFilter(filters.FilterSet):
    status = OneOfFilter(choices=RunStatus.choices, help_text="Runs with one of these statuses.")
    trigger = filters.CharFilter(help_text="Runs that this started: schedule, submission, command ...")
    since = MomentFilter(
        field_name="timestamp", lookup_expr="gte", help_text="Started at this time or later."
    )

    class Meta:
        model = SchedulerMetric
        fields = ()
