"""How the patterns of the data files are compiled and searched."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, cached_property
from typing import Any

import re2

# The beginning of a word. Some scripts do not separate their words.
START = r"(?:(?m:^)|[^\p{L}\p{N}]|[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}])"
_REST_OF_WORD = re.compile(r"\[\^ \\n\][*+?]$")  # letters that may follow
_SENTENCE_END = re.compile(r"[\n.:!?。！？]")


class Marks:
    """Patterns that are searched in the bytes of a source, ignoring case and line breaks.

    RE2 needs many times as long for "a.{0,200}b" as for "a" or "b", and 100 ms to compile hundreds of such
    patterns. So the longest plain part of each pattern is searched first, all of them in one pass. Only the
    patterns whose part is found are compiled.
    """

    def __init__(self, patterns: Iterable[str]) -> None:
        self._patterns = {pattern: _plain_part(pattern) for pattern in patterns}
        self._parts = _in_source(self._patterns.values())

    def search(self, source: bytes) -> bool:
        return bool(self._parts.search(source)) and any(
            _one(part).search(source) and _one(pattern).search(source)
            for pattern, part in self._patterns.items()
        )


_GAP = re.compile(r"(?:\\?.|\[[^\[\]]*\])\{\d+,\d+\}")
_CHOICE = re.compile(r"\((?:[^()]|\([^()]*\))*\)\??")
_WORD = re.compile(r"(?:[\w/ -]|\\[.\-])+")


def _plain_part(pattern: str) -> str:
    """The part between a pattern's gaps that has the longest word."""
    parts = [part for part in _GAP.split(pattern) if part.count("(") == part.count(")")]
    return max(parts, key=_longest_word, default=pattern)


def _longest_word(part: str) -> int:
    return max(map(len, _WORD.findall(_CHOICE.sub(" ", part))), default=0)


def marks(patterns: Iterable[str]) -> Marks:
    return _marks(tuple(patterns))


@cache
def _marks(patterns: tuple[str, ...]) -> Marks:
    return Marks(patterns)


@cache
def _one(pattern: str) -> Any:
    return _in_source([pattern])


def _in_source(alternatives: Iterable[str]) -> Any:
    return re2.compile("|".join(f"(?:{one})" for one in alternatives).encode(), _options(dot_nl=True))


def in_text(alternatives: Iterable[str]) -> Any:
    """An RE2 pattern for a part of a line of a text in lower case.

    A pattern that ignores case needs about twice the memory.
    """
    return re2.compile("|".join(f"(?:{one})" for one in alternatives), _options(case_sensitive=True))


def words_of(*lists: Iterable[str]) -> Any:
    """The same, for any of the words, not as a part of a word."""
    whole: list[str] = []
    begun: list[str] = []
    for word in (lean(word) for words in lists for word in words):
        stem = _REST_OF_WORD.sub("", word)
        has_end = stem != word or word.endswith(("$)", "$))"))
        (begun if has_end else whole).append(f"(?:{stem})")
    # Only letters of ASCII are looked for behind a word: many scripts do not separate their words.
    joined = "|".join([*begun, f"(?:{'|'.join(whole)})(?:[^a-z]|$)"] if whole else begun)
    return in_text([f"{START}(?:{joined})"])


def lean(pattern: str) -> str:
    """The pattern with cheap classes instead of that of all letters, which takes a thousand states."""
    return pattern.replace(r"\pL", r"[^ \n]").replace(r"\PL", r"[^\w\x{80}-\x{10ffff}]")


def line(alternatives: Iterable[str]) -> Any:
    """The same, for a whole line of a text, leaving aside what is no letter or digit around it."""
    joined = "|".join(f"(?:{one})" for one in alternatives)
    return in_text([rf"(?m)^[^\pL\pN\n]*(?:{joined})[^\pL\pN\n]*$"])


def of_list(name: str, compiled: Callable[[Iterable[str]], Any]) -> cached_property[Any]:
    """An attribute: the pattern of the list of this name in ``lists`` of its object, compiled when first
    needed.
    """
    return cached_property(lambda known: compiled(known.lists[name]))


class FirstOf:
    """Finds the first of several named entries of which a pattern is in a text.

    ``key``: where in an entry its patterns are; ``compiled`` makes one pattern of several.
    """

    def __init__(
        self, entries: Sequence[Mapping[str, Any]], key: str, compiled: Callable[[Iterable[str]], Any]
    ) -> None:
        self._entries: list[tuple[str, tuple[str, ...]]] = [
            (one["name"], tuple(one[key])) for one in entries if key in one
        ]
        self._compiled = compiled
        self._of_entry = cache(compiled)  # re2 itself keeps only 128 patterns, whosever they are

    @cached_property
    def _all(self) -> Any:
        return self._compiled(pattern for _, patterns in self._entries for pattern in patterns)

    def name_in(self, text: str | bytes) -> str:
        """The name of the entry; "" if there is none. Most texts are searched only once, for all patterns."""
        if not self._all.search(text):
            return ""
        return next(name for name, patterns in self._entries if self._of_entry(patterns).search(text))


class AnyOf:
    """Several patterns that are searched as if they were one."""

    def __init__(self, *patterns: Any) -> None:
        self._patterns = patterns

    def search(self, text: str) -> Any:
        return next(filter(None, (pattern.search(text) for pattern in self._patterns)), None)


def in_one_sentence(text: str, some: Any, others: Any) -> bool:
    """Whether both are in one sentence. As one pattern with a gap, RE2 would need many megabytes for it."""
    if not (some.search(text) and others.search(text)):
        return False
    return any(some.search(one) and others.search(one) for one in _SENTENCE_END.split(text))


def _options(**further: bool) -> Any:
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = 64 << 20  # bytes; the larger ones need more than the usual 8 MB
    for name, value in further.items():
        setattr(options, name, value)
    return options
