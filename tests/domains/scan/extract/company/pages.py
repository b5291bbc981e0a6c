"""Small imprints of invented companies, for the tests of the rules of ``extract.company``."""

from __future__ import annotations

from domains.scan.extract import extract
from domains.scan.report import CompanyFact

DE, AT, GB, IE, PL, RO = (
    f"https://www.mill-and-oven.{end}/" for end in ("de", "at", "co.uk", "ie", "pl", "ro")
)
BG, RU, IT, HK, NG = (f"https://www.mill-and-oven.{end}/" for end in ("bg", "ru", "it", "hk", "ng"))
VAT_DE = "USt-IdNr.: DE342366712"
FR, ES = (f"https://www.mill-and-oven.{end}/" for end in ("fr", "es"))
LEI = "LEI: 5299 5552 9102 13PX NC50"  # of no country


def facts(text: str, url: str, *kinds: str) -> list[CompanyFact]:
    """The facts of these kinds in the lines of a text."""
    body = text.replace("\n", "<br>")
    source = f"<!doctype html><html><body><p>{body}</p></body></html>"
    return [fact for fact in extract(source.encode(), url=url).company if fact.kind in kinds]


def values(text: str, url: str, *kinds: str) -> list[str]:
    return [fact.value for fact in facts(text, url, *kinds)]
