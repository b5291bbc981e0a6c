"""Fixtures of other folders that the tests of the admin use."""

from tests.domains.privacy.conftest import mill

__all__ = ["mill"]
