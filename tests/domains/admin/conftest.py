"""Fixtures of other folders that the tests of the admin use, and a cache without the counts of other tests."""

import pytest
from django.core.cache import cache

from tests.domains.privacy.conftest import mill

__all__ = ["mill"]


@pytest.fixture(autouse=True)
def no_counts_of_other_tests():
    cache.clear()
