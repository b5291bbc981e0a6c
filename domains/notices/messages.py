"""The text of a message: how many changes of how many domains, then each domain with what changed.

Text of web sites and of users is cleaned: it neither begins a line of its own, nor reorders the text, nor
alerts the members of a chat.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from domains.notices.selection import DomainChange, Found
from scrapersky.visible_text import visible

LONGEST_LINE = 300
REPEATED = "This message may have been sent before: the program was interrupted while sending it."
_MENTIONS = re.compile(r"(?<=@)(?=everyone|here|channel|all\b|room\b|online\b)|(?<=<)(?=[!@#])")


@dataclass(frozen=True, slots=True)
class Heading:
    """What a message says beside the changes. ``links``: the public URL of the installation, or empty."""

    notice_id: int
    name: str
    tenant_id: str
    zone: str
    links: str
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    title: str
    body: str


def compose(found: Found, heading: Heading, longest_title: int, longest_body: int) -> Message:
    """As many domains as fit, then how many changes are left out and where all of them are."""
    title = clean(f"{counted(found)}: {heading.name}")
    room = longest_body
    if longest_title:
        title = title[:longest_title]
    else:
        room -= len(title) + 10  # such a service has the title in the body
    told = [REPEATED, ""] if heading.repeated else []
    left = found.changes
    for section in _sections(found, heading):
        text = "\n".join([*told, *section.lines, "", *_end(left - section.changes, found, heading)])
        if len(text) > room:
            break
        told += [*section.lines, ""]
        left -= section.changes
    text = "\n".join([*told, *_end(left, found, heading)])
    return Message(title, text[:room].strip() or title)


def counted(found: Found) -> str:
    return f"{_number(found.changes, 'change')} of {_number(len(found.domains), 'domain')}"


def test_message(name: str) -> Message:
    return Message(
        clean(f"Test: {name}"), "This is a test message of a notice. Messages about changes arrive here."
    )


def clean(text: str) -> str:
    """One line, without characters that change what a reader sees, and without mentions."""
    line = visible(" ".join(text.split()))
    return _MENTIONS.sub("\u200b", line[:LONGEST_LINE])


@dataclass(frozen=True, slots=True)
class _Section:
    """One domain, with all its changes."""

    lines: list[str]
    changes: int


def _sections(found: Found, heading: Heading) -> Iterator[_Section]:
    in_order = {one.domain_id: place for place, one in reversed(list(enumerate(found.shown)))}
    for _, rows in groupby(
        sorted(found.shown, key=lambda one: in_order[one.domain_id]), lambda one: one.domain_id
    ):
        changes = list(rows)
        yield _Section(list(_lines(changes, heading)), len(changes))


def _lines(changes: list[DomainChange], heading: Heading) -> Iterator[str]:
    first = changes[0]
    yield clean(first.domain)
    if heading.links:
        yield f"{heading.links}/admin/domains/domain/{first.domain_id}/change/"
    for change in changes:
        at = change.found_at.astimezone(ZoneInfo(heading.zone))
        yield f"{at:%Y-%m-%d %H:%M} ({heading.zone})"
        yield from (f"  {clean(line)}" for line in change.lines)
        if change.further:
            yield f"  and {change.further:,} more lines"


def _end(left: int, found: Found, heading: Heading) -> Iterator[str]:
    if left:
        yield f"and {_number(left, 'more change')}" if left < found.changes else _number(left, "change")
    if heading.links:
        chosen = {"tenant": heading.tenant_id, "notice": f"{heading.notice_id}.{found.after}.{found.upto}"}
        yield f"All of them: {heading.links}/admin/domains/change/?{urlencode(chosen)}"


def _number(count: int, what: str) -> str:
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"
