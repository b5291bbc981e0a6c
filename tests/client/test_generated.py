"""The generated modules are what the generator writes, and the package needs nothing of the product."""

import ast

import pytest

from client import generate

COMMAND = "run: python client/generate.py"


def test_the_synchronous_client_is_generated_from_the_asynchronous_one():
    assert (generate.PACKAGE / "client.py").read_text() == generate.client(), COMMAND


def test_the_types_are_generated_from_the_schema():
    document = generate.schema_of_this_repository()
    assert (generate.PACKAGE / "models.py").read_text() == generate.models(document), COMMAND


@pytest.mark.parametrize("file", sorted(generate.PACKAGE.glob("*.py")), ids=lambda file: file.name)
def test_it_imports_httpx_and_the_standard_library_only(file):
    allowed = {"scrapersky_client", "httpx", *generate.sys.stdlib_module_names}
    for node in ast.walk(ast.parse(file.read_text())):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module] if isinstance(node, ast.ImportFrom) else []
        assert {name.split(".")[0] for name in names} <= allowed
