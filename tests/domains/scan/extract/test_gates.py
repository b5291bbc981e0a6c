"""Patterns of several modules that one pass over a text searches for."""

import pytest

from domains.scan.extract import extract, gates, words
from domains.scan.extract.gates import Gate

assert extract  # whose modules have made their gates
GATES = tuple(gates._gates)


@pytest.fixture(autouse=True)
def own_gates(monkeypatch):
    monkeypatch.setattr(gates, "_gates", [])
    _forget()
    yield
    _forget()


def _forget():
    gates._open.cache_clear()
    gates._patterns.cache_clear()
    gates._pattern.cache_clear()


def test_the_gates_of_what_a_text_holds_are_open():
    number, name = Gate(lambda: r"\pN{3}"), Gate(lambda: "(?i)acme")
    assert (number.is_open("ACME é"), name.is_open("ACME é")) == (False, True)
    assert (number.is_open("٣٤٥"), name.is_open("٣٤٥")) == (True, False)
    assert number.is_open("acme 123")
    assert name.is_open("acme 123")


def test_a_gate_that_is_made_later_counts():
    first = Gate(lambda: "a")
    assert first.is_open("ab")
    assert Gate(lambda: "b").is_open("ab")


def test_a_gate_apart_is_searched_for_by_itself():
    alone, other = Gate(lambda: "a", apart=True), Gate(lambda: "b")
    assert (alone.is_open("ab"), alone.is_open("b\ud800"), other.is_open("ab")) == (True, False, True)
    assert gates._gates == [other]


def test_long_patterns_are_apart():
    """One set with those of the labels makes so many states that new pages cost a tenth more."""
    assert max(len(gate.pattern()) for gate in GATES) < 2_000


def test_half_surrogates_are_left_out():
    assert Gate(lambda: "^ab$").is_open("a\ud800b")


def test_a_gate_may_depend_on_the_word_lists(tmp_path):
    gate = Gate(lambda: f"^(?:{'|'.join(words.table('labels')['joins'].split())})$")
    (tmp_path / "labels.toml").write_text('joins = "klingelton"')
    assert not gate.is_open("klingelton")
    try:
        words.use_folder(tmp_path)
        assert gate.is_open("klingelton")
    finally:
        words.use_folder(None)
