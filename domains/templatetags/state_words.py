"""The states of domains and scans in words for people. The API and exports use the values."""

from __future__ import annotations

from django import template
from django.db.models import TextChoices
from django.utils.html import format_html
from django.utils.safestring import SafeString

from domains.lifecycle import DomainStatus, StageStatus

register = template.Library()

# The values that a person would not say. All other values are their own words.
WORDS: dict[str, str] = {
    DomainStatus.PENDING: "waiting",
    DomainStatus.PROCESSING: "being scanned",
    "successful": "completed",  # of runs
    "retried": "to be retried",
    StageStatus.QUEUED: "waiting",
    StageStatus.COMPLETE: "completed",
    StageStatus.ERROR: "failed",
}


@register.filter
def state_words(value: str) -> str:
    """processing -> being scanned; a state without words of its own stays as it is."""
    return WORDS.get(value, value)


@register.filter
def state_badge(value: str) -> SafeString:
    return format_html('<span class="sky-badge sky-{}">{}</span>', value, state_words(value))


def choices(values: type[TextChoices]) -> list[tuple[str, str]]:
    """For a filter: the words, with the value that the API has for it where that is another one."""
    return [(one.value, _with_value(one.value)) for one in values]


def _with_value(value: str) -> str:
    words = state_words(value)
    return words if words == value else f"{words} (API: {value})"
