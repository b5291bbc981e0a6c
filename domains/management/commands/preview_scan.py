"""Scans one site, or reads one saved page, and prints what was found, where and why, and what was refused."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from domains.diagnostics import preview
from domains.diagnostics.preview import Preview
from domains.scan.names import InvalidName
from domains.scan.report import FetchError
from scrapersky.visible_output import TerminalCommand

_HOME = ("url", "title", "description", "language", "site_name", "encoding", "last_modified")


class Command(TerminalCommand):
    help = __doc__
    requires_system_checks: list[str] = []  # no database is needed

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("target", metavar="URL|FILE.html", help="a site's address or a saved page")
        parser.add_argument("--url", default="", help="where the saved page came from")
        parser.add_argument("--json", action="store_true", help="one JSON object")

    def handle(self, **options: Any) -> None:
        found = _preview(options["target"], options["url"])
        if options["json"]:
            self.stdout.write(json.dumps(found.as_json(), ensure_ascii=False, indent=1))
            return
        for line in _lines(found):
            self.stdout.write(line)


def _preview(target: str, url: str) -> Preview:
    path = Path(target)
    try:
        if path.is_file():
            return preview.of_file(path, url)
        if path.suffix.lower() in {".html", ".htm"} and "://" not in target:
            raise CommandError(f"there is no file {target}")
        return preview.of_site(target)
    except InvalidName as error:
        raise CommandError(f"{target!r} is neither a file nor a site's address: {error}") from error
    except FetchError as error:
        raise CommandError(f"{target}: {error} ({error.kind})") from error
    except OSError as error:
        raise CommandError(f"{target} cannot be read: {error}") from error


def _lines(found: Preview) -> Iterator[str]:
    result = found.result
    yield from _section("page", [f"{name}: {result['home'][name]}" for name in _HOME if result["home"][name]])
    yield from _section("read", [_page(page) for page in result["pages"]])
    yield from _section("contacts", _contacts(found))
    yield from _section("organisation", _pairs(result["organisation"]))
    yield from _section("company", list(map(_fact, result["company"])))
    yield from _section(
        "social", [f"{name}: {url}" for name, urls in result["social"].items() for url in urls]
    )
    yield from _section("other ways", list(map(_way, result["ways"])))
    yield from _section("no e-mail address", [result["no_email"]] if result["no_email"] else [])
    yield from _section("dns", _pairs(result["dns"]))
    yield from _section("technologies", [_technology(one) for one in result["technologies"]])
    yield from _section("wordpress", _pairs(result["wordpress"]))
    yield from _section("refused", _refused(found))


def _section(title: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield title
        yield from (f"  {line}" for line in lines)


def _page(page: dict[str, Any]) -> str:
    outcome = (
        f"{page['error_kind']}: {page['error']}" if page["error_kind"] else page["http_status"] or "saved"
    )
    return f"{page['url']}  {page['page_type']}, {outcome}"


def _contacts(found: Preview) -> list[str]:
    """Each contact with its kind, then a line for each place and reason."""
    lines = []
    for contact in found.result["contacts"]:
        told = (contact["line_type"], contact["owner"], "role" if contact["role"] else "")
        extension = f" ext. {contact['extension']}" if contact["extension"] else ""
        lines.append(
            f"{contact['kind']} {contact['value']}{extension}  {', '.join(filter(None, told))}".rstrip()
        )
        for one in found.accepted:
            if one.value == contact["value"]:
                region = f"{one.region}: " if one.region else ""
                lines.append(f"  {region}{one.rule}; {one.how} {one.raw!r}, {one.page}")
    return lines


def _fact(fact: dict[str, Any]) -> str:
    told = (fact["country"], fact["details"].get("scheme"), fact["details"].get("role"))
    named = f"{fact['kind'].replace('_', ' ')}: {fact['value']}  {', '.join(filter(None, told))}".rstrip()
    return f"{named}; {fact['how']}, {fact['page']}"


def _way(way: dict[str, Any]) -> str:
    told = (way["provider"], f"captcha: {way['captcha']}" if way["captcha"] else "")
    return f"{way['kind'].replace('_', ' ')}: {way['value']}  {', '.join(filter(None, told))}".rstrip()


def _refused(found: Preview) -> list[str]:
    return [f"{one.kind} {one.raw!r}: {one.reason}; {one.how}, {one.page}" for one in found.refused]


def _technology(technology: dict[str, Any]) -> str:
    named = f"{technology['name']} {technology['version']}".strip()
    return f"{named} ({technology['category']}): {technology['evidence']}"


def _pairs(values: dict[str, Any] | None) -> list[str]:
    return [f"{name}: {value}" for name, value in (values or {}).items() if value]
