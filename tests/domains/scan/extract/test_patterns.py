"""No regular expression of extraction takes more than linear time, whatever it is shown.

Every compiled pattern is found by walking the packages. For each of its repetitions texts are made that lead
up to it and then go on and on, and the time that a search takes is compared between two lengths.
"""

import importlib
import pkgutil
import re
import time
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from inspect import signature
from itertools import islice
from re import _constants as op
from re import _parser

import pytest

from domains.scan import extract, placeholders
from domains.scan.extract.company import postal_formats
from domains.scan.extract.words import table

SHORT, LONG = 400, 4_000  # characters
UNSUSPICIOUS = 0.004  # seconds for the long text
MOST_UNITS = 5  # characters tried of a class
MOST_TEXTS = 80  # tried of a pattern: some are lists of a thousand words
CATEGORIES = {
    op.CATEGORY_DIGIT: "1",
    op.CATEGORY_SPACE: " ",
    op.CATEGORY_WORD: "a1_",
    op.CATEGORY_NOT_DIGIT: "a ",
    op.CATEGORY_NOT_SPACE: "a/",
    op.CATEGORY_NOT_WORD: " -",
}


def patterns_in(name, value, depth=0):
    if isinstance(value, re.Pattern):
        yield name, value
    elif isinstance(value, dict | list | tuple | frozenset) and depth < 5:
        items = [*value, *value.values()] if isinstance(value, dict) else value
        for item in items:
            yield from patterns_in(name, item, depth + 1)
    elif is_dataclass(value) and not isinstance(value, type) and depth < 5:
        for field in fields(value):
            yield from patterns_in(name, getattr(value, field.name), depth + 1)


def all_values() -> Iterator[tuple[str, object]]:
    """Everything in the modules, and what their cached functions without parameters compile when needed."""
    for package in (extract, placeholders):
        for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            for variable, value in vars(importlib.import_module(info.name)).items():
                is_made = hasattr(value, "cache_info") and not signature(value).parameters
                yield f"{info.name.rpartition('.')[2]}.{variable}", value() if is_made else value
    for country in {**table("company")["postal_lines"], **table("company")["other_postal_lines"]}:
        yield f"postal_formats.{country}", postal_formats.formats(country)


def all_patterns():
    found = {}
    for place, value in all_values():
        for name, pattern in patterns_in(place, value):
            found.setdefault(pattern, name)
    return found


PATTERNS = all_patterns()


def samples(items) -> list[str]:
    """Characters that a class holds, some of each of its parts; for a negated class, one that it leaves."""
    found: list[str] = []
    for kind, value in items:
        if kind is op.LITERAL:
            found.append(chr(value))
        elif kind is op.RANGE:
            found.append(chr(value[0]))
        elif kind is op.CATEGORY:
            found.extend(CATEGORIES.get(value, "a"))
    if items and items[0][0] is op.NEGATE:
        return [char for char in "a1 -/.<" if char not in found][:MOST_UNITS] or ["~"]
    return list(dict.fromkeys(found))[:MOST_UNITS]


def texts(node) -> list[str]:
    """Shortest texts that a part of a pattern matches, the first one being the usual one."""
    kind, value = node
    if kind is op.LITERAL:
        return [chr(value)]
    if kind is op.NOT_LITERAL:
        return ["a" if chr(value) != "a" else "b"]
    if kind is op.ANY:
        return ["a", "/", " "]
    if kind is op.IN:
        return samples(value)
    if kind is op.SUBPATTERN:
        return [first(value[3])]
    if kind is op.ATOMIC_GROUP:
        return [first(value)]
    if kind is op.BRANCH:
        return [first(branch) for branch in value[1]]
    if kind in {op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT}:
        return [first(value[2]) * value[0]]
    return [""]


def first(sequence) -> str:
    return "".join(texts(node)[0] for node in sequence)


def repetitions(sequence, before="") -> Iterator[tuple[str, str]]:
    """(what leads up to it, what may be repeated) for every repetition of a pattern."""
    for node in sequence:
        kind, value = node
        if kind in {op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT}:
            inner = value[2]
            units = texts(inner[0]) if len(inner) == 1 else [first(inner)]
            yield from ((before, unit) for unit in units if unit and value[1] > 1)
            yield from repetitions(inner, before)
        elif kind is op.SUBPATTERN:
            yield from repetitions(value[3], before)
        elif kind is op.ATOMIC_GROUP:
            yield from repetitions(value, before)
        elif kind in {op.ASSERT, op.ASSERT_NOT}:
            yield from repetitions(value[1], before)
        elif kind is op.BRANCH:
            for branch in value[1]:
                yield from repetitions(branch, before)
        before += texts(node)[0]
    yield before, before or "a"  # the whole, again and again


def hostile(pattern) -> Iterator[tuple[str, str, str]]:
    """(beginning, what is repeated, end) of texts that are hard on a pattern."""
    seen = set()
    for before, unit in repetitions(_parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)):
        for text in (
            (before, unit, "\0"),
            ("", unit, "\0"),
            ("", before + unit, "\0"),
            ("", unit * 40 + before, ""),
        ):
            if text not in seen and text[1]:
                seen.add(text)
                yield text


def seconds(pattern, text) -> float:
    best = float("inf")
    for _ in range(3):
        started = time.process_time()
        pattern.fullmatch(text)
        for _ in pattern.finditer(text):
            pass
        best = min(best, time.process_time() - started)
        if best < UNSUSPICIOUS:
            break
    return best


def made(pattern, text, length) -> str | bytes:
    before, unit, after = text
    whole = before + unit * (length // len(unit)) + after
    return whole if isinstance(pattern.pattern, str) else whole.encode()


@pytest.mark.parametrize(
    "pattern", PATTERNS, ids=lambda pattern: f"{PATTERNS[pattern]}-{pattern.pattern[:25]}"
)
def test_time_is_linear_in_the_length_of_the_text(pattern):
    for text in islice(hostile(pattern), MOST_TEXTS):
        long = seconds(pattern, made(pattern, text, LONG))
        if long >= UNSUSPICIOUS:
            short = seconds(pattern, made(pattern, text, SHORT))
            assert long <= 25 * max(short, UNSUSPICIOUS / 25), text


@pytest.mark.parametrize(
    "pattern", [r"a+b", r"/([\w-]{3,})/?(?:[\w-]+/?)?!", r"\s*,", r"[ab]+c|d", r"x[^<]*</x"]
)
def test_patterns_that_are_not_linear_are_noticed(pattern):
    with pytest.raises(AssertionError):
        test_time_is_linear_in_the_length_of_the_text(re.compile(pattern))
