"""The life of a domain: its states, what may happen to it, and when a failure is tried again.

The only place that knows a status value. Everything here is data or a pure function of it; who writes a
status to the database is ``claims`` and ``submission``, and they ask here first. The drawing in
``docs/lifecycle.md`` is made by ``diagram()`` and a test keeps the two equal.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from django.db.models import TextChoices


class DomainStatus(TextChoices):
    """Where a domain stands now."""

    PENDING = "pending", "pending"
    PROCESSING = "processing", "processing"
    COMPLETED = "completed", "completed"
    FAILED = "failed", "failed"
    SKIPPED = "skipped", "skipped"
    PAUSED = "paused", "paused"
    CANCELLED = "cancelled", "cancelled"


class StageStatus(TextChoices):
    """Where one stage of a scan (content, pages, sitemap) stands."""

    QUEUED = "queued", "queued"
    PROCESSING = "processing", "processing"
    COMPLETE = "complete", "complete"
    ERROR = "error", "error"
    SKIPPED = "skipped", "skipped"


class RunStatus(TextChoices):
    """How a run of the batch processor ended, or that it has not."""

    RUNNING = "running", "running"
    COMPLETED = "completed", "completed"  # all that was claimed has an outcome
    PARTIAL = "partial", "partial"  # stopped early, or an outcome could not be recorded
    FAILED = "failed", "failed"  # the run itself broke
    ABANDONED = "abandoned", "abandoned"  # its process died; found by a later run


class Event(StrEnum):
    """What may happen to a domain."""

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

# What an event makes of the stages. A COMPLETE brings its own, as the scan found them.
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

# Words of the original system, translated once, on the way in.
LEGACY: Mapping[str, DomainStatus] = {
    "queued": DomainStatus.PENDING,
    "submitted": DomainStatus.PENDING,
    "active": DomainStatus.PENDING,
    "running": DomainStatus.PENDING,  # whoever was running it is gone
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
    """The lifecycle draws no arrow for this event from this state."""

    def __init__(self, event: Event, status: str) -> None:
        allowed = ", ".join(sorted(TRANSITIONS[event][0]))
        super().__init__(f"cannot {event} a domain that is {status}; it must be {allowed}")
        self.event = event
        self.status = status


def sources(event: Event) -> frozenset[DomainStatus]:
    """The states from which the event may happen."""
    return TRANSITIONS[event][0]


def target(event: Event) -> DomainStatus:
    """The state that the event leads to."""
    return TRANSITIONS[event][1]


def stages_after(event: Event) -> dict[str, StageStatus]:
    """The stage columns that an event sets, with their values; those it leaves alone are absent."""
    columns = {}
    if event in _CONTENT:
        columns["content_scrape_status"] = _CONTENT[event]
    if event in _FURTHER:
        columns["page_scrape_status"] = columns["sitemap_monitor_status"] = _FURTHER[event]
    return columns


def allowed(status: str) -> frozenset[Event]:
    """The events that may happen to a domain in this state."""
    return frozenset(event for event, (before, _) in TRANSITIONS.items() if status in before)


def translate(word: str) -> DomainStatus:
    """The status that a word means, the original system's words included.

    Raises ``ValueError`` naming the words that would be right.
    """
    key = word.strip().lower()
    if key in LEGACY:
        return LEGACY[key]
    if key in DomainStatus.values:
        return DomainStatus(key)
    known = ", ".join([*DomainStatus.values, *LEGACY])
    raise ValueError(f"unknown status {word!r}; known are {known}")


def translate_stage(word: str) -> StageStatus | None:
    """How a stage of the original system ended; None where it had not (Queued, InProgress, Paused ...)."""
    return LEGACY_STAGES.get(word.strip().lower())


def diagram() -> str:
    """The lifecycle as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", "    [*] --> pending: submit"]
    for event, (before, after) in TRANSITIONS.items():
        lines += [f"    {status} --> {after}: {event}" for status in sorted(before)]
    return "\n".join(lines)


if __name__ == "__main__":
    print(diagram())  # noqa: T201  the drawing for docs/lifecycle.md
