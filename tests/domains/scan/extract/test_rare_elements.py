"""Selectors of rare elements, which are applied only to pages whose source holds their signs."""

import re

import pytest
import turbohtml

from domains.scan.extract import extract, rare_elements, words
from domains.scan.extract.rare_elements import Markup, RareElements

assert extract  # whose modules have told their elements
EVERY = tuple(rare_elements._every)


@pytest.fixture(autouse=True)
def own_elements(monkeypatch):
    monkeypatch.setattr(rare_elements, "_every", list(EVERY))
    rare_elements._signs.cache_clear()
    yield
    rare_elements._signs.cache_clear()


def markup(source: str) -> Markup:
    return Markup(turbohtml.parse(source), source.encode())


@pytest.mark.parametrize(
    ("selector", "source"),
    [
        ("ion-icon", "<ion-icon>"),
        ('span[class*="flag"]', '<span class="flag-de">'),
        ("form[action*='//mail.example/']", "<form action=https://mail.example/7>"),
        ("script.seo-graph", '<script class="seo-graph">'),
        ('[onclick*="mailto:" i]', """<b OnClick="go('&#109;ailto:a@b.example')">"""),
        ("[class*=addr i]", '<p class="Our-Address">'),
    ],
)
def test_elements_are_found_if_the_source_holds_the_longest_word_of_their_selector(selector, source):
    elements = RareElements(lambda: [selector])
    assert len(list(markup(source).find(elements))) == 1
    assert markup(f"{source}<span class=action>").likely(elements) == [selector]
    assert markup("<form action=/><span class=red name=tel style=top:0>").likely(elements) == []


def test_the_elements_of_several_selectors_are_found_in_the_order_of_the_page():
    elements = RareElements(lambda: ["[data-b]", "[data-a]", "[data-c]"])
    found = markup("<p data-a=1><p data-b=2><p data-a=3>")
    assert found.likely(elements) == ["[data-b]", "[data-a]"]
    assert [one.attr("data-a") or one.attr("data-b") for one in found.find(elements)] == ["1", "2", "3"]


def test_a_sign_of_its_own_replaces_the_words():
    elements = RareElements(lambda: ["b"], r">\d{3}<")
    assert [one.text for one in markup("<b>123</b>").find(elements)] == ["123"]
    assert not list(markup("<b>12</b>").find(elements))


def test_elements_that_are_told_later_count():
    first = RareElements(lambda: ["[data-a]"])
    assert markup("<p data-a data-b>").likely(first)
    second = RareElements(lambda: ["[data-b]"])
    assert markup("<p data-a data-b>").likely(second)


def test_selectors_may_depend_on_the_word_lists(tmp_path):
    elements = RareElements(
        lambda: [f"[class*=in-{word}]" for word in words.table("labels")["joins"].split()]
    )
    (tmp_path / "labels.toml").write_text('joins = "klingelton"')
    assert not markup("<b class=in-klingelton>").likely(elements)
    try:
        words.use_folder(tmp_path)
        assert markup("<b class=in-klingelton>").likely(elements)
    finally:
        words.use_folder(None)


def test_the_words_of_every_selector_must_be_in_the_source():
    """A list of selectors, or one with :not(), also finds elements without some of its words."""
    for elements in EVERY:
        for selector in elements.selectors():
            assert elements.sign or not re.search(r"[,:](?![^\[]*\])", selector), selector


def test_what_a_script_writes_is_searched_too():
    written = (
        "%3Cb%20class%3D%22address%22%3EMill Lane 5, 12345 Berlin, Germany%3Cbr%3EPhone: 030 23125001%3C/b%3E"
    )
    page = f"""<html lang=de><p>Acme</p><script>document.write(unescape('{written}'))</script>"""
    facts = extract(page.encode(), url="https://acme.example/").company
    assert [fact.details["locality"] for fact in facts if fact.kind == "address"] == ["Berlin"]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<i class='red flag-de'>", 1),
        ("<i CLASS = Flag-de>", 0),  # the selector distinguishes capitals
        ("<i\nclass\n=\nflag-de>", 1),
        ('<i title=">" class="[&>p]:red flag-de">', 1),
        ("<i class=red>flag</i> flag class= '' flag", None),
        ('<i id="flag-de" class="red">', None),
    ],
)
def test_a_part_of_an_attributes_value_is_looked_for_in_this_attribute(source, found):
    elements = RareElements(lambda: ['i[class*="flag"]'])
    page = markup(source)
    assert len(list(page.find(elements))) == (found or 0)
    assert bool(page.likely(elements)) == (found is not None)
