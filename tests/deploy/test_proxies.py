"""deploy/Caddyfile and deploy/nginx.conf: limits above ours, and headers that only the proxy sets."""

import re

import pytest
from django.conf import settings

from domains.api import event_stream
from domains.api.middleware import LONGEST_ADDRESS
from metrics.middleware import OPEN
from tests.conftest import ROOT

CADDY = (ROOT / "deploy/Caddyfile").read_text()
NGINX = (ROOT / "deploy/nginx.conf").read_text()
UNITS = {"m": 2**20, "MB": 10**6, "k": 2**10}


def size(text):
    number, unit = re.fullmatch(r"(\d+)(\D+)", text).groups()
    return int(number) * UNITS[unit]


@pytest.mark.parametrize("text", [CADDY, NGINX])
def test_brackets_are_closed(text):
    code = re.sub(r"#.*", "", text)
    assert code.count("{") == code.count("}") > 0


@pytest.mark.parametrize(
    ("text", "limit"), [(CADDY, r"max_size (\w+)"), (NGINX, r"client_max_body_size (\w+);")]
)
def test_too_large_bodies_are_refused_by_us_in_json(text, limit):
    assert size(re.search(limit, text)[1]) > settings.API_MAX_BODY_BYTES


def test_so_are_long_addresses():
    assert size(re.search(r"large_client_header_buffers \d+ (\w+);", NGINX)[1]) > LONGEST_ADDRESS


@pytest.mark.parametrize(
    ("text", "limit"), [(CADDY, r"read_timeout (\d+)s"), (NGINX, r"read_timeout (\d+)s")]
)
def test_streams_are_not_cut_off(text, limit):
    assert int(re.search(limit, text)[1]) > event_stream.LONGEST_STREAM


@pytest.mark.parametrize("text", [CADDY, NGINX])
def test_what_is_watched_from_inside_is_not_published(text):
    for path in OPEN - {"/health/live"}:
        assert re.search(rf"(location = |path .*){re.escape(path)}\b", text)


def test_nginx_sets_the_headers_that_we_believe():
    headers = dict(re.findall(r"proxy_set_header (\S+) (\S+);", NGINX))
    assert headers["X-Forwarded-Proto"] == "$scheme"
    assert headers["X-Forwarded-For"] == "$proxy_add_x_forwarded_for"
    assert headers["Host"] == "$host"


def test_caddy_leaves_them_to_its_defaults_which_trust_nobody():
    assert "header_up" not in CADDY
    assert "trusted_proxies" not in CADDY
