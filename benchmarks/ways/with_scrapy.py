"""A Scrapy project: its settings for broad crawls, parsel, a pipeline into the same table."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.http import TextResponse
from scrapy.resolver import CachingThreadedResolver
from twisted.internet import defer

from benchmarks.ways import order
from benchmarks.ways.with_parsel import fields

ORDER = order.read()


class Resolver(CachingThreadedResolver):
    def getHostByName(self, name: str, timeout: Any = ()) -> Any:  # noqa: ARG002, N802  Twisted's interface
        return defer.succeed(ORDER.sites[name])


class Results:
    def open_spider(self) -> None:
        self.domains = order.Domains(ORDER.database)

    def process_item(self, item: dict[str, Any]) -> dict[str, Any]:
        self.domains.complete(item.pop("domain"), item)
        return item


class Sites(scrapy.Spider):
    name = "sites"

    async def start(self) -> AsyncIterator[scrapy.Request]:
        for url in ORDER.urls:
            yield scrapy.Request(url, dont_filter=True)

    def parse(self, response: TextResponse) -> dict[str, Any]:
        return {"domain": urlsplit(response.url).hostname, **fields(response.selector, response.url)}


def main() -> None:
    process = CrawlerProcess(
        {
            "SCHEDULER_PRIORITY_QUEUE": "scrapy.pqueues.DownloaderAwarePriorityQueue",
            "CONCURRENT_REQUESTS": ORDER.concurrency,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
            "REACTOR_THREADPOOL_MAXSIZE": 20,
            "LOG_LEVEL": "WARNING",
            "COOKIES_ENABLED": False,
            "RETRY_ENABLED": False,
            "AJAXCRAWL_ENABLED": False,
            "ROBOTSTXT_OBEY": True,
            "DOWNLOAD_DELAY": 0,
            "DOWNLOAD_TIMEOUT": 20,
            "TELNETCONSOLE_ENABLED": False,
            "DNS_RESOLVER": Resolver,
            "ITEM_PIPELINES": {Results: 300},
        }
    )
    process.crawl(Sites)
    process.start()


if __name__ == "__main__":
    main()
