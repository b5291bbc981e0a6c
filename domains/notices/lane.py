"""The threads of a cluster that send notices. The webhooks have others: neither delays the other."""

from __future__ import annotations

from collections.abc import Collection

from domains.notices import outbox
from domains.notices.outbox import Job, Outcome
from domains.notices.sender import NoAnswer, Senders
from domains.webhooks.lane import Lane


class NoticeLane(Lane[Job, Outcome]):
    name = "notices"
    senders = outbox.SENDERS
    poll_seconds = 2.0

    def __init__(self) -> None:
        super().__init__()
        self._senders = Senders()

    def claim(self, limit: int, sending: Collection[Job]) -> list[Job]:
        self._senders.end_idle()
        return outbox.due(limit, sending)

    def send(self, message: Job) -> Outcome:
        return send(message, self._senders)

    def record(self, message: Job, result: Outcome) -> None:
        outbox.record(message, result)

    def release(self, unsent: list[Job]) -> None:
        outbox.release(unsent)

    def crashed(self, error: BaseException) -> Outcome:
        return Outcome(type(error).__name__, local=True)

    def succeeded(self, result: Outcome) -> bool:
        return not result.error

    def abort(self) -> None:
        self._senders.close()


def send(job: Job, senders: Senders) -> Outcome:
    """Send a message once. Uses no database."""
    job.started = True
    try:
        return Outcome(senders.send(job.receiver.url, job.message.title, job.message.body))
    except NoAnswer as error:
        return Outcome(str(error), unknown=error.started, local=not error.started)
