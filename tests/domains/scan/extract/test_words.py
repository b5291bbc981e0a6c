"""A folder of the user's own adds words; ours stay."""

import re
import tomllib

import pytest

from domains.scan.extract import words
from tests.domains.scan.extract.contact_pages import addresses, numbers, read


@pytest.fixture
def folder(tmp_path):
    yield tmp_path
    words.use_folder(None)


def test_words_of_the_folder_are_added(folder):
    (folder / "labels.toml").write_text('phone = "klingel"')
    (folder / "words.toml").write_text(
        'placeholder_locals = "schablone"\nfree_mail_providers = "acme-mail.com"'
    )
    (folder / "regions.toml").write_text('[names]\n"Bavaria" = "DE"')
    body = "<p>Klingel 2025550143, Phone 2025550144</p><p>schablone@acme-tools.com jane@acme-mail.com</p>"
    assert numbers(body) == ["+12025550144"]
    assert len(addresses(body)) == 2
    words.use_folder(folder)
    assert numbers(body) == ["+12025550143", "+12025550144"]
    assert [(one.value, one.owner) for one in read(body)[0].emails] == [("jane@acme-mail.com", "free")]
    assert numbers("<p>Bavaria. Tel 030 23125001</p>") == ["+493023125001"]
    words.use_folder(None)
    assert numbers("<p>Bavaria. Tel 030 23125001</p>") == []


def test_a_folder_that_is_none_and_a_bad_file_are_told(folder):
    with pytest.raises(NotADirectoryError):
        words.use_folder(folder / "absent")
    (folder / "labels.toml").write_text("phone = ")
    with pytest.raises(tomllib.TOMLDecodeError):
        words.use_folder(folder)


def test_lists_of_one_folder_follow_another(folder):
    (folder / "regions.toml").write_text(
        "[not_countries]\nphrases = ['Kenya coffee']\n[old_prefixes]\nMX = ['02']"
    )
    words.use_folder(folder)
    merged = words.table("regions")
    assert merged["not_countries"]["phrases"][0] == "Kenya coffee"
    assert merged["old_prefixes"]["MX"] == ["02", "01", "044", "045", "1"]


@pytest.mark.parametrize("name", ["phone", "fax", "other", "number_words", "other_numbered"])
def test_no_word_stands_twice_in_a_list(name):
    found = words.table("labels")[name].split()
    assert len(found) == len(set(found))


def test_no_word_names_a_telephone_and_something_else():
    labels = {name: set(value.split()) for name, value in words.table("labels").items()}
    assert not labels["other"] & (labels["phone"] | labels["fax"] | labels["whatsapp"])


def test_word_lists_are_sorted():
    lists = {name: value.split() for name, value in words.table("words").items()}
    assert lists == {name: sorted(set(found)) for name, found in lists.items()}


def test_of_several_words_the_longest_is_found_whatever_it_begins_with():
    pattern = re.compile(words.any_of(["ab", "a", "abc", "b", ".c", "(d)"]))
    assert pattern.findall("abc ab a b .c (d) xc") == ["abc", "ab", "a", "b", ".c", "(d)"]


def test_words_are_written_as_told():
    pattern = re.compile(words.any_of(["g m", "g"], lambda word: r"\s?".join(map(re.escape, word.split()))))
    assert pattern.findall("gm g m g") == ["gm", "g m", "g"]


def test_of_no_words_none_is_found():
    assert re.search(words.any_of([]), "") is None
