"""The word lists."""

from domains.scan.extract.words import _lists


def test_word_lists_are_sorted():
    assert {name: words.split() for name, words in _lists().items()} == {
        name: sorted(set(words.split())) for name, words in _lists().items()
    }
