"""Small pages for the tests of extraction, and what is found in them, with the reasons."""

from __future__ import annotations

from domains.scan.extract import extract
from domains.scan.extract.trace import Trace

URL = "https://www.shop-and-office.com/"


def read(body: str, *, url: str = URL, lang: str = "en", head: str = "", default: str = "US"):
    """The report of a page, and the trace of its contacts."""
    trace = Trace()
    source = f'<!doctype html><html lang="{lang}"><head>{head}</head><body>{body}</body></html>'
    return extract(source.encode(), url=url, default_region=default, trace=trace), trace


def numbers(body: str, **page: str) -> list[str]:
    return [contact.value for contact in read(body, **page)[0].phones]


def addresses(body: str, **page: str) -> list[str]:
    return [contact.value for contact in read(body, **page)[0].emails]


def why(body: str, **page: str) -> dict[str, str]:
    """Value -> the rule by which it was found."""
    return {one.value: one.rule for one in read(body, **page)[1].accepted}


def refusals(body: str, **page: str) -> dict[str, str]:
    """Refused text, as written in the page -> the reason."""
    return {one.raw: one.reason for one in read(body, **page)[1].refused}
