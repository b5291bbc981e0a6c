"""The code in README.md and docs/api.md works as described."""

import contextlib
import io
import re
import time

import pytest

from domains.models import Domain
from domains.webhooks import signatures
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
    import requests

    ask = requests.Session.get

    def get(self, *args, **kwargs):
        if Domain.objects.get().status == "pending":
            finished(Domain.objects.get(), result={"home": {"title": "Example"}})
        return ask(self, *args, **kwargs)

    monkeypatch.setattr(requests.Session, "get", get)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(CLIENT, {"base": live_server.url, "token": api.token})
    assert printed.getvalue().strip() == "completed {'home': {'title': 'Example'}}"
