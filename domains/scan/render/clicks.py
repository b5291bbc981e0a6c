"""Clicks on the controls of a rendered page that show a contact, and what appears then."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import NamedTuple

from domains.scan.render import scripts
from domains.scan.render.cdp import RenderError
from domains.scan.render.controls import LONGEST_TEXT, reveals
from domains.scan.render.page import Page

MOST_CLICKS = 8  # of a page
SECONDS = 6.0  # for all clicks of a page
WAIT = 2.0  # seconds for what one click shows
_MOST_CONTROLS = 500
_CONTACT = re.compile(r"@|(?:\d[\s()/.+-]{0,3}){5}|^a\b[^>]{0,500}href")


class Clicked(NamedTuple):
    """The page after the clicks, and the texts of the controls that were clicked."""

    html: str
    texts: tuple[str, ...] = ()


def click_controls(page: Page, html: str, limit: int, stopping: Callable[[], bool]) -> Clicked:
    """``html`` is the page before. If the browser fails meanwhile, what there is by then counts."""
    end = min(time.monotonic() + SECONDS, page.end)
    states = [html]
    texts: list[str] = []
    with suppress(RenderError):
        while len(texts) < MOST_CLICKS and time.monotonic() < end and (text := _click_next(page)):
            texts.append(text)
            page.rest(min(time.monotonic() + WAIT, end), stopping)
            states.append(page.html(limit))
    return Clicked(join(states)[:limit], tuple(texts))


def _click_next(page: Page) -> str:
    """Click the next control that shows a contact; its text, "" if there is none."""
    controls: list[list[str]] = page.value(scripts.controls(_MOST_CONTROLS, LONGEST_TEXT))
    for number, (text, beside) in enumerate(controls):
        if reveals(text, beside):
            page.value(scripts.click(number))
            return " ".join(text.split())
    return ""


def join(states: Sequence[str]) -> str:
    """The last state of the page, and behind it earlier ones that show what it no longer shows.

    A dialog may show what was clicked last alone.
    """
    *earlier, last = states
    kept = _contacts(last)
    lost = [state for state in dict.fromkeys(earlier) if _contacts(state) - kept]
    return "".join([last, *lost])


def _contacts(html: str) -> set[str]:
    """The tags and texts that may be contacts."""
    return {part for part in html.split("<") if _CONTACT.search(part)}
