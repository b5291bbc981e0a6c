"""The word lists and tables in ``data/``, combined with those in the user's own folder.

A TOML file of that folder has the same name as a built-in one. Its words are added to the built-in words, and
its tables are merged with the built-in tables by key; the folder's entries come first.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")
DATA = Path(__file__).parent / "data"
_added: list[Path] = []
_cached: list[Callable[[], None]] = []


def use_folder(folder: Path | None) -> None:
    """From now on, add the TOML files of a folder to the built-in ones; None: only the built-in ones.

    Raises ``NotADirectoryError`` if the folder does not exist, ``tomllib.TOMLDecodeError`` for an invalid
    file.
    """
    if folder is not None and not folder.is_dir():
        raise NotADirectoryError(f"{folder} is no folder")
    _added[:] = [folder] if folder else []
    for clear in (table.cache_clear, *_cached):
        clear()
    for file in folder.glob("*.toml") if folder else ():
        table(file.stem)


def own_words() -> Path | None:
    """The folder that ``use_folder`` added."""
    return _added[0] if _added else None


def depends_on_words(function: Callable[..., T], maxsize: int | None = None) -> Callable[..., T]:
    """A cache for results that depend on the word lists; it is cleared when a folder is added.

    ``maxsize``: needed if the arguments come from pages.
    """
    cached = lru_cache(maxsize)(function)
    _cached.append(cached.cache_clear)
    return cached


def word_list(name: str, file: str = "words") -> frozenset[str]:
    return frozenset(table(file)[name].split())


def any_of(words: Iterable[str], written: Callable[[str], str] = re.escape) -> str:
    """A pattern for any of these words, the longest first.

    Words with the same first letter are one alternative, because ``re`` tries all alternatives one by one.
    ``written``: the pattern of a word; it begins with the word's first letter.
    """
    groups: dict[str, list[str]] = {}
    for word in sorted(words, key=lambda word: (-len(word), word)):
        groups.setdefault(re.escape(word[0]), []).append(written(word))
    alternatives = (
        f"{first}(?:{'|'.join(word.removeprefix(first) for word in group)})"
        for first, group in groups.items()
    )
    return "|".join(alternatives) or "(?!)"


def begins_small(text: str) -> bool:
    """Whether a text begins with a small letter. Georgian has no capitals, but small letters for Unicode."""
    return text[:1].islower() and not "\u10d0" <= text[:1] <= "\u10ff"


@cache
def table(file: str) -> dict[str, Any]:
    """The whole contents of ``file``.toml."""
    found: dict[str, Any] = {}
    for folder in (DATA, *_added):
        path = folder / f"{file}.toml"
        if path.exists():
            found = _merged(found, tomllib.loads(path.read_text(encoding="utf-8")))
    return found


def _merged(ours: dict[str, Any], added: dict[str, Any]) -> dict[str, Any]:
    merged = dict(ours)
    for key, value in added.items():
        known = merged.get(key)
        if isinstance(known, dict) and isinstance(value, dict):
            merged[key] = _merged(known, value)
        elif isinstance(known, str) and isinstance(value, str):
            merged[key] = f"{value} {known}"
        elif isinstance(known, list) and isinstance(value, list):
            merged[key] = [*value, *known]
        else:
            merged[key] = value
    return merged
