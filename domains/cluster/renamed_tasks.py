"""Functions that tasks named differently in earlier versions.

django-q2 stores the dotted path of a function in its tables: in schedules, in waiting tasks, in failed ones
that are queued again. What an earlier version stored must still run after an upgrade.
"""

from __future__ import annotations

from django_q.signing import BadSignature, SignedPackage

RENAMED = {
    "domains.tasks.process_pending_domains": "domains.cluster.tasks.process_pending_domains",
    "domains.rescan.queue_due": "domains.queue.rescans.queue_due",
    "domains.delivery.deliver": "domains.webhooks.delivery.deliver",
}


def with_present_path(payload: str) -> str:
    """A task as the queue holds it (a signed pickle), its function named as it is named now.

    What cannot be read is left as it is: django-q2 logs and drops it.
    """
    try:
        task = SignedPackage.loads(payload)
    except (TypeError, BadSignature):
        return payload
    if task["func"] not in RENAMED:
        return payload
    signed: str = SignedPackage.dumps({**task, "func": RENAMED[task["func"]]})
    return signed
