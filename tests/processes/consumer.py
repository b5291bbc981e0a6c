"""A reader of the feed of changes that may be killed at any moment: ``consumer.py ADDRESS TOKEN FILE``.

Each page, or each event of a stream, is stored in one transaction with the cursor that follows it. If an
entry arrives twice, it violates a primary key, and the reader ends with an error.
"""

from __future__ import annotations

import json
import random
import sqlite3
import sys
import time
from collections.abc import Iterator
from typing import Any

import requests

Entries = tuple[list[dict[str, Any]], str]

TABLES = """
CREATE TABLE IF NOT EXISTS entries (job_id TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS domains (domain TEXT PRIMARY KEY, status TEXT, contacts TEXT);
CREATE TABLE IF NOT EXISTS reached (id INTEGER PRIMARY KEY CHECK (id = 1), cursor TEXT);
"""


def main(address: str, token: str, file: str) -> None:
    store = sqlite3.connect(file, timeout=30)
    store.executescript(TABLES)
    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {token}"
    read = random.choice([read_pages, read_stream])
    found = store.execute("SELECT cursor FROM reached").fetchone()
    for entries, cursor in read(session, address, found[0] if found else None):
        with store:
            keep(store, entries, cursor)


def read_pages(session: requests.Session, address: str, cursor: str | None) -> Iterator[Entries]:
    while True:
        after = {"after": cursor} if cursor else {}
        answer = session.get(address, params={**after, "page_size": random.randint(1, 40)}, timeout=30)
        answer.raise_for_status()
        body = answer.json()
        cursor = body["cursor"]
        yield body["results"], body["cursor"]
        if not body["next"]:
            time.sleep(0.05)


def read_stream(session: requests.Session, address: str, cursor: str | None) -> Iterator[Entries]:
    headers = {"Accept": "text/event-stream", **({"Last-Event-ID": cursor} if cursor else {})}
    answer = session.get(address, headers=headers, stream=True, timeout=30)
    if answer.status_code == 503:  # the stream of a reader that was killed is not closed yet
        yield from read_pages(session, address, cursor)
    answer.raise_for_status()
    for line in answer.iter_lines(decode_unicode=True):
        if line.startswith("data: "):
            entry = json.loads(line.removeprefix("data: "))
            yield [entry], entry["cursor"]


def keep(store: sqlite3.Connection, entries: list[dict[str, Any]], cursor: str) -> None:
    for entry in entries:
        store.execute("INSERT INTO entries VALUES (?)", [entry["job_id"]])
        found = [contact["value"] for contact in entry["contacts"] or ()]
        store.execute(
            "INSERT OR REPLACE INTO domains VALUES (?, ?, ?)",
            [entry["domain"], entry["status"], json.dumps(sorted(found))],
        )
    store.execute("INSERT OR REPLACE INTO reached VALUES (1, ?)", [cursor])


if __name__ == "__main__":
    main(*sys.argv[1:])
