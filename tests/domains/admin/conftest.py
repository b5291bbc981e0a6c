"""Fixtures of other folders for the tests of the admin, and a cache without the counts of other tests."""

import pytest
from django.core.cache import cache

from tests.domains.privacy.conftest import mill

__all__ = ["mill"]


@pytest.fixture(autouse=True)
def no_counts_of_other_tests():
    cache.clear()
