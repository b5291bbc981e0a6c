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


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("1987年4月設立", "1987"),
        ("Unser Unternehmen wurde im Jahr 1921 gegründet.", "1921"),
        ("Die Firma wurde 1921 gegründet", "1921"),
        ("Die Firma wurde 1921 von Karl Thölen gegründet.", "1921"),
        ("Kiln Works wurde 1921 gegründet.", "1921"),
        ("Das Unternehmen ist 1921 gegründet worden.", "1921"),
        ("Wir wurden 1921 gegründet.", "1921"),
        ("1921 gegründet", "1921"),
        ("1921 von Karl Thölen gegründet, backen wir noch heute.", "1921"),
        ("1921 wurde unser Unternehmen gegründet.", "1921"),
        ("Im Jahr 1921 wurde die Firma in Berlin gegründet.", "1921"),
        ("La empresa fue 1921 fundada", "1921"),
        ("Nuestra empresa fue en 1921 fundada.", "1921"),
        ("En 1921 fue fundada nuestra empresa.", "1921"),
        ("En 1921 nació nuestra empresa.", "1921"),
        ("A empresa foi em 1921 fundada", "1921"),
        ("Em 1921 foi fundada a empresa", "1921"),
        ("Компания в 1921 году основана", "1921"),
        ("Компания была в 1921 году основана.", "1921"),
        ("В 1921 году была основана наша компания.", "1921"),
        ("Наша компания в 1995 г. создана", "1995"),
        ("Компанія у 1995 році заснована", "1995"),
        ("Фирмата през 1995 година основана", "1995"),
        ("Het bedrijf werd in 1921 opgericht.", "1921"),
        ("In 1921 werd het bedrijf opgericht.", "1921"),
        ("Ons bedrijf is in 1921 door Jan Bakker opgericht.", "1921"),
        ("Şirketimiz 1985 yılında kuruldu.", "1985"),
        ("Şirketimiz 1985'te kurulmuştur", "1985"),
        ("Cégünk 1985-ben alakult.", "1985"),
        ("A cég 1985-ben alapított", "1985"),
        ("当社は1987年に設立されました。", "1987"),
        ("1987年4月に設立", "1987"),
        ("1987年創業", "1987"),
        ("公司于2005年成立", "2005"),
        ("2005年成立", "2005"),
        ("1987년 설립", "1987"),
        ("저희 회사는 1987년에 설립되었습니다", "1987"),
        ("Firma została w 1985 roku założona.", "1985"),
        ("W 1985 roku powstała nasza firma.", "1985"),
        ("Společnost byla v roce 1992 založena.", "1992"),
        ("V roce 1992 byla založena naše společnost.", "1992"),
        ("Spoločnosť bola v roku 1992 založená", "1992"),
        ("L'azienda è stata nel 1954 fondata.", "1954"),
        ("Nel 1954 nasce l'azienda.", "1954"),
        ("Nel 1954 è stata fondata la nostra azienda", "1954"),
        ("L'entreprise a été en 1954 fondée.", "1954"),
        ("En 1954 est fondée la maison", "1954"),
        ("Įmonė 1995 m. įkurta", "1995"),
        ("Uzņēmums 1995. gadā dibināts", "1995"),
        ("Ettevõte 1995. aastal asutatud", "1995"),
        ("Tvrtka je 1995. godine osnovana", "1995"),
        ("Yritys on vuonna 1985 perustettu", "1985"),
        ("1985 grundades företaget", "1985"),
        ("År 1985 grundades vårt företag", "1985"),
        ("Compania a fost în 1995 înființată", "1995"),
        ("Η εταιρεία το 1985 ιδρύθηκε", "1985"),
        ("In 1987 our company was founded.", "1987"),
        ("In 1987 our company was founded by two brothers.", "1987"),
        ("The company was in 1987 founded", "1987"),
        ("Perusahaan kami pada tahun 1995 didirikan", "1995"),
        ("1921 wurde die Firma Kilnworks gegründet.", "1921"),
    ],
)
def test_verbs_behind_the_year(text: str, year: str) -> None:
    assert founded(f"<p>{text}</p>") == [year]


@pytest.mark.parametrize(
    "text",
    [
        "Cégünket 1985-ben alapították.",
        "Die Stadt wurde 1254 gegründet.",
        "Der Verein wurde 1921 gegründet.",
        "Das Unternehmen wurde 1985 von der Meyer AG übernommen, die 1921 gegründet wurde.",
        "1921 wurde die Firma Meyer gegründet.",
        "Unser Partner Delta AG wurde 1975 gegründet.",
        "In 1753 the British Museum was founded.",
        "En 1850 fue fundada la ciudad.",
        "1921 wurde der Verein gegründet, wir kamen später.",
        "2020 gegründet: 3000 Firmen in Berlin",
        "Im Jahr 2023 wurden 593.000 Firmen gegründet.",
        "2019年成立新公司须知",
        "In 2020 gegründete Firmen",
        "Kurs 2021: wie eine Firma gegründet wird",
        "© 2024 Firma gegründet von Karl",
        "1987年設立の大学と提携",
        "Unser Chor wurde 1987 gegründet",
        "Die Firma wurde 2010-2012 neu gegründet",
        "Компания вошла в 1995 году в холдинг, основан Петровым",
        "1998 wurde unser Tochterunternehmen in Polen gegründet.",
        "1998 wurde die Firma um eine Filiale erweitert, die Stiftung wurde gegründet",
        "In 2005 our company was acquired and a foundation was established",
        "1995 wurde unser zweites Werk gegründet.",
    ],
)
def test_verbs_behind_the_years_of_others(text: str) -> None:
    assert founded(f"<p>{text}</p>") == []
