"""Small pages of an invented business, for the tests of the package."""

from domains.scan.extract import extract
from domains.scan.report import PageReport

URL = "https://www.acme-tools.com/"


def page(body="", head="", url=URL, headers=None, lang="en") -> PageReport:
    html = f'<!doctype html><html lang="{lang}"><head>{head}</head><body>{body}</body></html>'
    return extract(html.encode(), url=url, headers=headers or {})
