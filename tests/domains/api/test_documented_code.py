"""The code in README.md and docs/api.md works as described."""

import ast
import contextlib
import io
import json
import re
import shlex
import textwrap
import threading
import time
from http.server import HTTPServer

import httpx
import pytest

import scrapersky_client
from domains.api.operations import OPERATIONS
from domains.models import Domain
from domains.webhooks import signatures
from scrapersky_client import Client
from tests.conftest import ROOT


def blocks(file, language="python"):
    return re.findall(rf"```{language}\n(.*?)```", (ROOT / file).read_text(), re.DOTALL)


(RECEIVER, CHECK), (CLIENT,) = blocks("docs/api.md"), blocks("README.md")


def test_the_receivers_check(db):
    space = {}
    exec(CHECK, space)
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


def test_the_receiver_of_the_first_steps(capsys, monkeypatch):
    """It prints a genuine message, and answers 400 to another."""
    monkeypatch.setenv("SECRET", "secret")
    space = {"__name__": "receiver"}
    exec(RECEIVER, space)
    body = json.dumps({"event": "scan.finished", "data": {"domain": "example.com"}}).encode()
    with HTTPServer(("127.0.0.1", 0), space["Receiver"]) as server:
        address = f"http://127.0.0.1:{server.server_port}/"
        for secret, status in (("secret", 204), ("another", 400)):
            headers = signatures.headers([secret], "1", body, int(time.time()))
            thread = threading.Thread(target=server.handle_request)
            thread.start()
            assert httpx.post(address, content=body, headers=headers, trust_env=False).status_code == status
            thread.join()
    assert capsys.readouterr().out == "scan.finished {'domain': 'example.com'}\n"


COMMANDS = [
    line
    for block in blocks("docs/api.md", "sh")
    for line in block.splitlines()
    if re.match(r'api (?:-|"?\$API)', line)
]


def test_each_call_stands_there_with_a_command_of_curl():
    assert {_call(line) for line in COMMANDS} == set(OPERATIONS)


def _call(line):
    words = shlex.split(line, comments=True)
    method = words[words.index("-X") + 1].lower() if "-X" in words else "post" if "-d" in words else "get"
    url = next(word for word in words if word.startswith("$API"))
    path = url.replace("$API", "/api/v3").partition("?")[0]
    # Where the schema calls it {id}, the command may name it after what it is.
    named = re.sub(r"/(batches|scans)/\$\w+", r"/\1/$id", path)
    return method, re.sub(r"\$(\w+)", r"{\1}", named)


@pytest.mark.parametrize("line", COMMANDS)
def test_the_client_has_each_call_that_stands_beside_a_command(line):
    for name in re.findall(r"client\.(\w+)", line.partition("#")[2]):
        assert hasattr(Client, name)


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
