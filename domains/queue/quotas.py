"""How many domains a tenant may have in its queue: QUEUED_PER_TENANT.

Counting a long queue takes time, up to a tenth of a second for a million domains. So each process counts the
queue of a tenant at most every ``COUNTED_FOR`` seconds, and adds meanwhile what it queues itself. Several
processes can therefore exceed the quota by what they queue within this time.
"""

from __future__ import annotations

import threading
import time
import uuid

from django.conf import settings

from domains.lifecycle import DomainStatus
from domains.models import Domain

COUNTED_FOR = 5.0

_counts: dict[uuid.UUID, tuple[float, int]] = {}  # when it was counted (time.monotonic()), and the number
_lock = threading.Lock()


class QueueFull(Exception):
    """A submission would give a tenant more pending domains than it may have. Nothing of it is stored."""


def check(tenant_id: uuid.UUID, added: int) -> None:
    """Call it when so many domains were added, in their transaction. Raises ``QueueFull``."""
    quota = settings.QUEUED_PER_TENANT
    if not quota or not added:
        return
    with _lock:
        counted_at, queued = _counts.get(tenant_id, (float("-inf"), 0))
    if time.monotonic() - counted_at < COUNTED_FOR:
        queued += added
    else:
        pending = Domain.objects.for_tenant(tenant_id).filter(status=DomainStatus.PENDING)
        counted_at, queued = time.monotonic(), pending[: quota + added].count()
    full = queued > quota
    with _lock:
        _counts[tenant_id] = counted_at, queued - added * full
    if full:
        raise QueueFull(
            f"this tenant would have more than {quota:,} domains in the queue; submit the others later"
        )


def forget() -> None:
    """Forget all counts; the next submission counts again."""
    with _lock:
        _counts.clear()
