"""The layers of pyproject.toml name all modules; what packages import from each other; the result of lint."""

import ast
import importlib
import pkgutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.conftest import ROOT

CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
LAYERS = next(contract["layers"] for contract in CONTRACTS if "below them" in contract["name"])
PLACED = [name.strip() for layer in LAYERS for name in layer.split("|")]
PACKAGES = [
    "domains.cluster",
    "domains.diagnostics",
    "domains.files",
    "domains.legacy",
    "domains.notices",
    "domains.privacy",
    "domains.queue",
    "domains.runs",
    "domains.webhooks",
    "scrapersky.database",
]


@pytest.mark.parametrize("root", ["domains", "metrics", "scrapersky"])
def test_every_module_has_its_place_in_the_layers(root):
    found = {f"{root}.{module.name}" for module in pkgutil.iter_modules([str(ROOT / root)])}
    assert found - {f"{root}.migrations"} == {name for name in PLACED if name.startswith(f"{root}.")}
    assert len(PLACED) == len(set(PLACED))


@pytest.mark.parametrize("name", PACKAGES)
def test_a_package_says_what_it_is_for_and_which_of_its_modules_others_use(name):
    package = importlib.import_module(name)
    modules = {module.name for module in pkgutil.iter_modules(package.__path__)}
    assert package.__doc__
    assert set(package.__all__) <= modules
    used = {module.split(".")[2] for module in imported_from_outside(name)}
    assert used <= set(package.__all__)


def imported_from_outside(package):
    """The modules of a package that other packages import, with the dotted names they use."""
    found = set()
    for root in ("domains", "metrics", "scrapersky"):
        for file in (ROOT / root).rglob("*.py"):
            here = ".".join(file.relative_to(ROOT).with_suffix("").parts)
            if not here.startswith(f"{package}.") and "migrations" not in file.parts:
                found |= {name for name in imports(file) if name.startswith(f"{package}.")}
    return found


def imports(file: Path):
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_a_decision_is_imported_without_the_models():
    """``queue.retry`` is pure: neither it nor its package loads Django's models."""
    program = "import sys, domains.queue.retry; sys.exit('domains.models' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0
