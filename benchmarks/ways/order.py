"""What each of the other ways is told to do, and the little that all of them share."""

from __future__ import annotations

import argparse
import json
import re
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import phonenumbers
from phonenumbers import Leniency, PhoneNumberFormat, PhoneNumberMatcher

EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+\w")
SOCIAL = re.compile(
    r"https?://(?:www\.)?(facebook|twitter|x|linkedin|instagram|youtube)\.com/[\w./@-]+", re.IGNORECASE
)
WORDPRESS = re.compile(r"WordPress (\d[\d.]*)")


@dataclass(frozen=True)
class Order:
    scheme: str
    concurrency: int
    sites: dict[str, str]  # name -> address
    port: int
    authority: Path
    database: Path

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
    parser.add_argument("--database", type=Path, required=True)
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


class Table:
    """Results as rows of SQLite, each committed at once: a crash loses none that was fetched."""

    def __init__(self, path: Path) -> None:
        self.connection = sqlite3.connect(path)
        self.connection.execute("PRAGMA journal_mode=WAL")
        self.connection.execute("PRAGMA synchronous=NORMAL")
        self.connection.execute("CREATE TABLE results (domain TEXT PRIMARY KEY, title TEXT, result TEXT)")

    def add(self, domain: str, result: dict[str, Any]) -> None:
        with self.connection:
            row = (domain, result.get("title"), json.dumps(result))
            self.connection.execute("INSERT INTO results VALUES (?, ?, ?)", row)
