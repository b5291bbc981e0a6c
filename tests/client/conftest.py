"""The fixtures of the API's tests: a caller with a token, and a way to end a scan."""

from tests.domains.api.conftest import api, finished, fresh_rates, make_caller  # noqa: F401
