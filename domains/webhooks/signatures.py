"""The signatures of a message, by which its receiver knows that it is genuine.

Two formats are sent with each message:

* ours: ``X-ScraperSky-Signature: t=<seconds>,v1=<hex>``, HMAC-SHA256 over ``<seconds>.<body>``, whose key is
  the text of the secret;
* that of https://www.standardwebhooks.com: ``webhook-id``, ``webhook-timestamp`` and ``webhook-signature:
  v1,<base64>``, HMAC-SHA256 over ``<id>.<seconds>.<body>``, whose key is the part of the secret after the
  prefix, decoded from base64.

While a secret is being replaced, each header has two signatures: ``t=...,v1=...,v1=...`` and
``v1,... v1,...``. A receiver accepts the message if one of them fits its secret.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence

from domains.models.webhook import SECRET_PREFIX

SIGNATURE = "X-ScraperSky-Signature"


def headers(secrets: Sequence[str], message_id: str, body: bytes, seconds: int) -> dict[str, str]:
    """The header fields of both formats, for a body sent at this time (seconds since 1970)."""
    return {
        SIGNATURE: signature(secrets, body, seconds),
        "webhook-id": message_id,
        "webhook-timestamp": str(seconds),
        "webhook-signature": standard_signature(secrets, message_id, body, seconds),
    }


def signature(secrets: Sequence[str], body: bytes, seconds: int) -> str:
    signed = f"{seconds}.".encode() + body
    return ",".join([f"t={seconds}", *(f"v1={_mac(secret.encode(), signed).hex()}" for secret in secrets)])


def standard_signature(secrets: Sequence[str], message_id: str, body: bytes, seconds: int) -> str:
    signed = f"{message_id}.{seconds}.".encode() + body
    macs = (_mac(_standard_key(secret), signed) for secret in secrets)
    return " ".join(f"v1,{base64.b64encode(mac).decode()}" for mac in macs)


def _standard_key(secret: str) -> bytes:
    """The key of a secret.

    The secrets of earlier versions have another prefix; for them, the key is the text.
    """
    if secret.startswith(SECRET_PREFIX):
        return base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    return secret.encode()


def _mac(key: bytes, signed: bytes) -> bytes:
    return hmac.new(key, signed, hashlib.sha256).digest()
