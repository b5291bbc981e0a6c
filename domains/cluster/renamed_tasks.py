"""New paths of functions that tasks stored by earlier versions call.

django-q2 stores the dotted path of a function in its tables: in schedules, in waiting tasks, and in failed
tasks that are queued again. Tasks stored by an earlier version must still run after an upgrade.
"""

from __future__ import annotations

from django_q.signing import BadSignature, SignedPackage

RENAMED = {
    "domains.tasks.process_pending_domains": "domains.cluster.tasks.process_pending_domains",
    "domains.rescan.queue_due": "domains.queue.rescans.queue_due",
    "domains.delivery.deliver": "domains.webhooks.delivery.deliver",
}


def with_present_path(payload: str) -> str:
    """The stored task (a signed pickle) with the present path of its function.

    A payload that cannot be read is returned unchanged: django-q2 logs and deletes it.
    """
    try:
        task = SignedPackage.loads(payload)
    except (TypeError, BadSignature):
        return payload
    if task["func"] not in RENAMED:
        return payload
    signed: str = SignedPackage.dumps({**task, "func": RENAMED[task["func"]]})
    return signed
