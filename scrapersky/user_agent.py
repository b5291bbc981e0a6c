"""The name by which robots.txt addresses the crawler."""

from __future__ import annotations

import re


def product(user_agent: str) -> str:
    """ "Acme" of "Acme/1.0 (...)" or "Mozilla/5.0 (compatible; Acme/1.0)"; "ScraperSky" if it has none."""
    found = re.search(r"compatible; *([A-Za-z_-]+)", user_agent) or re.match(r"([A-Za-z_-]+)", user_agent)
    return found[1] if found else "ScraperSky"
