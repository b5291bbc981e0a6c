"""django-q2's database broker, with retries while the database is unreachable."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, TypeVar

from django_q.brokers.orm import ORM

from scrapersky.database.database_retry import retry_while_database_down
from scrapersky.shutdown import StopRequest

T = TypeVar("T")


class RetryingBroker(ORM):  # type: ignore[misc]
    """Used by django-q2's pusher and monitor. Without retries each outage would end these processes."""

    def dequeue(self) -> Any:
        return _retry(super().dequeue, "fetching tasks")

    def delete(self, task_id: int) -> None:
        delete = super().delete
        _retry(lambda: delete(task_id), "deleting a finished task")


def _retry(operation: Callable[[], T], what: str) -> T:
    return retry_while_database_down(operation, what, math.inf, StopRequest())
