"""The code in README.md and docs/api.md works as described."""

import ast
import contextlib
import io
import re
import textwrap
import time

import pytest

import scrapersky_client
from domains.models import Domain
from domains.webhooks import signatures
from scrapersky_client import Client
from tests.conftest import ROOT


def code(file):
    (block,) = re.findall(r"```python\n(.*?)```", (ROOT / file).read_text(), re.DOTALL)
    return block


RECEIVER, CLIENT = code("docs/api.md"), code("README.md")


def test_the_receivers_check(db):
    space = {}
    exec(RECEIVER, space)
    is_genuine, now = space["is_genuine"], int(time.time())
    assert is_genuine("secret", signatures.signature(["secret"], b"{}", now), b"{}")
    assert is_genuine("secret", signatures.signature(["new", "secret"], b"{}", now), b"{}")
    assert not is_genuine("secret", signatures.signature(["other"], b"{}", now), b"{}")
    assert not is_genuine("secret", signatures.signature(["secret"], b"{}", now), b"{ }")
    assert not is_genuine("secret", signatures.signature(["secret"], b"{}", now - 3600), b"{}")


@pytest.mark.django_db(transaction=True)
def test_the_client(live_server, api, finished, monkeypatch):
    """The scan is finished by us at the moment when the client begins to wait."""
    wait = Client.wait

    def finish_and_wait(self, job):
        finished(Domain.objects.get(), result={"home": {"title": "Example"}})
        return wait(self, job)

    monkeypatch.setattr(Client, "wait", finish_and_wait)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(CLIENT, {"base": live_server.url, "token": api.token})
    assert printed.getvalue().strip() == "completed {'home': {'title': 'Example'}}"


def blocks(file):
    return re.findall(r"```python\n(.*?)```", (ROOT / file).read_text(), re.DOTALL)


@pytest.mark.parametrize(
    "block", blocks("client/README.md"), ids=lambda block: block.splitlines()[-1].strip()
)
def test_the_snippets_of_the_client_compile_and_name_what_there_is(block):
    tree = ast.parse(f"async def snippet():\n{textwrap.indent(block, '    ')}")
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            assert all(hasattr(scrapersky_client, name.name) for name in node.names)
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "client":
            assert hasattr(Client, node.attr)


def test_the_client_explains_each_of_its_calls():
    table = (ROOT / "client/README.md").read_text().partition("## What it can do")[2].partition("\n## ")[0]
    named = set(re.findall(r"`(\w+)\(", table))
    assert named == {name for name in vars(Client) if not name.startswith("_")} - {"close"}
