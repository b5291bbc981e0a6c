"""Settings: an invalid value is an error that names the variable, and the documented defaults are right."""

import os
import re
import runpy
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from metrics.system_checks import alert_urls
from tests.conftest import ROOT

BAD = {
    "DEBUG": "maybe",
    "TRUSTED_PROXIES": "proxy.example",
    "DATABASE_URL": "mysql://user@host/name",
    "DATABASE_POOLER": "session",
    "DATABASE_STATEMENT_TIMEOUT_MS": "-1",
    "DATABASE_IDLE_IN_TRANSACTION_TIMEOUT_MS": "soon",
    "SCHEDULER_INTERVAL_MINUTES": "0",
    "SCHEDULER_BATCH_SIZE": "ten",
    "SCHEDULER_MAX_INSTANCES": "0",
    "SCHEDULER_DRAIN": "2",
    "HEARTBEAT_URL": "ftp://monitor.example/ping",
    "QUEUE_WORKERS": "0",
    "MAX_ATTEMPTS": "0",
    "RETRY_BACKOFF_SECONDS": "nan",
    "CLAIM_LEASE_SECONDS": "1",
    "RETENTION_DAYS": "1.5",
    "AUDIT_RETENTION_DAYS": "0",
    "SUPPRESSION_KEY": "too-short-a-secret",
    "CONTACT_RETENTION_DAYS": "-1",
    "STORE_PERSONAL_ADDRESSES": "perhaps",
    "FETCH_CONCURRENCY": "1000",
    "FETCH_TIMEOUT_SECONDS": "inf",
    "FETCH_CONNECT_TIMEOUT_SECONDS": "0",
    "FETCH_MAX_BYTES": "1",
    "FETCH_MAX_REDIRECTS": "31",
    "FETCH_ALLOWED_NETWORKS": "10.0.0.1/8",
    "FETCH_HOSTS_FILE": "/nowhere/hosts",
    "FETCH_CA_BUNDLE": "/nowhere/ca.pem",
    "REQUESTS_CA_BUNDLE": "/nowhere/ca.pem",
    "FETCH_RESPECT_ROBOTS": "never",
    "FETCH_DELAY_SECONDS": "-0.5",
    "FETCH_ADDRESS_CONCURRENCY": "-1",
    "FETCH_PROXY": "proxy.example:3128",
    "FETCH_PROXY_RESOLVES": "sometimes",
    "RENDER_BROWSER": "http://8.8.8.8:9222",
    "RENDER_CONCURRENCY": "0",
    "RENDER_SCREENSHOTS": "small",
    "SCAN_STOP_WHEN_COMPLETE": "perhaps",
    "SCAN_STAGES": "content,everything",
    "DNS_SERVERS": "dns.example:53",
    "DNS_TIME_LIMIT_SECONDS": "0",
    "DEFAULT_PHONE_REGION": "UK",
    "CONTACT_DATA_DIR": "/nowhere/words",
    "TECHNOLOGIES_DIR": "/nowhere/technologies",
    "API_PUBLIC_STATUS": "perhaps",
    "API_THROTTLE": "600 per minute",
    "API_TENANT_THROTTLE": "600",
    "QUEUED_PER_TENANT": "-1",
    "WEBHOOKS_PER_TENANT": "many",
    "ALERT_BACKLOG_MINUTES": "0",
    "ALERT_DISK_FREE_MB": "-1",
    "PUBLIC_URL": "scraper.example.com",
    "SENTRY_DSN": "https://sentry.test/without-a-key",
    "LOG_LEVEL": "LOUD",
    "LOG_FORMAT": "xml",
}
# Whatever their text is, it may be meant.
FREE = {
    "SECRET_KEY",
    "ALLOWED_HOSTS",
    "CSRF_TRUSTED_ORIGINS",
    "FETCH_USER_AGENT",
    "API_DEV_TOKEN",
    "LOG_FILE",
}
CHECKED_LATER = {"ALERT_URLS"}


@pytest.fixture
def start(monkeypatch, tmp_path):
    """Read the settings as a new process would, with nothing set but what is given."""

    def read(**env):
        monkeypatch.setattr(os, "environ", {"PATH": os.environ["PATH"], **env})
        return runpy.run_path(str(ROOT / "scrapersky" / "settings.py"))

    return read


def test_every_variable_is_either_checked_or_free(start):
    assert set(BAD) | FREE | CHECKED_LATER == set(start()["env"].declared)


def test_the_defaults_are_read_without_the_scan_engine(start, monkeypatch):
    for package in ("fetch", "render", "extract"):
        monkeypatch.setitem(sys.modules, f"domains.scan.{package}", None)
    assert start()["FETCH_PROXY"] == ()
    with pytest.raises(ImportError):
        start(FETCH_PROXY="http://proxy.example")


@pytest.mark.parametrize("name", BAD)
def test_a_bad_value_is_refused_by_the_name_of_its_variable(start, name):
    with pytest.raises(ImproperlyConfigured, match=rf"^{name}: ") as refused:
        start(**{name: BAD[name]})
    assert len(str(refused.value)) > len(f"{name}: {BAD[name]}") + 10


@pytest.mark.parametrize(
    ("text", "servers"),
    [
        ("127.0.0.1", (("127.0.0.1", 53),)),
        ("127.0.0.1:5353, ::1", (("127.0.0.1", 5353), ("::1", 53))),
        ("[2001:db8::1]:54", (("2001:db8::1", 54),)),
    ],
)
def test_name_servers(start, text, servers):
    assert start(DNS_SERVERS=text, SCAN_STAGES="content,dns")["DNS_SERVERS"] == servers


def test_the_dns_stage_needs_a_name_server(start):
    with pytest.raises(ImproperlyConfigured, match=r"^DNS_SERVERS: "):
        start(SCAN_STAGES="content,dns")


@pytest.mark.parametrize(
    ("value", "host", "port"),
    [
        ("http://127.0.0.1:9333", "127.0.0.1", 9333),
        ("http://browser", "browser", 9222),
        ("http://[::1]:9333/", "::1", 9333),
    ],
)
def test_the_browser_is_at_a_name_or_an_inner_address(start, value, host, port):
    assert start(RENDER_BROWSER=value)["RENDER_BROWSER"] == (host, port)


@pytest.mark.parametrize(
    "value", ["browser:9222", "https://browser", "http://u@browser", "http://browser:x", "http://[2a00::1]"]
)
def test_no_other_address_of_a_browser(start, value):
    with pytest.raises(ImproperlyConfigured, match=r"^RENDER_BROWSER: "):
        start(RENDER_BROWSER=value)


def test_a_browser_does_not_go_past_the_proxy(start):
    with pytest.raises(ImproperlyConfigured, match=r"^RENDER_BROWSER: .*FETCH_PROXY"):
        start(RENDER_BROWSER="http://browser", FETCH_PROXY="http://proxy.example:3128")


PRODUCTION = {"DEBUG": "false", "SECRET_KEY": "s" * 50}


@pytest.mark.parametrize(
    ("name", "value"),
    [("SECRET_KEY", "s" * 49), ("API_DEV_TOKEN", "scraper_sky_2024"), ("ALLOWED_HOSTS", "*")],
)
def test_production_refuses_what_is_for_development(start, name, value):
    assert start(**PRODUCTION)["API_DEV_TOKEN"] == ""
    with pytest.raises(ImproperlyConfigured, match=rf"^{name}: "):
        start(**PRODUCTION | {name: value})


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
def test_an_alert_address_that_nothing_understands_is_refused_and_not_shown(settings):
    settings.ALERT_URLS = ("json://127.0.0.1/", "slakc://secret")
    (error,) = alert_urls()
    assert error.msg.startswith("ALERT_URLS: its address number 2")
    assert "secret" not in error.msg


@pytest.mark.parametrize("command", [["migrate"], ["qcluster"], ["process_domains"]])
def test_a_command_says_it_in_one_line(command, tmp_path):
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *command],
        env={**os.environ, "SCHEDULER_BATCH_SIZE": "ten"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert "SCHEDULER_BATCH_SIZE: 'ten' is not valid; expected a whole number from 1 to 100000" in line


def told(file, pattern):
    return dict(re.findall(pattern, (ROOT / file).read_text(), re.MULTILINE))


def test_the_documents_tell_the_defaults_that_the_code_has(start):
    """Where a default is told as a value; the few that depend on others are told in words."""
    in_words = {"SECRET_KEY", "DATABASE_URL", "FETCH_CA_BUNDLE", "FETCH_USER_AGENT"}
    in_words |= {"API_DEV_TOKEN", "API_PUBLIC_STATUS", "SUPPRESSION_KEY"}
    declared = {name: value for name, value in start()["env"].declared.items() if name not in in_words}
    readme = told("README.md", r"^\| `([A-Z_]+)` \|\s*`?([^|`]*?)`?\s*\|")
    example = told(".env.example", r"^# ([A-Z_]+)=(.*)$")
    for name, default in declared.items():
        assert (readme[name], example[name]) == (default, default), name
