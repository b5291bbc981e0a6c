"""Which messages are due, and their results. Moves receivers along the feed of changes.

1. ``due`` looks at receivers whose time has come, without a lock. If there is nothing to send, it notes how
   far it has looked. Otherwise it makes the message, and claims it with one UPDATE of a receiver that nobody
   else has claimed since: ``claimed_to`` is the last change that the message reports, ``next_at`` the end of
   the claim.
2. ``record`` stores the result, if the claim is still the latest one. If the message was accepted,
   ``told_to`` becomes ``claimed_to`` in the same UPDATE.
3. If the process dies in between, it is unknown whether the message was sent. It is sent at least once: after
   ``LEASE`` the same changes are sent again, and the message says that it may have been sent before. A
   message that was certainly not sent is made anew, together with what was found since.

All statements change one row, so that no writer waits for them.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import Error as DatabaseError
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from domains.models import ChangeCounter, Notice, NoticeReceiver
from domains.models.notice import HowOften
from domains.notices import messages, schedule
from domains.notices.messages import Heading, Message
from domains.notices.selection import CannotFollow, Found, find

logger = logging.getLogger(__name__)

SENDERS = 4  # messages that one cluster sends at the same time
PER_USER = 2  # of these, for one user, whose receivers may all be slow
LOOKS = 100  # receivers that are looked at in one round
LEASE = schedule.GAP  # many times what one message may take; never two messages within the gap
LOCAL_WAIT = timedelta(minutes=1)  # after a failure of this machine
TEST_GAP = timedelta(minutes=1)  # between two tests of one receiver
DIED = "the program was interrupted while sending"


@dataclass(frozen=True, slots=True)
class Outcome:
    """``error`` is empty if the message was accepted.

    ``unknown``: it may have been. ``local``: this machine failed, so that nothing is said about the receiver.
    """

    error: str = ""
    unknown: bool = False
    local: bool = False


@dataclass(slots=True, eq=False)
class Job:
    """A claimed message. ``upto`` is the last change that it reports; a test reports none.

    ``complete``: nothing that had been found by then is left for the next message.
    """

    receiver: NoticeReceiver
    message: Message = field(repr=False)
    upto: int = 0
    complete: bool = True
    started: bool = False  # set by the thread that sends

    @property
    def is_test(self) -> bool:
        return not self.upto

    def __str__(self) -> str:
        return f"the notice {self.receiver.notice_id}"


def due(limit: int, sending: Collection[Job] = ()) -> list[Job]:
    """Claim up to ``limit`` messages. ``sending`` are those on their way."""
    users = Counter(job.receiver.notice.user_id for job in sending)
    rows = NoticeReceiver.objects.due().exclude(pk__in=[job.receiver.pk for job in sending])
    found: list[Job] = []
    for receiver in rows.select_related("notice__user", "notice__saved_filter")[:LOOKS]:
        if len(found) == limit:
            break
        if users[receiver.notice.user_id] < PER_USER and (job := _make(receiver)):
            users[receiver.notice.user_id] += 1
            found.append(job)
    return found


def may_be_told(receiver: NoticeReceiver) -> bool:
    """Whether the user of the notice may still see changes."""
    user = receiver.notice.user
    return user.is_active and user.is_staff and user.has_perm("domains.view_domain")


def _make(receiver: NoticeReceiver) -> Job | None:
    """One that cannot be looked at fails; the others are not kept waiting for it."""
    try:
        return _look(receiver)
    except DatabaseError:
        raise
    except CannotFollow as error:
        told = str(error)
    except Exception as error:
        logger.exception("the notice %d failed", receiver.notice_id, extra={"event": "message_crashed"})
        told = f"no message could be made: {type(error).__name__}"
    failed = {"claims": F("claims") + 1, "claimed_to": 0, "test_at": None, **_failure(receiver, told)}
    NoticeReceiver.objects.filter(pk=receiver.pk).update(**failed)
    return None


def _look(receiver: NoticeReceiver) -> Job | None:
    if not may_be_told(receiver):
        _pass_over(receiver, ChangeCounter.objects.bounds(receiver.notice.tenant_id).last)
        return None
    if receiver.test_at:
        return _claim_test(receiver)
    last = ChangeCounter.objects.bounds(receiver.notice.tenant_id).last
    found = find(receiver.notice, receiver.told_to, receiver.claimed_to or last)
    if not found.changes:
        _pass_over(receiver, found.upto, more=found.upto < last)
        return None
    return _claim(receiver, found, complete=found.upto >= last)


def _pass_over(receiver: NoticeReceiver, upto: int, *, more: bool = False) -> None:
    """There is nothing to send up to this number. ``more``: later changes were not read yet."""
    again: Any = Now() + schedule.LOOK if more or _at_once(receiver) else next_digest(receiver)
    NoticeReceiver.objects.unchanged(receiver).update(told_to=upto, claimed_to=0, test_at=None, next_at=again)


def _claim(receiver: NoticeReceiver, found: Found, *, complete: bool) -> Job | None:
    """None if another process was faster, or if the receiver is now switched off."""
    died: dict[str, Any] = {}
    if receiver.claimed_to:
        died = _failure(receiver, receiver.last_error or DIED)
    claimed = NoticeReceiver.objects.unchanged(receiver).filter(next_at__lte=Now())
    values = {
        "claims": F("claims") + 1,
        "claimed_to": found.upto,
        "claimed_at": Now(),
        "next_at": Now() + LEASE,
    }
    if not claimed.update(**{**died, **values}) or "off_at" in died:
        return None
    heading = _heading(receiver, repeated=bool(receiver.claimed_to))
    message = messages.compose(found, heading, receiver.longest_title, receiver.longest_body)
    receiver.claims += 1
    return Job(receiver, message, found.upto, complete)


def _heading(receiver: NoticeReceiver, *, repeated: bool) -> Heading:
    notice = receiver.notice
    tenant = str(notice.tenant_id)
    return Heading(notice.pk, notice.name, tenant, notice.time_zone, settings.PUBLIC_URL, repeated)


def _claim_test(receiver: NoticeReceiver) -> Job | None:
    """A test is attempted once, so that the claim also removes the request for it."""
    asked = NoticeReceiver.objects.unchanged(receiver).filter(test_at__isnull=False)
    if not asked.update(test_at=None):
        return None
    return Job(receiver, messages.test_message(receiver.notice.name))


def record(job: Job, outcome: Outcome) -> None:
    if job.is_test:
        tested = NoticeReceiver.objects.filter(pk=job.receiver.pk)
        tested.update(tested_at=Now(), test_error=outcome.error[:300])
        return
    receiver = job.receiver
    held = NoticeReceiver.objects.unchanged(receiver)
    if not outcome.error:
        held.update(
            told_to=job.upto,
            claimed_to=0,
            failures=0,
            last_error="",
            last_sent_at=Now(),
            next_at=_after_success(job),
        )
    elif outcome.unknown:  # counted by the claim that repeats it
        wait = schedule.wait_after(receiver.failures + 1)
        held.update(last_error=outcome.error[:300], next_at=Now() + wait)
    elif outcome.local:
        held.update(claimed_to=0, last_error=outcome.error[:300], next_at=Now() + LOCAL_WAIT)
    else:
        held.update(claimed_to=0, **_failure(receiver, outcome.error))


def _failure(receiver: NoticeReceiver, error: str) -> dict[str, Any]:
    failures = receiver.failures + 1
    values: dict[str, Any] = {
        "failures": failures,
        "last_error": error[:300],
        "next_at": Now() + schedule.wait_after(failures),
    }
    if failures < schedule.MOST_FAILURES:
        return values
    logger.warning(
        "a URL of notice %d is switched off after %d failures",
        receiver.notice_id,
        failures,
        extra={"event": "notice_switched_off"},
    )
    return values | {"off_at": Now()}


def _after_success(job: Job) -> Any:
    """The time of the next digest, or the end of the gap if there may be more to send before."""
    if _at_once(job.receiver) or not job.complete:
        return Now() + schedule.GAP
    return next_digest(job.receiver)


def _at_once(receiver: NoticeReceiver) -> bool:
    return receiver.notice.how_often == HowOften.AT_ONCE


def next_digest(receiver: NoticeReceiver) -> datetime:
    notice = receiver.notice
    return schedule.next_time(timezone.now(), notice.how_often, notice.time_zone, notice.hour, notice.weekday)


def plan(notice: Notice) -> None:
    """Set the next time of its receivers, after the notice was edited; ``GAP`` is kept."""
    for receiver in NoticeReceiver.objects.filter(notice=notice):
        receiver.notice = notice
        now = timezone.now()
        soonest = max(now, receiver.claimed_at + schedule.GAP) if receiver.claimed_at else now
        at = soonest if _at_once(receiver) or receiver.claimed_to else max(soonest, next_digest(receiver))
        NoticeReceiver.objects.unchanged(receiver).update(next_at=at)


def release(jobs: Collection[Job]) -> None:
    """Give messages back at the stop of a cluster.

    One whose sending had begun is left as it is: when its claim ends, it is sent again as a repeated one.
    """
    for job in jobs:
        if not job.is_test and not job.started:
            held = NoticeReceiver.objects.unchanged(job.receiver)
            held.update(next_at=Now(), claimed_to=job.receiver.claimed_to)
