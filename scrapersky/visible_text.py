"""Characters that change what a reader sees or what a terminal does are shown as escapes, such as \\u202e.

Text of web sites and callers is stored unchanged. In output for people, these characters are escaped:

* control characters except tab and line ends: a terminal obeys them;
* bidirectional embeddings, overrides and isolates (U+202A-202E, U+2066-2069) and the deprecated ones beside
  them: the text after them is shown in another order (https://trojansource.codes);
* line and paragraph separators, interlinear annotations, the byte order mark;
* tags (U+E0000-E007F): invisible text, which programs that read it as ASCII do see.

Marks that Arabic and Hebrew need (U+200E, U+200F, U+061C) and the joiners of scripts and emoji stay. The
escapes are those of JSON, so that JSON with them means the same as before.
"""

from __future__ import annotations

import re

CONTROLS = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
REORDERING = r"\u202a-\u202e\u2066-\u206f"
OTHERS = r"\u2028\u2029\ufeff\ufff9-\ufffb\U000e0000-\U000e007f\ud800-\udfff"
HARMFUL = re.compile(f"[{CONTROLS}{REORDERING}{OTHERS}]")


def visible(text: str) -> str:
    """The text with an escape in place of each harmful character."""
    return HARMFUL.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at] << 8 | units[at + 1]:04x}" for at in range(0, len(units), 2))
