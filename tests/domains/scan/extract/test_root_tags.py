"""Pages of very many <html> and <body> tags."""

import pytest

from domains.scan.extract.root_tags import MOST, UNSUSPICIOUS, limit_root_tags


@pytest.mark.parametrize("tag", ["<html a=b>", "<BODY\n a=b>", "<hTmL/a=b>"])
def test_tags_beyond_the_limit_have_no_effect(tag):
    page = tag * (UNSUSPICIOUS // len(tag) + 1)
    limited = limit_root_tags(page)
    assert limited.startswith(tag * MOST)
    assert limited.count(tag) == MOST
    assert limit_root_tags(page.encode()) == limited.encode()


@pytest.mark.parametrize("tag", ["html", "body"])
def test_tags_with_very_many_attributes_have_no_effect(tag):
    numbers = iter(range(100_000))
    tags = ["".join(f" a{next(numbers)}" for _ in range(250)) for _ in range(199)]
    limited = limit_root_tags("".join(f"<{tag}{attributes}>" for attributes in tags))
    assert 2 < limited.count(f"<{tag} ") < 20


@pytest.mark.parametrize("page", ["<html a=b>" * 5_000, "<html><body>" + "<p class=body><header>" * 9_000])
def test_other_pages_stay_as_they_are(page):
    assert limit_root_tags(page) is page
