"""Commands and pages of the admin show no character that changes what the reader sees."""

import importlib
import io

import pytest
from django.core.management import call_command, get_commands

from domains.models import Domain
from scrapersky.visible_output import TerminalCommand
from scrapersky.visible_text import HARMFUL

HOSTILE = (
    "a\x1b[2Jb\x9bc\u202ed\u2066e\U000e0041f\u2028g\x7f"  # without a zero, which PostgreSQL does not store
)
QCLUSTER = "qcluster"  # prints nothing of its own


def test_all_our_commands_are_of_the_class_that_escapes():
    ours = [(app, name) for name, app in get_commands().items() if app in {"domains", "metrics"}]
    assert len(ours) > 10
    for app, name in ours:
        command = importlib.import_module(f"{app}.management.commands.{name}").Command
        assert issubclass(command, TerminalCommand) or name == QCLUSTER


@pytest.fixture
def domain(db):
    texts = dict.fromkeys(("title", "notes", "last_error"), HOSTILE)
    return Domain.objects.create(domain="evil.com", status="failed", tech_stack=[HOSTILE], **texts)


@pytest.mark.parametrize(
    "command",
    [("simple_inspect", "SELECT title, notes FROM domains", "--json"), ("explain_domain", "evil.com")],
)
def test_a_terminal(domain, capsys, command):
    call_command(*command)
    call_command(*command, stdout=(given := io.StringIO()))
    shown = capsys.readouterr().out
    assert shown == given.getvalue()
    assert r"\u202ed" in shown or "?" in shown
    assert not HARMFUL.search(shown)


@pytest.mark.parametrize("path", ["", "{0.pk}/change/", "?q=evil"])
def test_a_page_of_the_admin(domain, admin_client, path):
    page = admin_client.get("/admin/domains/domain/" + path.format(domain))
    assert page.status_code == 200
    assert "evil.com" in page.text
    assert not HARMFUL.search(page.text)
    assert int(page["Content-Length"]) == len(page.content)


def test_the_live_part_of_the_dashboard(domain, admin_client):
    html = admin_client.get("/dashboard/figures/").json()["live"]
    assert not HARMFUL.search(html)
