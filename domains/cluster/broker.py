"""django-q2's queue in our database: waits for a database that is away, and knows renamed functions."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TypeVar

from django_q.brokers.orm import ORM

from domains.cluster.renamed_tasks import with_present_path
from scrapersky.database.database_retry import retry_while_database_down
from scrapersky.shutdown import StopRequest

T = TypeVar("T")


class RetryingBroker(ORM):  # type: ignore[misc]
    """What the pusher and the monitor ask for. Without patience each outage ends their processes."""

    def dequeue(self) -> list[tuple[int, str]]:
        """Tasks that this cluster shall do now, as (key, payload)."""
        tasks = _retry(super().dequeue, "asking for tasks")
        return [(key, with_present_path(payload)) for key, payload in tasks or ()]

    def delete(self, task_id: int) -> None:
        delete = super().delete
        _retry(lambda: delete(task_id), "closing a task")


def _retry(operation: Callable[[], T], what: str) -> T:
    return retry_while_database_down(operation, what, math.inf, StopRequest())
