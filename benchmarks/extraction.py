"""The cost of reading a page, compared with other methods: ``python -m benchmarks.extraction``.

Measures the CPU time of one thread: the better of two rounds over all pages, after a first round that
computes the accuracy. The accuracy is measured if the corpus is beside the repository.
"""

from __future__ import annotations

import gc
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from urllib.parse import unquote

import phonenumbers
from bs4 import BeautifulSoup
from phonenumbers import Leniency, PhoneNumberFormat, PhoneNumberMatcher

from benchmarks.pages import CORPUS, RESULTS, Page, described, pages
from domains.scan.extract import extract

ROUNDS = 2
MEMORY_PAGES = 100_000
Contacts = tuple[list[str], list[str]]  # e-mails, phones
Way = Callable[[Page], Contacts]

EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
# Like the predecessor's patterns. Every part before the digits is optional, so each position in a run of
# white space is tried as a start, up to the end of the run.
LOOSE_PHONE = re.compile(r"\+?1?\s*\(?\d{3}\)?[-.\s]?\d{3}[-.\s]?\d{4}")
LOOSE_EMAIL = re.compile(r"[A-Za-z\d._+-]+@[A-Za-z\d.-]+\.[A-Za-z]{2,}")
SOCIAL = [re.compile(rf"{name}\.com/[^/\"\s]+") for name in ("facebook", "twitter", "linkedin", "instagram")]


def ours(page: Page) -> Contacts:
    report = extract(page.body, url="https://site.example-pages.com/")
    return [one.value for one in report.emails], [one.value for one in report.phones]


def soup_and_patterns(page: Page) -> Contacts:
    """The predecessor's method.

    html.parser builds a tree of the whole page. Unspecific patterns search the raw HTML, once for e-mail
    addresses and once for phone numbers. Only the first few are kept.
    """
    html = page.body.decode("utf-8", "replace")
    soup = BeautifulSoup(html, "html.parser")
    soup.find("title")
    soup.find("meta", {"name": "description"})
    soup.find_all("link", rel=["icon", "shortcut icon"])
    for logo in ({"class": "logo"}, {"class": "site-logo"}, {"id": "logo"}, {"alt": "logo"}):
        soup.find("img", logo)
    for _ in ("e-mails", "phones"):
        mails, numbers = LOOSE_EMAIL.findall(html), LOOSE_PHONE.findall(html)
    for pattern in SOCIAL:
        soup.find("a", href=pattern)
    return sorted(set(mails))[:5], _valid(sorted(set(numbers))[:3])


def soup_and_phonenumbers(page: Page, parser: str) -> Contacts:
    """What one would write today: BeautifulSoup, the text of the page, phonenumbers' matcher, the links."""
    soup = BeautifulSoup(page.body, parser)
    links = [str(link["href"]) for link in soup.find_all("a", href=True)]
    text = soup.get_text(" ")
    if soup.title:
        soup.title.get_text()
    soup.find("meta", {"name": "description"})
    mails = EMAIL.findall(text)
    mails += [unquote(link[7:].partition("?")[0]) for link in links if link.lower().startswith("mailto:")]
    numbers = [match.number for match in PhoneNumberMatcher(text, "US", Leniency.VALID)]
    spoken = _valid(link[4:] for link in links if link.lower().startswith("tel:"))
    found = [phonenumbers.format_number(number, PhoneNumberFormat.E164) for number in numbers]
    return sorted({mail.lower() for mail in mails}), sorted({*found, *spoken})


def _valid(texts: Iterable[str]) -> list[str]:
    found = []
    for text in texts:
        try:
            number = phonenumbers.parse(text, "US")
        except phonenumbers.NumberParseException:
            continue
        found.append(phonenumbers.format_number(number, PhoneNumberFormat.E164))
    return sorted(set(found))


WAYS: dict[str, Way] = {
    "ScraperSky": ours,
    "As the predecessor (html.parser, loose patterns)": soup_and_patterns,
    "BeautifulSoup (html.parser), phonenumbers": partial(soup_and_phonenumbers, parser="html.parser"),
    "BeautifulSoup (lxml), phonenumbers": partial(soup_and_phonenumbers, parser="lxml"),
}


@dataclass
class Result:
    way: str
    milliseconds: float  # CPU time a page
    right: dict[str, dict[str, float]] = field(default_factory=dict)  # kind -> precision, recall


def measure(found: list[Page]) -> list[Result]:
    """Measure every method once in each round, so that a slow moment of the machine affects all of them."""
    scores = {name: _score(way, found) for name, way in WAYS.items()}
    rounds = [{name: _round(way, found) for name, way in WAYS.items()} for _ in range(ROUNDS)]
    return [Result(name, min(one[name] for one in rounds), scores[name]) for name in WAYS]


def _forget_pages() -> None:
    """Empty the bounded caches, so that results of the last round are not used again."""
    ours = [module for name, module in sys.modules.items() if name.startswith("domains.scan.extract.")]
    for value in (value for module in ours for value in vars(module).values()):
        if hasattr(value, "cache_parameters") and value.cache_parameters()["maxsize"]:
            value.cache_clear()


def _round(way: Way, found: list[Page]) -> float:
    _forget_pages()
    gc.collect()
    started = time.process_time()
    for page in found:
        way(page)
    return (time.process_time() - started) * 1000 / len(found)


def _score(way: Way, found: list[Page]) -> dict[str, dict[str, float]]:
    scorer = CORPUS / "score_contacts.py"
    if not scorer.exists():
        return {}
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", delete=False) as file:
        for page in found:
            mails, numbers = way(page)
            file.write(json.dumps({"id": page.name, "emails": mails, "phones": numbers}) + "\n")
    done = subprocess.run(
        [sys.executable, scorer, file.name, "--json"], check=True, capture_output=True, text=True
    )
    Path(file.name).unlink()
    told = json.loads(done.stdout)
    return {
        kind: {name: told[kind][name] for name in ("precision", "recall")} for kind in ("emails", "phones")
    }


def memory(found: list[Page]) -> tuple[int, int]:
    """(MB after a tenth, MB at the end) of reading the pages again and again, a hundred thousand in all."""
    after_warm_up = 0
    for number in range(MEMORY_PAGES):
        page = found[number % len(found)]
        own = f"<p>info@shop-{number}.com, {number // 10_000:03}-555-{number % 10_000:04}".encode()
        ours(Page(page.name, page.body + own))
        if number == MEMORY_PAGES // 10:
            after_warm_up = _resident()
    return after_warm_up, _resident()


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() // 1_000_000


def main() -> None:
    found = pages()
    results = measure(found)
    print(f"Reading a page: CPU milliseconds, one thread; {described()}")
    for result in results:
        ratio = result.milliseconds / results[0].milliseconds
        right = "  ".join(
            f"{kind} {one['precision']:.3f}/{one['recall']:.3f}" for kind, one in result.right.items()
        )
        print(f"  {result.way:46} {result.milliseconds:8.2f}  {ratio:6.1f} times  {right}")
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "extraction.json").write_text(json.dumps([asdict(result) for result in results], indent=1))
    if "--memory" in sys.argv:
        print("memory after 10,000 and 100,000 pages: {} MB, {} MB".format(*memory(found)))


if __name__ == "__main__":
    main()
