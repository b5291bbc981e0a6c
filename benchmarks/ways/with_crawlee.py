"""A Crawlee project: its Parsel crawler, obeying robots.txt, with one stored row for each page."""

from __future__ import annotations

import asyncio
import socket
import ssl
from typing import Any
from urllib.parse import urlsplit

from crawlee import ConcurrencySettings, Request
from crawlee.crawlers import ParselCrawler, ParselCrawlingContext
from crawlee.http_clients import HttpxHttpClient
from crawlee.storage_clients import MemoryStorageClient

from benchmarks.ways import order
from benchmarks.ways.with_parsel import fields

ORDER = order.read()


def client() -> HttpxHttpClient:
    """Crawlee's HTTP client, without the headers of a browser that it invents for each request."""
    context = ssl.create_default_context(cafile=str(ORDER.authority))
    return HttpxHttpClient(
        http2=False, header_generator=None, persist_cookies_per_session=False, verify=context
    )


def resolve(host: str | bytes, port: int, *_: Any, **__: Any) -> list[Any]:
    """Replaces ``socket.getaddrinfo``, since the client accepts no resolver."""
    name = host.decode() if isinstance(host, bytes) else host
    return [(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (ORDER.sites.get(name, name), port))]


async def main() -> None:
    socket.getaddrinfo = resolve
    domains = order.Domains(ORDER.database)
    crawler = ParselCrawler(
        http_client=client(),
        storage_client=MemoryStorageClient(),
        use_session_pool=False,
        max_request_retries=0,
        respect_robots_txt_file=True,
        concurrency_settings=ConcurrencySettings(
            min_concurrency=ORDER.concurrency,
            max_concurrency=ORDER.concurrency,
            desired_concurrency=ORDER.concurrency,
        ),
        configure_logging=False,
    )

    @crawler.router.default_handler
    async def store(context: ParselCrawlingContext) -> None:
        domains.complete(
            urlsplit(context.request.url).hostname or "", fields(context.selector, context.request.url)
        )

    await crawler.run([Request.from_url(url) for url in ORDER.urls])


if __name__ == "__main__":
    asyncio.run(main())
