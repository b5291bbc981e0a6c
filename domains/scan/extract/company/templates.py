"""What a template of an imprint holds in place of a company's own data, by the lists in ``company.toml``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from domains.scan.extract.company.vocabulary import either, pattern
from domains.scan.extract.words import depends_on_words, table


def is_unfilled(texts: Iterable[str]) -> bool:
    """Whether one of the parts of a fact is that of a template: "Musterstraße 1", "[Ihr Name]", "Ort"."""
    return any(_samples().search(text) or text.lower() in _places() for text in texts)


def is_field(text: str) -> bool:
    """Whether a text has the marks of a template's field: "{{ company }}", "[Your Company]"."""
    return _fields().search(text) is not None


@depends_on_words
def _samples() -> Any:
    return pattern(f"{either(table('company')['samples'])}|{_marks()}")


@depends_on_words
def _fields() -> Any:
    return pattern(_marks())


def _marks() -> str:
    return f"(?-i:{'|'.join(table('company')['unfilled'])})"


@depends_on_words
def _places() -> frozenset[str]:
    return frozenset(table("company")["sample_places"])
