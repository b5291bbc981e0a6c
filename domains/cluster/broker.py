"""django-q2's database broker, with retries while the database is unreachable, and for renamed tasks."""

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
    """Used by django-q2's pusher and monitor. Without retries each outage would end these processes."""

    def dequeue(self) -> list[tuple[int, str]]:
        """Tasks for this cluster, as (key, payload). Functions that were renamed have their present path."""
        tasks = _retry(super().dequeue, "fetching tasks")
        return [(key, with_present_path(payload)) for key, payload in tasks or ()]

    def delete(self, task_id: int) -> None:
        delete = super().delete
        _retry(lambda: delete(task_id), "deleting a finished task")


def _retry(operation: Callable[[], T], what: str) -> T:
    return retry_while_database_down(operation, what, math.inf, StopRequest())
