"""django-q2's queue in our database, patient with a database that is away for a moment."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, TypeVar

from django_q.brokers.orm import ORM

from scrapersky.database.database_retry import retry_while_database_down
from scrapersky.shutdown import StopRequest

T = TypeVar("T")


class RetryingBroker(ORM):  # type: ignore[misc]
    """What the pusher and the monitor ask for. Without patience each outage ends their processes."""

    def dequeue(self) -> Any:
        return _retry(super().dequeue, "asking for tasks")

    def delete(self, task_id: int) -> None:
        delete = super().delete
        _retry(lambda: delete(task_id), "closing a task")


def _retry(operation: Callable[[], T], what: str) -> T:
    return retry_while_database_down(operation, what, math.inf, StopRequest())
