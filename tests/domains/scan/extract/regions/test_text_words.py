"""Names and words in a text."""

from domains.scan.extract.regions.text_words import positions


def test_positions_of_a_name():
    assert list(positions("Peru, near Peru", "Peru")) == [0, 11]
    assert list(positions("Peru, near Peru", "Peru", 1, 12)) == []
    assert list(positions("Peru", "Cuba")) == []
