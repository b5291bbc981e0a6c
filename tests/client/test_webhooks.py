"""Verifying a message in one line, as the server signs it."""

import json
import time

import pytest

from domains.webhooks import signatures
from scrapersky_client import SignatureInvalid, verify

BODY = json.dumps({"id": "1", "event": "scan.finished", "data": {}}).encode()


def signed(*secrets, at=None):
    return signatures.headers(secrets, "1", BODY, int(at or time.time()))


def test_a_genuine_message_is_returned():
    assert verify("secret", signed("secret"), BODY)["event"] == "scan.finished"


def test_both_secrets_are_accepted_while_one_is_replaced():
    for secret in ("new", "former"):
        assert verify(secret, signed("new", "former"), BODY)["id"] == "1"


@pytest.mark.parametrize("spelling", [str.lower, str.upper, str.title])
def test_header_names_may_be_spelled_in_any_case(spelling):
    headers = {spelling(name): value for name, value in signed("secret").items()}
    assert verify("secret", headers, BODY)


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        (signed("another"), BODY),
        (signed("secret"), BODY + b" "),
        (signed("secret", at=time.time() - 86_400), BODY),
        (signed("secret", at=time.time() + 86_400), BODY),
        ({}, BODY),
        ({"X-ScraperSky-Signature": "t=now,v1=00"}, BODY),
        ({"X-ScraperSky-Signature": "t=\u0661,v1=00"}, BODY),
        ({"X-ScraperSky-Signature": f"t={int(time.time())},v1=\u00e9"}, BODY),
        ({"X-ScraperSky-Signature": f"t={int(time.time())}"}, BODY),
    ],
)
def test_anything_else_is_refused(headers, body):
    with pytest.raises(SignatureInvalid):
        verify("secret", headers, body)
