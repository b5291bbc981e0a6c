"""How the patterns of the data files are searched."""

import re

from domains.scan.placeholders.patterns import FirstOf


def test_the_patterns_of_an_entry_are_compiled_once():
    """However many other patterns were needed since: re2 keeps 128."""
    made = []

    def compiled(patterns):
        made.append(tuple(patterns))
        return re.compile("|".join(made[-1]))

    entries = [{"name": "one", "x": ["a"]}, {"name": "none", "y": ["a"]}, {"name": "two", "x": ["b", "c"]}]
    first = FirstOf(entries, "x", compiled)
    assert [first.name_in(text) for text in ("a", "c", "d", "c")] == ["one", "two", "", "two"]
    assert made == [("a", "b", "c"), ("a",), ("b", "c")]
