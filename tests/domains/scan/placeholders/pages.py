"""Small pages of invented businesses, and of those who show something in their place."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from domains.scan import placeholders
from domains.scan.extract import extract
from domains.scan.placeholders import placeholder_of_error
from domains.scan.report import Placeholder

HOST = "tidewater-loom.com"


def seen(
    html: str, headers: dict[str, str] | None = None, status: int = 200, url: str = f"https://www.{HOST}/"
) -> Placeholder | None:
    """What a page of ``HOST`` is taken for; where its status is an error, by the way of errors."""
    sent = headers or {}
    if status >= 400:
        return placeholder_of_error(HOST, status, sent, html.encode(), url)
    return extract(html.encode(), url=url, headers=sent).placeholder


def page(title: str, body: str, language: str = "en") -> str:
    head = f'<meta charset="utf-8"><title>{title}</title>'
    return f'<!DOCTYPE html><html lang="{language}"><head>{head}</head><body>{body}</body></html>'


def contents(file: str) -> dict[str, Any]:
    """What a data file of the package holds."""
    return tomllib.loads((Path(placeholders.__file__).parent / file).read_text("utf-8"))
