"""No regular expression that reads foreign text takes longer than reading it: each is fed long repeats."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
import time
from collections.abc import Iterator
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import domains.scan.site

MODULES = ["domains.scan.names", "domains.scan.urls"] + [
    f"domains.scan.site.{module.name}" for module in pkgutil.iter_modules(domains.scan.site.__path__)
]
LENGTH = 20_000  # characters; a quadratic pattern takes seconds for them
SECONDS = 0.5  # of CPU; a linear one takes milliseconds


def compiled(module: ModuleType) -> Iterator[tuple[str, re.Pattern[str] | re.Pattern[bytes]]]:
    """The patterns of a module by the name of their variable, those in dicts included."""
    for name, value in vars(module).items():
        for held in value.values() if isinstance(value, dict) else [value]:
            if isinstance(held, re.Pattern):
                yield name, held


def methods(module: ModuleType, name: str) -> set[str]:
    """The ways in which a module's source uses a pattern."""
    return set(re.findall(rf"\b{name}(?:\[\w+\])?\.(\w+)", inspect.getsource(module))) - {"pattern", "values"}


PATTERNS = [
    pytest.param(module, name, pattern, id=f"{module.__name__}.{name}")
    for module in map(importlib.import_module, MODULES)
    for name, pattern in compiled(module)
]


def test_all_patterns_are_found() -> None:
    assert len(PATTERNS) > 20
    for name in MODULES:
        source = inspect.getsource(importlib.import_module(name))
        inline = re.findall(r"\bre\.(?:match|search|fullmatch|sub|split|findall|finditer)\(", source)
        assert not inline, f"{name} hides patterns from this test: {inline}"


@pytest.mark.parametrize(("module", "name", "pattern"), PATTERNS)
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_long_repeats_take_little_time(
    module: ModuleType, name: str, pattern: re.Pattern[str] | re.Pattern[bytes], data: st.DataObject
) -> None:
    sample = data.draw(st.from_regex(pattern).filter(bool))
    end = data.draw(st.integers(min_value=1, max_value=len(sample)))
    unit = sample[:end]
    text = unit * (LENGTH // len(unit) + 1)
    for method in methods(module, name):
        arguments = (lambda found: found[0], text) if method == "sub" else (text,)
        started = time.process_time()
        found = getattr(pattern, method)(*arguments)
        if method == "finditer":
            list(found)
        assert time.process_time() - started < SECONDS, (method, unit)
