"""A practical lower bound for Python: aiohttp and selectolax, no robots.txt, no checks, no database."""

from __future__ import annotations

import asyncio
import ssl
from socket import AF_INET
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver
from selectolax.lexbor import LexborHTMLParser

from benchmarks.ways import order

ORDER = order.read()


class Resolver(AbstractResolver):
    async def resolve(self, host: str, port: int = 0, family: Any = AF_INET) -> list[Any]:
        address = {"hostname": host, "host": ORDER.sites[host], "port": port}
        return [{**address, "family": family or AF_INET, "proto": 0, "flags": 0}]

    async def close(self) -> None:
        pass


def extract(body: bytes) -> dict[str, Any]:
    tree = LexborHTMLParser(body)
    links = [node.attributes.get("href") or "" for node in tree.css("a[href]")]
    for node in tree.css("script, style"):
        node.decompose()
    title, description = tree.css_first("title"), tree.css_first("meta[name=description]")
    text = tree.body.text(separator=" ") if tree.body else ""
    return {
        "title": title.text(strip=True) if title else "",
        "description": description.attributes.get("content") if description else None,
        "emails": order.mails(text, links),
        "phones": order.phones(text, links),
        "social": order.profiles(links),
    }


async def main() -> None:
    context = ssl.create_default_context(cafile=str(ORDER.authority))
    connector = aiohttp.TCPConnector(limit=ORDER.concurrency, resolver=Resolver(), ssl=context)
    places = asyncio.Semaphore(ORDER.concurrency)
    async with aiohttp.ClientSession(connector=connector) as session:

        async def one(url: str) -> None:
            async with places, session.get(url, headers={"Connection": "close"}) as response:
                extract(await response.read())

        await asyncio.gather(*map(one, ORDER.urls))


if __name__ == "__main__":
    asyncio.run(main())
