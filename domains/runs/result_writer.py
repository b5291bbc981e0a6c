"""Records the outcomes of a run's scans, many at a time, and counts them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import Error as DatabaseError
from django.db import InterfaceError, OperationalError, reset_queries

from domains import scan_setup
from domains.lifecycle import Event
from domains.models import Domain
from domains.queue import claims
from domains.queue.claim_types import Claim, ClaimLost, Failure, Outcome
from domains.scan.report import ErrorKind, SiteReport
from metrics.run_counts import RunCounts
from scrapersky.logs import bound

logger = logging.getLogger(__name__)

ERASED_MEANWHILE = "a domain was erased while it was scanned; its result is not stored"  # without its name

Progress = Callable[[Claim, Event, Outcome], None]


@dataclass
class ResultWriter:
    """``retry(operation, what)`` repeats an operation while the database is unreachable.

    ``progress`` is called with every outcome that was recorded.
    """

    retry: Callable[[Callable[[], Any], str], Any]
    progress: Progress | None
    counts: RunCounts = field(default_factory=RunCounts)

    def record(self, outcomes: Sequence[tuple[Claim, Outcome]]) -> None:
        """Record outcomes in one transaction; if that fails, each in a transaction of its own.

        Raises ``OperationalError`` or ``InterfaceError`` if the database stays unreachable.
        """
        if not outcomes:
            return
        try:
            events = self.retry(lambda: claims.record_all(outcomes, scan_setup.retry_policy()), "recording")
        except (OperationalError, InterfaceError):
            raise
        except (ClaimLost, DatabaseError, ValueError, TypeError):
            for claim, outcome in outcomes:
                with bound(domain_id=claim.domain_id):
                    self._alone(claim, outcome)
            return
        for (claim, outcome), event in zip(outcomes, events, strict=True):
            self._count(claim, event, outcome)

    def _alone(self, claim: Claim, outcome: Outcome) -> None:
        """Record one outcome; if it cannot be stored, record that as a failure of kind ``internal``."""
        try:
            event = self.retry(
                lambda: claims.record(claim, outcome, scan_setup.retry_policy()), f"recording {claim.domain}"
            )
        except ClaimLost as lost:
            # After an outage it may have been committed although the answer of the database was lost.
            event_written = claims.find_recorded_event(claim)
            if event_written is None:
                self.counts.refused += 1
                known = Domain.objects.filter(pk=claim.domain_id).exists()
                logger.warning("%s", lost if known else ERASED_MEANWHILE, extra={"event": "lease_lost"})
                return
            event = event_written
        except (DatabaseError, ValueError, TypeError) as error:
            if isinstance(outcome, Failure):
                raise
            logger.exception(
                "%s: its result could not be stored", claim.domain, extra={"event": "result_not_stored"}
            )
            failure = Failure(ErrorKind.INTERNAL, f"the result could not be stored: {error}")
            self._alone(claim, failure)
            return
        self._count(claim, event, outcome)

    def _count(self, claim: Claim, event: Event, outcome: Outcome) -> None:
        if isinstance(outcome, SiteReport):
            self.counts.add(event, outcome.bytes, len(outcome.emails), len(outcome.phones))
        else:
            self.counts.add(event, 0)
            _log_failure(claim, event, outcome)
        reset_queries()  # with DEBUG, Django keeps every statement in memory
        if self.progress:
            self.progress(claim, event, outcome)


def _log_failure(claim: Claim, event: Event, failure: Failure) -> None:
    """At level DEBUG: if many of a million domains fail, these lines would displace all others in the log."""
    with bound(domain_id=claim.domain_id):
        logger.debug("%s: %s: %s", claim.domain, event, failure.message, extra={"event": "scan_failed"})
