"""Fingerprints of the user's own, in the format of Wappalyzer's files."""

import json

import pytest

from domains.scan.extract.isolated import LARGE, reader
from domains.scan.extract.technologies.own_rules import TechnologiesError, load
from domains.scan.extract.technologies.own_technologies import use_technologies
from tests.domains.scan.extract.pages import page

PRODUCTS = {
    "Acme Shop": {
        "cats": [6],
        "scriptSrc": ["nothing", r"acme-shop-([\d.]+)\.js\;version:\1"],
        "implies": ["PHP\\;confidence:50", "Acme Base"],
    },
    "Acme Base": {"cats": [6], "headers": {"X-Acme": r"^base/?([\d.]*)\;version:\1?\1:1"}},
    "Acme Cart": {"cats": [6], "cookies": {"acme_cart": ""}, "excludes": "Acme Old"},
    "Acme Old": {"cats": [6], "html": "<!-- acme old"},
    "Acme Meta": {"cats": [1], "meta": {"Generator": ["acme ([a-z]+)\\;version:\\1"]}},
    "Acme Script": {"cats": [1], "scripts": "acme\\.start\\(\\;confidence:30"},
    "Acme Sure": {"cats": [1], "scripts": "acme.start\\;confidence:30", "url": "acme-tools\\;confidence:30"},
    "Acme Widget": {"cats": [1], "dom": {"#acme[data-v]": {"attributes": {"data-v": r"(.+)\;version:\1"}}}},
    "Acme Banner": {"cats": [1], "dom": ".acme-banner"},
    "Acme Add-on": {"cats": [1], "html": "acme-add-on", "requires": "Acme Cart"},
    "Acme Part": {"cats": [1], "html": "acme-part", "requiresCategory": 6},
    "Acme Live": {"cats": [1], "js": {"acme": ""}},
}  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "technologies").mkdir()
    (tmp_path / "technologies" / "a.json").write_text(json.dumps(PRODUCTS))
    (tmp_path / "categories.json").write_text('{"1": {"name": "CMS"}, "6": {"name": "Ecommerce"}}')
    yield tmp_path
    use_technologies(None)
    reader.close()


@pytest.mark.parametrize(
    ("body", "head", "headers", "expected"),
    [
        ('<script src="/acme-shop-2.1.js"></script>', "", {}, "Acme Shop 2.1, PHP, Acme Base"),
        ("", "", {"x-acme": "base/7"}, "Acme Base 7"),
        ("", "", {"x-acme": "base"}, "Acme Base 1"),
        ("", "", {"set-cookie": "a=1; path=/, ACME_CART=2"}, "Acme Cart"),
        ("<!-- Acme old -->", "", {}, "Acme Old"),
        ("<!-- acme old -->", "", {"set-cookie": "acme_cart=2"}, "Acme Cart"),
        ("", '<meta name=generator content="acme x">', {}, "Acme Meta x"),
        ("<script>acme.start()</script>", "", {}, "Acme Sure"),
        ('<i id=acme data-v="3.2"></i>', "", {}, "Acme Widget 3.2"),
        ("<i id=acme></i>", "", {}, ""),
        ("<div class=acme-banner></div>", "", {}, "Acme Banner"),
        ("<p class=acme-add-on>", "", {}, ""),
        ("<p class=acme-add-on>", "", {"set-cookie": "acme_cart=2"}, "Acme Cart, Acme Add-on"),
        ("<p class=acme-part>", "", {"set-cookie": "acme_cart=2"}, "Acme Cart, Acme Part"),
        ("<p class=acme-part>", "", {}, ""),
    ],
)
def test_own_technologies(folder, body, head, headers, expected):
    use_technologies(folder)
    found = page(body, head, headers=headers).technologies
    assert ", ".join(f"{one.name} {one.version}".strip() for one in found) == expected
    assert all(one.evidence and one.category for one in found)


def test_categories_have_names(folder):
    use_technologies(folder)
    assert page(headers={"x-acme": "base"}).technologies[0].category == "Ecommerce"


def test_large_pages_are_searched_as_well(folder):
    use_technologies(folder)
    found = page("<!-- acme old -->" + "<p>text</p>" * (LARGE // 10)).technologies
    assert [one.name for one in found] == ["Acme Old"]


@pytest.mark.parametrize(
    ("entry", "error"),
    [
        ({"html": "(?!a)"}, "a.json: X: html: '(?!a)': invalid perl operator: (?!"),
        ({"headers": {"Server": "(a"}}, "a.json: X: headers.Server: '(a': missing ): (a"),
        ({"dom": "a[["}, "a.json: X: dom: 'a[[' is no selector"),
        ({"dom": {"a": 3}}, "a.json: X: dom.a: must be an object"),
        ({"cookies": "a"}, "a.json: X: cookies: must be an object"),
        ({"scriptSrc": {"a": "b"}}, "a.json: X: scriptSrc: must be a text or a list of texts"),
        ({"cats": 1}, "a.json: X: cats: must be a list of numbers"),
        ({"html": "a\\;confidence:much"}, "a.json: X: html: confidence must be a number, not 'much'"),
        ([], "a.json: X: must be an object, not a list"),
    ],
)
def test_errors_name_file_product_and_field(tmp_path, entry, error):
    (tmp_path / "a.json").write_text(json.dumps({"X": entry}))
    with pytest.raises(TechnologiesError) as raised:
        load(tmp_path)
    assert str(raised.value).startswith(error)


def test_all_errors_are_told_at_once(tmp_path):
    (tmp_path / "a.json").write_text("{")
    (tmp_path / "b.json").write_text("[]")
    (tmp_path / "c.json").write_text(json.dumps({str(n): 1 for n in range(30)}))
    with pytest.raises(TechnologiesError) as raised:
        load(tmp_path)
    lines = str(raised.value).splitlines()
    assert [line.partition(":")[0] for line in lines[:3]] == ["a.json", "b.json", "c.json"]
    assert lines[-1] == "and 12 more"


def test_an_empty_or_missing_folder_is_an_error(tmp_path):
    with pytest.raises(TechnologiesError, match=r"has no technologies/\*\.json"):
        load(tmp_path)
    with pytest.raises(TechnologiesError, match="is no folder"):
        load(tmp_path / "none")
