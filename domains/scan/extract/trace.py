"""Why a page's contacts were found, and what looked like one and was refused. Kept only where asked for."""

from __future__ import annotations

from typing import NamedTuple


class Accepted(NamedTuple):
    """``raw``: as it stands in the page. ``rule``: what tells that it is one, or whose it is."""

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
    """What ``extract`` is given to write its reasons down; a normal scan goes without. ``page``: the URL of
    the page that is read.
    """

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
