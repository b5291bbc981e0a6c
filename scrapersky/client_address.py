"""The address of the caller, also behind proxies.

A proxy appends the address of its own caller to ``X-Forwarded-For``. What the header contained before was
sent by that caller, and may be invented. So the header is read from the right, only as far as
``TRUSTED_PROXIES`` go, and not at all if the request does not come from one of them.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
WITH_PORT = re.compile(r"\[([^\]]*)\](?::\d+)?|([0-9.]+):\d+")  # as some proxies write it


class ClientAddress:
    """Sets ``REMOTE_ADDR`` to the caller's address, for the rate limits of the API and of signing in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.TRUSTED_PROXIES:
            peer, forwarded = (
                request.META.get("REMOTE_ADDR", ""),
                request.META.get("HTTP_X_FORWARDED_FOR", ""),
            )
            request.META["REMOTE_ADDR"] = client_address(peer, forwarded, settings.TRUSTED_PROXIES)
        return self.get_response(request)


def client_address(peer: str, forwarded: str, trusted: Sequence[Network]) -> str:
    """The caller's address.

    ``peer``: the address of the connection; empty for a Unix socket, which counts as trusted. ``forwarded``:
    the header. An entry that is not an address ends the search. The result is then the address of the last
    proxy before it.
    """
    found = peer
    hops = [peer] if peer else []
    for text in [*hops, *reversed(forwarded.split(","))]:
        address = _parse(text)
        if address is None:
            return found
        found = str(address)
        if not any(address in network for network in trusted):
            return found
    return found


def _parse(text: str) -> Address | None:
    match = WITH_PORT.fullmatch(text.strip())
    try:
        address = ipaddress.ip_address((match[1] or match[2] or "") if match else text.strip())
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
