"""The contents of ``challenges.toml``: the patterns by which bot checks are known.

Most pages need only the names of headers. The rest is compiled when it is first needed.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from domains.scan.placeholders.patterns import FirstOf, in_text, lean, line, marks, of_list, words_of


def _lean_in_text(patterns: Iterable[str]) -> Any:
    return in_text(map(lean, patterns))


class ChallengeWords:
    """``guards``: the known services. The lists are those of unknown ones, for texts in lower case."""

    titles = of_list("titles", line)
    waiting = of_list("waiting", line)
    sentences = of_list("sentences", in_text)
    hints = of_list("hints", _lean_in_text)
    addresses = of_list("addresses", in_text)
    scripts = of_list("scripts", in_text)
    blocked = of_list("blocked", in_text)
    browser = of_list("browser", words_of)
    visitor = of_list("visitor", words_of)
    checking = of_list("checking", words_of)
    ages = of_list("ages", words_of)

    def __init__(self, told: Mapping[str, Any]) -> None:
        self._guards: Sequence[Mapping[str, Any]] = told["guard"]
        self.lists: Mapping[str, Sequence[str]] = told["unknown"]
        self.marks = FirstOf(self._guards, "marks", marks)
        self.refusal = FirstOf(self._guards, "refusal", marks)
        self.hosts = FirstOf(self._guards, "hosts", in_text)

    @cached_property
    def headers(self) -> Sequence[tuple[str, Any, str, bool]]:
        """(header, pattern, guard, whether it counts for refusals only)"""
        return [
            (header, in_text([value]), one["name"], name == "refused")
            for one in self._guards
            for name in ("headers", "refused")
            for header, value in one.get(name, {}).items()
        ]


@cache
def known() -> ChallengeWords:
    return ChallengeWords(tomllib.loads((Path(__file__).parent / "challenges.toml").read_text("utf-8")))
