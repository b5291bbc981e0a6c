"""The pages of the benchmarks: real ones if the corpus is beside the repository, else the demo's."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
CORPUS = REPOSITORY.parent / "shared" / "corpus" / "contacts"
RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True)
class Page:
    """``name`` is the id in the corpus."""

    name: str
    body: bytes


def pages() -> list[Page]:
    """All available pages: hundreds of real ones, or about two dozen of the demo."""
    corpus = CORPUS / "pages.jsonl.gz"
    if not corpus.exists():
        files = sorted((REPOSITORY / "demo" / "sites").rglob("*.html"))
        return [Page(str(file.relative_to(REPOSITORY)), file.read_bytes()) for file in files]
    with gzip.open(corpus, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [Page(row["id"], row["html"].encode("utf-8", "replace")) for row in rows]


def described() -> str:
    found = pages()
    kind = "real" if CORPUS.exists() else "the demo's"
    return f"{len(found)} {kind} pages of {sum(len(page.body) for page in found) / len(found) / 1000:.0f} KB"
