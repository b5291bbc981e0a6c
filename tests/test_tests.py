"""Rules for the tests themselves."""

import ast
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from tests.conftest import ROOT, long_ones_first

TESTS = ROOT / "tests"
MODULES = sorted(TESTS.rglob("*.py"))


def imported(source: str) -> Iterator[str]:
    """The modules that a module imports, and what it imports from them, as dotted names."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module or ''}.{name.name}" for name in node.names)


def of_test_modules(source: str) -> list[str]:
    return [name for name in imported(source) if any(part.startswith("test_") for part in name.split("."))]


@pytest.mark.parametrize(
    "statement", ["from tests.a.test_b import c", "import tests.test_b", "from . import test_b"]
)
def test_an_import_from_a_test_module_is_noticed(statement):
    assert of_test_modules(statement)
    assert of_test_modules(f"def later():\n    {statement}")


def test_nothing_is_imported_from_a_test_module():
    """Helpers are in modules of their own, so that each test module can be moved or deleted by itself."""
    assert {
        str(file.relative_to(ROOT)): names
        for file in MODULES
        if (names := of_test_modules(file.read_text(encoding="utf-8")))
    } == {}


@pytest.mark.parametrize(("workers", "second"), [(2, 16), (3, 10)])
def test_the_parts_of_two_workers_begin_with_long_ones(workers, second):
    folders = ["browser"] * 3 + ["domains"] * 20 + ["processes"] * 4 + ["scrapersky"] * 5
    items = [SimpleNamespace(path=TESTS / folder / f"test_{n}.py") for n, folder in enumerate(folders)]
    ordered = long_ones_first(items, workers)
    assert sorted(map(id, ordered)) == sorted(map(id, items))
    names = [item.path.parent.name for item in ordered]
    assert names[:3] == ["browser"] * 3
    assert names[second : second + 4] == ["processes"] * 4
    assert names[-5:] == ["scrapersky"] * 5
    assert long_ones_first(items[3:23], workers) == items[3:23], "nothing to move"
