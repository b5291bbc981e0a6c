"""Reuses the fixtures of the queue's tests."""

from tests.domains.conftest import claim, queue, report  # noqa: F401
