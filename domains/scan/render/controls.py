"""Which control of a page shows a contact when it is clicked: "Show number", "0731 12... anzeigen".

The words are those of ``controls.toml`` in ``domains/scan/extract/data``, by language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from domains.scan.extract.words import depends_on_words, table

LONGEST_TEXT = 80  # characters; a longer text is no label of a control
SHORT_TEXT = 25  # so short a label may leave it to the text beside it to say what is shown
_SCRIPTS_WITHOUT_SPACES = "\u0e00"  # from Thai on
# "+49 731 12...", "0170 55XX XX", "(202) 555-****", "***-0143", "i***@example.com"
_MASKED = re.compile(
    r"\d[\d\s()/+-]{3,20}(?:[x*•●·_#]{2,}|\.{2,}|…)|[x*•●]{3,}[\s-]*\d{2,}|\w[*•●.…]{2,}\w?@"
)


def reveals(text: str, beside: str = "") -> bool:
    """Whether a control with this text shows a contact; ``beside`` is the text around a short one."""
    text, beside = _plain(text), _plain(beside)
    if not text or len(text) > LONGEST_TEXT:
        return False
    if _MASKED.search(text):
        return True
    context = f"{text} {beside}" if len(text) <= SHORT_TEXT else text
    hidden = _MASKED.search(context)
    return any(show.search(text) and (hidden or contact.search(context)) for show, contact in _languages())


def _plain(text: str) -> str:
    return " ".join(text.split()).lower()


@depends_on_words
def _languages() -> list[tuple[re.Pattern[str], re.Pattern[str]]]:
    """Of each language, patterns for the words of showing and for those of contacts."""
    return [
        (_any(map(_beginning, words["show"])), _any(map(re.escape, words["contact"])))
        for words in table("controls").values()
    ]


def _beginning(word: str) -> str:
    """At the beginning of a word, in scripts that have spaces between words."""
    return re.escape(word) if word[0] >= _SCRIPTS_WITHOUT_SPACES else rf"(?<!\w){re.escape(word)}"


def _any(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(patterns))
