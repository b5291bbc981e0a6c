"""The year in which the company was founded, and years that are not it."""

from __future__ import annotations

import pytest

from domains.scan.extract import extract


def founded(html: str) -> list[str]:
    facts = extract(html.encode(), url="https://www.kilnworks.com/about").company
    return [fact.value for fact in facts if fact.kind == "founded"]


@pytest.mark.parametrize(
    ("html", "year"),
    [
        ("<p>Est. 1987</p>", "1987"),
        ("<p>Kiln Works, est. 1987</p>", "1987"),
        ("<p>Kiln Works was founded in 1987 by two brothers.</p>", "1987"),
        ("<p>Moorland Joinery Ltd. Established 1987.</p>", "1987"),
        ("<p>Founded in 1987, we make kilns.</p>", "1987"),
        ("<p>Founded in 1987, Kilnworks makes kilns by hand.</p>", "1987"),
        ("<p>Our company was founded in 1987 in Leeds.</p>", "1987"),
        ("<p>Gegründet 1921 von Karl Thölen, backen wir in vierter Generation.</p>", "1921"),
        ("<p>Unser Unternehmen wurde im Jahr 1921 gegründet.</p>", ""),  # the verb stands behind
        ("<p>Gründungsjahr: 1978</p>", "1978"),
        ("<table><tr><td>Gründungsdatum</td><td>1.4.1978</td></tr></table>", "1978"),
        ("<p>Maison fondée en 1954.</p>", "1954"),
        ("<p>A empresa foi fundada em 1974 e exporta.</p>", "1974"),
        ("<dl><dt>設立</dt><dd>1987年4月</dd></dl>", "1987"),
        ("<dl><dt>創業</dt><dd>昭和38年5月</dd></dl>", "1963"),
        ("<dl><dt>設立</dt><dd>令和元年</dd></dl>", "2019"),
        ("<dl><dt>設立</dt><dd>1987年</dd><dt>創業</dt><dd>1963年</dd></dl>", "1987"),
        ("<p>成立于2005年</p>", "2005"),
        ("<p>ก่อตั้งเมื่อ พ.ศ. 2530</p>", "1987"),
        ("<p>Desde 1987</p>", "1987"),
        ("<p>Familienbetrieb seit 1921</p>", "1921"),
    ],
)
def test_the_year_of_the_company(html: str, year: str) -> None:
    assert founded(html) == ([year] if year else [])


@pytest.mark.parametrize(
    "html",
    [
        "<p>Founded in 1753, the British Museum is a must.</p>",
        "<p>We are part of a group which was established in 1900.</p>",
        "<p>The town was founded in 1254.</p>",
        "<p>Unser Partner Delta AG, gegründet 1975, liefert Server.</p>",
        "<ul><li>Levis est. 1853 Jeans</li></ul>",
        "<h1>Gründung 2020: was Gründer wissen müssen</h1>",
        "<p>Member of the guild since 1999</p>",
        "<p>Zapateros en Reus desde 1962</p>",
        "<p>Est. 1987</p><p>Est. 1992</p>",
        "<p>Est. 1987-1992</p>",
        "<p>Est. 2999</p>",
        "<p>Est. 2099</p>",
        "<p>Moorland Joinery Ltd, est. 1987 in Leeds</p>",
    ],
)
def test_years_of_others(html: str) -> None:
    assert founded(html) == []


def test_structured_data_come_first() -> None:
    data = '{"@type": "Organization", "name": "Kiln Works", "foundingDate": "1987-04-01"}'
    assert founded(f'<script type="application/ld+json">{data}</script><p>Est. 1990</p>') == ["1987"]


def test_the_companys_name_may_be_another_than_its_domains() -> None:
    data = '{"@type": "Organization", "legalName": "Moorland Joinery Ltd"}'
    text = "<p>Moorland Joinery Ltd, est. 1987 in Leeds</p>"
    assert founded(f'<script type="application/ld+json">{data}</script>{text}') == ["1987"]
