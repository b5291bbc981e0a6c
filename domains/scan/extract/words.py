"""The word lists and tables in ``data/``, and what a folder of the user's own adds to them.

A TOML file of such a folder has the name of one of ours: strings of words are joined with ours, tables are
merged key by key, the folder's entries first.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")
DATA = Path(__file__).parent / "data"
_added: list[Path] = []
_cached: list[Callable[[], None]] = []


def use_folder(folder: Path | None) -> None:
    """Add the TOML files of a folder to ours from now on; None: ours alone.

    Raises ``NotADirectoryError`` where there is no such folder, ``tomllib.TOMLDecodeError`` for a bad file.
    """
    if folder is not None and not folder.is_dir():
        raise NotADirectoryError(f"{folder} is no folder")
    _added[:] = [folder] if folder else []
    for clear in (table.cache_clear, *_cached):
        clear()
    for file in folder.glob("*.toml") if folder else ():
        table(file.stem)


def depends_on_words(function: Callable[..., T], maxsize: int | None = None) -> Callable[..., T]:
    """A cache for what is computed from the lists; emptied when a folder is added.

    ``maxsize``: for arguments that come from pages.
    """
    cached = lru_cache(maxsize)(function)
    _cached.append(cached.cache_clear)
    return cached


def word_list(name: str, file: str = "words") -> frozenset[str]:
    return frozenset(table(file)[name].split())


@cache
def table(file: str) -> dict[str, Any]:
    """All of ``file``.toml."""
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
