"""Control, bidirectional and tag characters in text of web sites."""

import json

import pytest

from domains.files.exports import cell
from scrapersky import logs
from scrapersky.visible_text import HARMFUL, visible

HOSTILE = "a\x1b[2Jb\x9bc\u202ed\u2066e\U000e0041f\u2028g\x00h\x7f"
SHOWN = r"a\u001b[2Jb\u009bc\u202ed\u2066e\udb40\udc41f\u2028g\u0000h\u007f"


def test_each_becomes_an_escape():
    assert visible(HOSTILE) == SHOWN


@pytest.mark.parametrize(
    "text", ["tab\tand\r\nlines", "café 東京 שלום\u200f مرحبا\u061c", "👩\u200d🔬", "क्\u200dष"]
)
def test_what_scripts_need_stays(text):
    assert visible(text) == text


def test_json_means_the_same_as_before():
    value = {"title": HOSTILE}
    assert json.loads(visible(json.dumps(value, ensure_ascii=False))) == value


def test_half_of_a_surrogate_pair_can_be_written():
    assert visible("\ud800").encode() == rb"\ud800"


def test_cells_and_log_lines(caplog):
    assert cell(HOSTILE) == SHOWN
    assert cell(["=x", "\u202e"]) == r"'=x; \u202e"
    assert not HARMFUL.search(logs._one_line(HOSTILE))
