"""Messages through real processes to receivers on loopback; and what these processes refuse."""

import ipaddress
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import override_settings

from domains.notices import sender as sender_module
from domains.notices.sender import NoAnswer, Senders
from tests.conftest import ROOT

LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"),)


def started(networks):
    """With one process, which is started under these settings; the environment's proxy is on this machine."""
    with pytest.MonkeyPatch.context() as patch, Senders() as senders:
        patch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
        with override_settings(FETCH_ALLOWED_NETWORKS=networks):
            senders.check(["json://192.0.2.1/"])
        yield senders


@pytest.fixture(scope="module")
def opened():
    """A process that may reach this machine."""
    yield from started(LOOPBACK)


@pytest.fixture(scope="module")
def closed():
    """A process as it is in production."""
    yield from started(())


def test_a_message_arrives_as_text(opened, inbox):
    assert opened.send(inbox.url("/in"), "Subject", "a <b> & *c*\n_d_") == ""
    assert (inbox.got[0]["title"], inbox.got[0]["message"]) == ("Subject", "a <b> & *c*\n_d_")
    assert inbox.got[0]["attachments"] == []


def test_the_reason_of_a_failure_has_no_secret(opened, inbox):
    inbox.answer = 404
    told = opened.send(inbox.url("/hidden-path?+Authorization=sesame99"), "t", "b")
    assert "404" in told
    assert [word for word in ("hidden", "sesame99") if word in told] == []


def test_a_url_asks_for_no_repetition_and_no_parts(opened, inbox):
    inbox.answer = 500
    assert opened.send(inbox.url("/?retry=5&wait=0&overflow=split"), "t", "b" * 100_000)
    assert len(inbox.got) == 1


def test_a_redirect_to_a_private_address_is_refused(opened, inbox):
    inbox.answer, inbox.headers = 307, {"Location": "http://169.254.169.254/latest/"}
    assert opened.send(inbox.url(), "t", "b") == (
        "169.254.169.254 is not public: link-local, where cloud metadata lives"
    )


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("json://127.0.0.1:{port}/", "loopback"),
        ("json://localhost:{port}/", "loopback"),
        ("json://2130706433:{port}/", "loopback"),
        ("jsons://[::1]:{port}/", "loopback"),
        ("json://[::ffff:7f00:1]:{port}/", "not public"),
        ("json://0.0.0.0:{port}/", "this network"),
        ("json://169.254.169.254/latest/meta-data/", "cloud metadata"),
        ("xml://10.0.0.1/", "private network"),
        ("form://192.168.1.1/", "private network"),
        ("gotify://172.16.0.1/AbCdEf123456789", "private network"),
        ("json://[fd00::1]/", "private network"),
        ("mailto://me:password@example.com?smtp=127.0.0.1&port={port}&to=a@example.com", "loopback"),
        ("mailtos://me:password@example.com?smtp=10.0.0.1&mode=ssl&to=a@example.com", "private network"),
        ("json://1.1.1.1:6379/", "port 6379 is not connected to"),
        ("json://1.1.1.1:22/", "port 22 is not connected to"),
    ],
)
def test_private_addresses_and_other_ports_are_not_connected_to(closed, inbox, url, reason):
    assert reason in closed.send(url.format(port=inbox.server_port), "t", "b")
    assert inbox.got == []


def test_urls_are_checked_without_connecting(closed, inbox):
    urls = [
        inbox.url(),
        "mailtos://me:password@gmail.com?to=you@example.com",
        "pover://short",
        "syslog://localhost",
        "https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ",
        "https://example.com/",
        "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js",
    ]
    json, mail, pushover, syslog, slack, other, discord = closed.check(urls)
    assert (json.error, json.label) == ("", "JSON on 127.0.0.1")
    assert (mail.error, mail.label) == ("", "E-mail to you@example.com")
    assert (slack.error, slack.label) == ("", "Slack")
    assert (discord.label, discord.longest_body) == ("Discord", 2000)
    assert "Pushover" in pushover.error
    assert "syslog" in syslog.error
    assert other.error
    assert inbox.got == []


def test_a_process_that_does_not_answer_is_ended(inbox, monkeypatch):
    with Senders() as senders:
        monkeypatch.setattr(sender_module, "SECONDS", 0.0)
        with pytest.raises(NoAnswer) as error:
            senders.send(inbox.url(), "t", "b")
        assert error.value.started
        assert not senders._idle, "the next message has a new process"


def test_processes_have_no_secret_of_the_installation(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "s")
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    found = sender_module._environment()
    assert {"SECRET_KEY", "HTTPS_PROXY", "DATABASE_URL"} & set(found) == set()


GUARDED = """
import sys; sys.path.insert(0, sys.argv[1])
import os, socket, subprocess, pathlib, smtplib, http.client
from domains.notices.guard import Guard
from domains.scan.fetch.address_policy import AddressPolicy
guard = Guard(AddressPolicy())
guard.install()
udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
tries = {
    "tcp": lambda: socket.create_connection(("127.0.0.1", 80)),
    "connect_ex": lambda: socket.socket().connect_ex(("127.0.0.1", 80)),
    "name": lambda: socket.socket().connect(("localhost", 80)),
    "unix": lambda: socket.socket(socket.AF_UNIX).connect("/run/x"),
    "udp": lambda: udp.sendto(b"x", ("127.0.0.1", 53)),
    "udp message": lambda: udp.sendmsg([b"x"], [], 0, ("10.0.0.1", 53)),
    "listen": lambda: socket.socket().bind(("127.0.0.1", 0)),
    "smtp": lambda: smtplib.SMTP("127.0.0.1", 25),
    "http": lambda: http.client.HTTPConnection("127.0.0.1").request("GET", "/"),
    "program": lambda: subprocess.run(["true"]),
    "shell": lambda: os.system("true"),
    "fork": os.fork,
    "read": lambda: open("/etc/passwd"),
    "read by os": lambda: os.open("/etc/passwd", os.O_RDONLY),
    "read around": lambda: open(os.path.dirname(os.__file__) + "/../../../../../../../../etc/passwd"),
    "write": lambda: open(os.path.dirname(os.__file__) + "/os.py", "a"),
    "delete": lambda: os.remove("/nowhere"),
    "list": lambda: os.listdir("/"),
}
for name, action in tries.items():
    try:
        action()
        print("allowed:", name)
    except PermissionError as error:
        if not guard.refusals: print("refused by others:", name)
    guard.refusals.clear()
import json.tool, xml.dom.minidom  # Python's own files may be read
print("done")
"""


def test_nothing_goes_around_the_guard():
    command = [sys.executable, "-B", "-W", "ignore", "-c", GUARDED, str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path("/"))
    assert (done.stdout, done.stderr) == ("done\n", "")
