"""The predecessor's method: one site after another, a pure-Python parse of the whole page, loose patterns."""

from __future__ import annotations

import socket
from typing import Any

import requests

from benchmarks.extraction import soup_and_patterns
from benchmarks.pages import Page
from benchmarks.ways import order

ORDER = order.read()


def resolve(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
    """The farm's address of a name, since no name server knows it."""
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ORDER.sites[host], port))]


def main() -> None:
    socket.getaddrinfo = resolve
    domains = order.Domains(ORDER.database)
    for name, url in zip(ORDER.sites, ORDER.urls, strict=True):
        response = requests.get(url, timeout=20, verify=str(ORDER.authority))
        mails, phones = soup_and_patterns(Page(url, response.content))
        domains.complete(name, {"email_addresses": mails, "phone_numbers": phones})


if __name__ == "__main__":
    main()
