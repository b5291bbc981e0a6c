"""Shared by every test: an environment of the tests' own, and the servers that some of them need."""

import os
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"

os.environ.setdefault("LOG_FILE", str(Path(tempfile.gettempdir()) / f"scrapersky-tests-{os.getpid()}.log"))


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Names for bytes that are the same in every process: what gzip writes holds the time of day."""
    return argname if isinstance(val, bytes) else None


@pytest.fixture(scope="session")
def shared() -> Path:
    if not SHARED.is_dir():
        pytest.skip("the shared corpus and farm are not beside this checkout")
    return SHARED


@pytest.fixture
def sites():
    from tests.sites import Sites

    with Sites() as server:
        yield server
