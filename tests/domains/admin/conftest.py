"""Fixtures of other folders for the tests of the admin, and a cache without the counts of other tests."""

import pytest
from django.core.cache import cache

from domains.admin import bounded_counts
from tests.domains.privacy.conftest import mill

__all__ = ["mill"]


@pytest.fixture(autouse=True)
def no_counts_of_other_tests(monkeypatch):
    """And time for all counts, however busy the machine is."""
    cache.clear()
    monkeypatch.setattr(bounded_counts, "PATIENCE", 60.0)
