"""The queue's makers serve here as well."""

from tests.domains.conftest import claim, queue, report  # noqa: F401
