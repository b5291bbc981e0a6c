"""What reading a page costs, side by side with other ways: ``python -m benchmarks.extraction``.

CPU time of one thread, the best of two rounds over all pages; scoring, before, is what warms each way up.
Where the corpus lies beside the repository, its scorer tells how right each way's contacts are.
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
# The predecessor's kind: every part before the digits may be missing, so each position of a run of white
# space is a start to try, and tried to the run's end.
LOOSE_PHONE = re.compile(r"\+?1?\s*\(?\d{3}\)?[-.\s]?\d{3}[-.\s]?\d{4}")
LOOSE_EMAIL = re.compile(r"[A-Za-z\d._+-]+@[A-Za-z\d.-]+\.[A-Za-z]{2,}")
SOCIAL = [re.compile(rf"{name}\.com/[^/\"\s]+") for name in ("facebook", "twitter", "linkedin", "instagram")]


def ours(page: Page) -> Contacts:
    report = extract(page.body, url="https://site.example-pages.com/")
    return [one.value for one in report.emails], [one.value for one in report.phones]


def soup_and_patterns(page: Page) -> Contacts:
    """As the predecessor worked: a pure-Python soup of the whole page, and loose patterns over its raw HTML,
    once for the e-mail addresses and once more for the phone numbers, of which the first few are kept.
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
    """What one would write today: a soup of the page, its text, the matcher, the links."""
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
    """Every way once a round, so that a slow moment of the machine meets all of them."""
    scores = {name: _score(way, found) for name, way in WAYS.items()}
    rounds = [{name: _round(way, found) for name, way in WAYS.items()} for _ in range(ROUNDS)]
    return [Result(name, min(one[name] for one in rounds), scores[name]) for name in WAYS]


def _forget_pages() -> None:
    """Empty the bounded caches: what we keep of the last round's pages must not count for us."""
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
