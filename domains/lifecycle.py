"""The lifecycle of a domain: statuses, events, and which event is allowed in which status.

The only module that defines status values. It contains data and pure functions. Statuses are written by
``DomainQuerySet.transition``, which applies ``TRANSITIONS``; whether a failure is retried is decided in
``domains.queue.retry``. ``diagram()`` prints the diagram of ``docs/lifecycle.md``, and a test compares them.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from django.db.models import TextChoices


class DomainStatus(TextChoices):
    """The status of a domain."""

    PENDING = "pending", "pending"
    PROCESSING = "processing", "processing"
    COMPLETED = "completed", "completed"
    FAILED = "failed", "failed"
    SKIPPED = "skipped", "skipped"
    PAUSED = "paused", "paused"
    CANCELLED = "cancelled", "cancelled"


class StageStatus(TextChoices):
    """The status of one stage of a scan (content, pages, sitemap, dns)."""

    QUEUED = "queued", "queued"
    PROCESSING = "processing", "processing"
    COMPLETE = "complete", "complete"
    ERROR = "error", "error"
    SKIPPED = "skipped", "skipped"


class RunStatus(TextChoices):
    """The status of a run of the batch processor."""

    RUNNING = "running", "running"
    COMPLETED = "completed", "completed"  # every claimed domain has an outcome
    PARTIAL = "partial", "partial"  # stopped and released domains, or a late result was refused
    FAILED = "failed", "failed"  # the run itself failed; its error says why
    ABANDONED = "abandoned", "abandoned"  # its process died or did not report in time; set by another process


class Event(StrEnum):
    """What can happen to a domain."""

    SUBMIT = "submit"
    CLAIM = "claim"
    COMPLETE = "complete"
    FAIL = "fail"
    SKIP = "skip"
    RETRY = "retry"
    RELEASE = "release"
    RECLAIM = "reclaim"
    PAUSE = "pause"
    RESUME = "resume"
    CANCEL = "cancel"


FINAL = frozenset({DomainStatus.COMPLETED, DomainStatus.FAILED, DomainStatus.SKIPPED, DomainStatus.CANCELLED})
RESCANNED = FINAL - {DomainStatus.CANCELLED}  # what a re-scan policy applies to

TRANSITIONS: Mapping[Event, tuple[frozenset[DomainStatus], DomainStatus]] = {
    Event.SUBMIT: (FINAL, DomainStatus.PENDING),
    Event.CLAIM: (frozenset({DomainStatus.PENDING}), DomainStatus.PROCESSING),
    Event.COMPLETE: (frozenset({DomainStatus.PROCESSING}), DomainStatus.COMPLETED),
    Event.FAIL: (frozenset({DomainStatus.PROCESSING}), DomainStatus.FAILED),
    Event.SKIP: (frozenset({DomainStatus.PROCESSING}), DomainStatus.SKIPPED),
    Event.RETRY: (frozenset({DomainStatus.PROCESSING}), DomainStatus.PENDING),
    Event.RELEASE: (frozenset({DomainStatus.PROCESSING}), DomainStatus.PENDING),
    Event.RECLAIM: (frozenset({DomainStatus.PROCESSING}), DomainStatus.PENDING),
    Event.PAUSE: (frozenset({DomainStatus.PENDING}), DomainStatus.PAUSED),
    Event.RESUME: (frozenset({DomainStatus.PAUSED}), DomainStatus.PENDING),
    Event.CANCEL: (
        frozenset({DomainStatus.PENDING, DomainStatus.PAUSED, DomainStatus.PROCESSING}),
        DomainStatus.CANCELLED,
    ),
}

# The stage statuses after an event. COMPLETE is not listed: the scan itself reports them.
_CONTENT = {
    Event.SUBMIT: StageStatus.QUEUED,
    Event.CLAIM: StageStatus.PROCESSING,
    Event.RETRY: StageStatus.QUEUED,
    Event.RELEASE: StageStatus.QUEUED,
    Event.RECLAIM: StageStatus.QUEUED,
    Event.FAIL: StageStatus.ERROR,
    Event.SKIP: StageStatus.SKIPPED,
    Event.CANCEL: StageStatus.SKIPPED,
}
_FURTHER = {
    Event.SUBMIT: StageStatus.QUEUED,
    Event.FAIL: StageStatus.SKIPPED,
    Event.SKIP: StageStatus.SKIPPED,
    Event.CANCEL: StageStatus.SKIPPED,
}

# Status names of the original system, translated at import.
LEGACY: Mapping[str, DomainStatus] = {
    "queued": DomainStatus.PENDING,
    "submitted": DomainStatus.PENDING,
    "active": DomainStatus.PENDING,
    "running": DomainStatus.PENDING,  # no process is working on it any more
    "error": DomainStatus.FAILED,
    "complete": DomainStatus.COMPLETED,
    "scanned": DomainStatus.COMPLETED,
}
LEGACY_STAGES: Mapping[str, StageStatus] = {
    "complete": StageStatus.COMPLETE,
    "completed": StageStatus.COMPLETE,
    "error": StageStatus.ERROR,
}


class TransitionRefused(Exception):
    """The lifecycle does not allow this event in this status."""

    def __init__(self, event: Event, status: str) -> None:
        allowed = ", ".join(sorted(TRANSITIONS[event][0]))
        super().__init__(f"cannot {event} a domain that is {status}; it must be {allowed}")
        self.event = event
        self.status = status


def sources(event: Event) -> frozenset[DomainStatus]:
    """The statuses in which the event is allowed."""
    return TRANSITIONS[event][0]


def target(event: Event) -> DomainStatus:
    """The status after the event."""
    return TRANSITIONS[event][1]


def stages_after(event: Event) -> dict[str, StageStatus]:
    """The stage columns that an event sets, with their values. Columns that it does not change are absent."""
    columns = {}
    if event in _CONTENT:
        columns["content_scrape_status"] = _CONTENT[event]
    if event in _FURTHER:
        columns["page_scrape_status"] = columns["sitemap_monitor_status"] = _FURTHER[event]
    return columns


def allowed(status: str) -> frozenset[Event]:
    """The events that are allowed in this status."""
    return frozenset(event for event, (before, _) in TRANSITIONS.items() if status in before)


def translate(word: str) -> DomainStatus:
    """The status for a name, including the names of the original system.

    Raises ``ValueError``, whose message lists the known names.
    """
    key = word.strip().lower()
    if key in LEGACY:
        return LEGACY[key]
    if key in DomainStatus.values:
        return DomainStatus(key)
    known = ", ".join([*DomainStatus.values, *LEGACY])
    raise ValueError(f"unknown status {word!r}; known are {known}")


def translate_stage(word: str) -> StageStatus | None:
    """The final status of a stage of the original system; None if it had not ended (Queued, Paused ...)."""
    return LEGACY_STAGES.get(word.strip().lower())


def diagram() -> str:
    """The lifecycle as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", "    [*] --> pending: submit"]
    for event, (before, after) in TRANSITIONS.items():
        lines += [f"    {status} --> {after}: {event}" for status in sorted(before)]
    return "\n".join(lines)


if __name__ == "__main__":
    print(diagram())  # noqa: T201  the diagram for docs/lifecycle.md
