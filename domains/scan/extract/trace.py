"""The reasons why a page's contacts were accepted or refused. Recorded only on request."""

from __future__ import annotations

from typing import NamedTuple


class Accepted(NamedTuple):
    """``raw``: as written in the page. ``rule``: why it was accepted, or how its region was determined."""

    kind: str
    value: str
    how: str
    raw: str
    region: str
    rule: str
    page: str = ""


class Refused(NamedTuple):
    kind: str
    raw: str
    how: str
    reason: str
    page: str = ""


class Trace:
    """Records the reasons of ``extract``; a normal scan has none. ``page``: the URL of the current page."""

    def __init__(self) -> None:
        self.page = ""
        self.accepted: list[Accepted] = []
        self.refused: list[Refused] = []

    def accept(self, kind: str, value: str, how: str, raw: str, region: str, rule: str) -> None:
        self.accepted.append(Accepted(kind, value, how, " ".join(raw.split()), region, rule, self.page))

    def refuse(self, kind: str, raw: str, how: str, reason: str) -> None:
        refused = Refused(kind, " ".join(raw.split()), how, reason, self.page)
        if refused not in self.refused:
            self.refused.append(refused)
