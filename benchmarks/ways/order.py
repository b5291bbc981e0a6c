"""The task of the other programs, and the code that all of them share."""

from __future__ import annotations

import argparse
import json
import re
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import phonenumbers
import psycopg
from phonenumbers import Leniency, PhoneNumberFormat, PhoneNumberMatcher

EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+\w")
PLATFORMS = ("facebook", "twitter", "linkedin", "instagram", "youtube")
SOCIAL = re.compile(rf"https?://(?:www\.)?({'|'.join(PLATFORMS)}|x)\.com/[\w./@-]+", re.IGNORECASE)
WORDPRESS = re.compile(r"WordPress (\d[\d.]*)")
# Evidence of technologies: URLs that a page loads, and generators.
TECHNOLOGIES = {
    "Bootstrap": "bootstrap",
    "Cloudflare": "cdnjs.cloudflare.com",
    "Drupal": "/sites/default/files/",
    "Elementor": "/plugins/elementor",
    "Facebook Pixel": "connect.facebook.net",
    "Font Awesome": "font-awesome",
    "Google Analytics": "google-analytics.com",
    "Google Fonts": "fonts.googleapis.com",
    "Google Maps": "maps.google",
    "Google Tag Manager": "googletagmanager.com",
    "HubSpot": "hs-scripts.com",
    "Joomla": "/media/jui/",
    "jQuery": "jquery",
    "jsDelivr": "cdn.jsdelivr.net",
    "Next.js": "/_next/",
    "reCAPTCHA": "recaptcha",
    "Shopify": "cdn.shopify.com",
    "Squarespace": "squarespace",
    "Typekit": "use.typekit.net",
    "Webflow": "webflow",
    "Wix": "parastorage.com",
    "WooCommerce": "/plugins/woocommerce",
    "WordPress": "/wp-content/",
    "Yoast SEO": "wordpress-seo",
}


@dataclass(frozen=True)
class Order:
    scheme: str
    concurrency: int
    sites: dict[str, str]  # name -> address
    port: int
    authority: Path
    database: str  # a URL; "" for none

    @property
    def urls(self) -> list[str]:
        return [f"{self.scheme}://{name}:{self.port}/" for name in self.sites]


def read() -> Order:
    parser = argparse.ArgumentParser()
    parser.add_argument("hosts", type=Path)
    parser.add_argument("--scheme", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--concurrency", type=int, required=True)
    parser.add_argument("--authority", type=Path, required=True)
    parser.add_argument("--database", default="")
    told = parser.parse_args()
    lines = (line.split() for line in told.hosts.read_text().splitlines())
    sites = {name: address.partition(":")[0] for address, name, *_ in lines}
    return Order(told.scheme, told.concurrency, sites, told.port, told.authority, told.database)


def mails(text: str, links: Iterable[str]) -> list[str]:
    linked = (unquote(link[7:].partition("?")[0]) for link in links if link.lower().startswith("mailto:"))
    return sorted({mail.lower() for mail in (*EMAIL.findall(text), *linked)})


def phones(text: str, links: Iterable[str]) -> list[str]:
    numbers = [match.number for match in PhoneNumberMatcher(text, "US", Leniency.VALID)]
    for link in links:
        if link.lower().startswith("tel:"):
            try:
                numbers.append(phonenumbers.parse(link[4:], "US"))
            except phonenumbers.NumberParseException:
                continue
    return sorted({phonenumbers.format_number(number, PhoneNumberFormat.E164) for number in numbers})


def profiles(links: Iterable[str]) -> dict[str, str]:
    """The first profile on each platform."""
    found: dict[str, str] = {}
    for link in links:
        if match := SOCIAL.match(link):
            name = match[1].lower()
            found.setdefault("twitter" if name == "x" else name, link)
    return found


def technologies(loaded: Iterable[str]) -> list[str]:
    text = "\n".join(loaded).lower()
    return [name for name, mark in TECHNOLOGIES.items() if mark in text]


class Domains:
    """The rows of the same database, each updated and committed immediately, so that a crash loses no result.

    ``item`` maps columns of the table to values.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.connection: Any
        if parts.scheme == "sqlite":
            self.connection, self.place = sqlite3.connect(parts.path, isolation_level=None), "?"
            self.connection.execute("PRAGMA journal_mode=WAL")
            self.connection.execute("PRAGMA synchronous=NORMAL")
        else:
            self.connection, self.place = psycopg.connect(url, autocommit=True), "%s"

    def complete(self, domain: str, item: dict[str, Any]) -> None:
        now = datetime.now(UTC).replace(tzinfo=None).isoformat(" ")
        values = item | {"domain_metadata": item, "status": "completed", "last_scan": now, "updated_at": now}
        columns = ", ".join(f"{name} = {self.place}" for name in values)
        parameters = [
            json.dumps(value) if isinstance(value, (list, dict)) else value for value in values.values()
        ]
        statement = f"UPDATE domains SET {columns} WHERE domain = {self.place}"
        self.connection.execute(statement, [*parameters, domain])
