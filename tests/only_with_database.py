"""A plugin of pytest: leaves out tests without a database, in which another one shows nothing new."""

from __future__ import annotations

import pytest

DATABASES = {"db", "transactional_db"}  # live servers, clients of the admin and the like need one of them


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    without = [item for item in items if not uses_database(item)]
    config.hook.pytest_deselected(items=without)
    items[:] = [item for item in items if uses_database(item)]


def uses_database(item: pytest.Item) -> bool:
    fixtures = getattr(item, "fixturenames", ())
    return item.get_closest_marker("django_db") is not None or not DATABASES.isdisjoint(fixtures)
