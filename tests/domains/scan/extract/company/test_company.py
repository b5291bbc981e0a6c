"""Rules of the facts about a company, each with what it must leave alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from domains.scan.extract import extract, merge_company, words
from domains.scan.report import CompanyFact, PageReport, VisitedPage

WEEK = ["https://schema.org/Monday", "Tuesday"]
URL = "https://www.mill-and-oven.com/"


def facts(body: str, *kinds: str, url: str = URL, lang: str = "en") -> list[str]:
    """The values of these kinds."""
    source = f'<!doctype html><html lang="{lang}"><body>{body}</body></html>'
    return [fact.value for fact in extract(source.encode(), url=url).company if fact.kind in kinds]


def organisation(**properties: object) -> str:
    data = {"@context": "https://schema.org", "@type": "Bakery", "name": "Mill", **properties}
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


@pytest.mark.parametrize(
    ("properties", "kind", "values"),
    [
        ({"legalName": "Mill & Oven Ltd"}, "legal_name", ["Mill & Oven Ltd"]),
        ({"vatID": "GB934450919"}, "vat_id", ["GB934450919"]),
        ({"vatID": "GB934450918"}, "vat_id", []),
        ({"taxID": "12"}, "tax_id", []),
        ({"duns": "15-048-3782"}, "identifier", ["150483782"]),
        ({"leiCode": "52995552910213PXNC50"}, "identifier", ["52995552910213PXNC50"]),
        ({"leiCode": "52995552910213PXNC51"}, "identifier", []),
        ({"iso6523Code": "0199:52995552910213PXNC50"}, "identifier", ["52995552910213PXNC50"]),
        (
            {"identifier": {"@type": "PropertyValue", "propertyID": "SIREN", "value": "307 871 616"}},
            "registration_number",
            ["307871616"],
        ),
        ({"foundingDate": "1987-05-01"}, "founded", ["1987"]),
        ({"foundingDate": "long ago"}, "founded", []),
        ({"numberOfEmployees": {"minValue": 11, "maxValue": 50}}, "employees", ["11-50"]),
        ({"numberOfEmployees": {"value": "42"}}, "employees", ["42"]),
        ({"numberOfEmployees": "many"}, "employees", []),
        ({"priceRange": "$$"}, "price_range", ["$$"]),
        (
            {"openingHours": ["Mo-Fr 07:00-18:00", "Sa 07:00-13:00"]},
            "opening_hours",
            ["Mo-Fr 07:00-18:00; Sa 07:00-13:00"],
        ),
        (
            {"openingHoursSpecification": [{"dayOfWeek": WEEK, "opens": "07:00:00", "closes": "18:00"}]},
            "opening_hours",
            ["Mo,Tu 07:00-18:00"],
        ),
        ({"geo": {"latitude": "52.52", "longitude": 13.405}}, "geo", ["52.52,13.405"]),
        ({"geo": {"latitude": 0, "longitude": 0}}, "geo", []),
        ({"geo": {"latitude": 152, "longitude": 0}}, "geo", []),
        ({"@type": "RealEstateAgent"}, "industry", ["Real estate agent"]),
        ({"@type": "HVACBusiness"}, "industry", ["HVAC business"]),
        ({"@type": "Organization"}, "industry", []),
        (
            {"address": {"streetAddress": "1 Hill", "addressLocality": "Leeds", "postalCode": "LS1 1AA"}},
            "address",
            ["1 Hill, LS1 1AA Leeds"],
        ),
        ({"address": {"addressCountry": "GB"}}, "address", []),
    ],
)
def test_facts_of_structured_data(properties: dict[str, object], kind: str, values: list[str]) -> None:
    assert facts(organisation(**properties), kind) == values


def test_a_country_beside_the_town_in_structured_data():
    address = {"streetAddress": "ул. Сурганова, 25", "addressLocality": "Республика Беларусь, г. Минск"}
    data = json.dumps({"@type": "Organization", "name": "Маяк", "address": address})
    html = f'<script type="application/ld+json">{data}</script>'
    for host, country in (("mayak.by", "BY"), ("mayak.de", "")):
        (fact,) = (
            one for one in extract(html.encode(), url=f"https://{host}/").company if one.kind == "address"
        )
        assert fact.country == country


def test_the_country_of_a_structured_address_is_a_code() -> None:
    address = {"streetAddress": "1 Hill", "addressLocality": "Leeds", "addressCountry": "United Kingdom"}
    page = extract(organisation(address=address).encode(), url=URL)
    assert [fact.country for fact in page.company if fact.kind == "address"] == ["GB"]


def test_nothing_of_somebody_else_in_structured_data() -> None:
    event = {"@type": "Event", "organizer": {"@type": "Organization", "vatID": "GB934450919"}}
    assert facts(f'<script type="application/ld+json">{json.dumps(event)}</script>', "vat_id") == []


@pytest.mark.parametrize(
    ("text", "kinds", "values"),
    [
        ("VAT No: GB 934 4509 19", ["vat_id"], ["GB934450919"]),
        ("VAT No: 934 4509 19", ["vat_id"], []),  # of which country nothing tells
        ("VAT GB 934 4509 18", ["vat_id"], []),
        ("Order No: GB934450919", ["vat_id"], []),
        ("private 934450919", ["vat_id", "tax_id"], []),
        ("VAT number: DE 111111111", ["vat_id"], []),
        ("USt-IdNr. (§ 27a UStG): DE342366712", ["vat_id"], ["DE342366712"]),
        ("Company number: 07654312", ["registration_number"], []),
        ("Registered in England No. 07654312", ["registration_number"], ["07654312"]),
        ("KvK 12345678", ["registration_number"], []),  # as in a form
        ("Amtsgericht Köln, HRB 4711", ["registration_number"], ["HRB 4711"]),
        ("Paris RC 4711", ["registration_number"], []),
        ("D-U-N-S 15-048-3782", ["identifier"], ["150483782"]),
        ("LEI: 5299 5552 9102 13PX NC50", ["identifier"], ["52995552910213PXNC50"]),
        ("+27 21 555 0100, VAT No: 471 850 3925", ["vat_id"], ["4718503925"]),
        ("+27 21 555 0100, VAT No: 471 850 3926", ["vat_id"], []),
        ("Via Molino 1, Roma. C.F. e P.I. 07350810110", ["vat_id"], ["IT07350810110"]),
        ("浙ICP备18019568号-1", ["identifier"], ["浙ICP备18019568号"]),
        ("备案：ICP备18019568号", ["identifier"], ["ICP备18019568号"]),
        ("粤ICP备15077327號", ["identifier"], ["粤ICP备15077327号"]),
        ("MST: 0313351528 – 116 Phố Đèn", ["tax_id"], ["0313351528"]),
    ],
)
def test_numbers_need_a_label_and_their_check_digits(text: str, kinds: list[str], values: list[str]) -> None:
    assert facts(f"<p>{text}</p>", *kinds) == values


def test_a_number_without_its_country_belongs_to_the_pages_country() -> None:
    assert facts("<p>VAT No: 934 4509 19</p>", "vat_id", url="https://mill.co.uk/") == ["GB934450919"]


def test_the_court_stands_with_the_register() -> None:
    page = extract(b"<p>Amtsgericht Bad Kreuznach, HRB 4711</p>", url="https://mill.de/")
    (fact,) = page.company
    assert fact.details == {"scheme": "Handelsregister", "register": "Amtsgericht Bad Kreuznach"}


def test_a_court_behind_a_colon_is_stored_without_it() -> None:
    page = extract(b"<p>RCS : Dunkerque 732 829 320</p>", url="https://moulin.fr/")
    assert [fact.details["register"] for fact in page.company] == ["RCS Dunkerque"]


@pytest.mark.parametrize(
    ("written", "code", "town"),
    [
        ("〒950－2052 新潟県新潟市西区灯台2番29号", "950-2052", "新潟市西区"),
        ("〒５３０−０００１ 大阪府大阪市北区灯台1-1", "530-0001", "大阪市北区"),
        ("〒470-0151 愛知県愛知郡灯台町大字諸輪1-2", "470-0151", "愛知郡灯台町"),
        ("〒150-0002 東京都港区灯台1-2-3 区画", "150-0002", "港区"),
        ("〒739-0000 広島県東広島市灯台町寺家1", "739-0000", "東広島市"),
    ],
)
def test_the_parts_of_a_japanese_address(written: str, code: str, town: str) -> None:
    page = extract(f"<h1>会社概要</h1><p>所在地 {written}</p>".encode(), url="https://mill.jp/")
    (place,) = (fact for fact in page.company if fact.kind == "address")
    assert (place.details["postal_code"], place.details["locality"]) == (code, town)


@pytest.mark.parametrize("town", ["Köln", "St. Augustin"])
def test_a_sentence_behind_a_town_is_no_part_of_it(town: str) -> None:
    body = f"<h1>Impressum</h1><p>Mill GmbH<br>Weg 1, 50667 {town}</p><p>HRB 4711</p>"
    for html in (body, body.replace(town, f"{town}. Instagram")):
        page = extract(html.encode(), url="https://mill.de/")
        assert [fact.details["locality"] for fact in page.company if fact.kind == "address"] == [town]


def test_a_name_that_is_a_persons_is_marked() -> None:
    body = "<h1>Impressum</h1><p>Greta Mühl</p><p>Weg 1</p><p>50667 Köln</p><p>Inhaberin: Greta Mühl</p>"
    page = extract(body.encode(), url="https://mill.de/impressum")
    assert {fact.kind: fact.personal for fact in page.company} == {
        "legal_name": True,
        "address": False,
        "person": True,
    }


@pytest.mark.parametrize(
    ("name", "personal"),
    [
        ("Ida Lampe, Einzelunternehmen", True),
        ("Ida Lampe GmbH", False),
        ("Lampe Kommunikation PR GmbH", False),  # "PR" is a sole trader in Serbia
        ("LAMPEI CURSOS OFEN GmbH", False),  # "EI" is one in France
    ],
)
def test_a_sole_traders_name_is_a_persons(name: str, personal: bool) -> None:
    page = extract(f"<h1>Impressum</h1><p>{name}<br>Weg 1<br>50667 Köln</p>".encode(), url="https://mill.de/")
    assert [fact.personal for fact in page.company if fact.kind == "legal_name"] == [personal]


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("Mühle Ost (Einzelunternehmen, Inh. Ida Lampe)", "Mühle Ost (Einzelunternehmen)"),
        ("Pflege Mühle<br>IK 260418273", "Pflege Mühle"),  # a number, though "IK" is a form in Latvia
    ],
)
def test_the_name_in_an_imprint_without_a_legal_form(told: str, name: str) -> None:
    body = f"<h1>Impressum</h1><p>{told}<br>Weg 1<br>50667 Köln</p><p>HRB 4711</p>"
    assert "".join(facts(body, "legal_name", url="https://mill.de/")) == name


def test_a_name_that_goods_are_called_by_is_not_preferred_to_one_with_a_legal_form() -> None:
    body = "<p>Dénomination : Acide citrique</p><p>Moulin Chimie SARL</p><p>SIRET 732 829 320 00074</p>"
    assert facts(body, "legal_name", url="https://moulin.fr/") == ["Moulin Chimie SARL"]


@pytest.mark.parametrize(
    "text",
    [
        "Geschäftsführer: Bäckerei Verwaltungs GmbH",
        "Geschäftsführer: siehe unten",
        "Wir suchen einen Geschäftsführer, Anna Schmidt hilft.",
        "Geschäftsführer: 42",
        "The owner is Gas Safe Registered<br>Company number 15252227",
    ],
)
def test_what_is_no_person(text: str) -> None:
    body = f"<h1>Impressum</h1><p>Mill GmbH<br>Weg 1<br>50667 Köln</p><p>{text}</p>"
    assert facts(body, "person", url="https://mill.de/") == []


def test_nobody_is_named_where_no_company_is() -> None:
    assert facts("<h1>Team</h1><p>Managing Director: Anna Smith</p>", "person") == []


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("Copyright 2026 Mill and Oven Ltd.", "Mill and Oven Ltd."),
        ("The site is run by Mill & Oven Ltd, a baker", "Mill & Oven Ltd"),
        ("Head office: Mill & Oven plc", "Mill & Oven plc"),
        ("we sell as usual", ""),
    ],
)
def test_a_name_ends_with_its_legal_form(told: str, name: str) -> None:
    body = f"<p>{told}</p><p>Registered in England No. 07654312</p>"
    assert facts(body, "legal_name") == ([name] if name else [])


def test_labels_of_the_users_own_folder_count(tmp_path: Path) -> None:
    (tmp_path / "company.toml").write_text('[numbers.de_vat]\nlabels = ["steuerkennung"]\n')
    body = "<p>Steuerkennung: 342366712</p>"
    assert facts(body, "vat_id") == []
    words.use_folder(tmp_path)
    try:
        assert facts(body, "vat_id") == ["DE342366712"]
    finally:
        words.use_folder(None)


def visited(kind: str, *found: CompanyFact) -> VisitedPage:
    return VisitedPage(f"{URL}{kind}", kind, 200, PageReport(f"{URL}{kind}", company=found))


def test_the_imprint_comes_first_and_each_fact_once() -> None:
    home = visited(
        "home",
        CompanyFact("legal_name", "Mill", "json-ld", "home"),
        CompanyFact("vat_id", "GB934450919", "imprint", "home"),
    )
    imprint = visited(
        "legal", CompanyFact("legal_name", "Mill Ltd", "imprint", "legal"), *home.report.company[1:]
    )  # type: ignore[union-attr]
    merged = merge_company([home, imprint])
    assert [(fact.value, fact.page) for fact in merged] == [
        ("Mill Ltd", "legal"),
        ("GB934450919", "home"),
        ("Mill", "home"),
    ]


def test_an_address_written_in_two_ways_is_one() -> None:
    ways = ("Weg 1, 50667 Köln", "Am Weg 1, DE-50667 Köln")
    details = [{"street": street, "postal_code": "50667"} for street in ("Weg 1", "Am Weg 1")]
    pages = [
        visited("other", CompanyFact("address", way, "imprint", "p", "DE", one))
        for way, one in zip(ways, details, strict=True)
    ]
    assert [fact.value for fact in merge_company(pages)] == ["Weg 1, 50667 Köln"]


def test_a_page_that_speaks_of_others_alone_says_nothing() -> None:
    assert facts("<p>Hosting: Wolke B.V., KvK 30123987</p>", "registration_number", "legal_name") == []


def test_two_short_words_are_no_label_inside_a_word() -> None:
    page = extract("<p>Brno, IČ: 26004399</p>".encode(), url="https://mill.cz/")
    assert [fact.country for fact in page.company] == ["CZ"]


@pytest.mark.parametrize(
    "imprint",
    [
        "Muster GmbH<br>Musterstraße 10, 12345 Musterstadt<br>Geschäftsführer: Max Mustermann",
        "Handelsregister: HRB 12345, Amtsgericht Köln",
        "Registergericht: Amtsgericht Musterstadt<br>Registernummer: HRB 70123",
        "Handelsregister: HRB 987654321",
        "Beispiel GmbH<br>Beispielweg 3<br>50667 Köln",
        "[Töltse ki] Kft.<br>[Töltse ki] utca 1, 1062 [Város]<br>Ügyvezető: [Név]",
        "[Ihr Name]<br>[Straße 1]<br>[12345 Ort]",
        "{{company}} GmbH<br>{{street}} 1<br>50667 {{city}}",
        "XXX XXX GmbH<br>XXX 1<br>50667 XXX<br>Geschäftsführer: Xxx Xxx",
        "Lorem Ipsum GmbH<br>Dolor 1<br>50667 Sit Amet",
        "Vorname Nachname<br>Straße Hausnummer 1<br>12345 Ort<br>Inhaber: Vorname Nachname",
        "Doplňte s.r.o.<br>Ulice 1, 123 45 Město<br>Jednatel: Jméno Příjmení",
        "Ragione sociale: Da compilare<br>Via xxx 1, 00100 Roma<br>Titolare: Nome Cognome",
        "Raison sociale : À compléter<br>Siège social : À COMPLÉTER, 75001 Paris",
        "&lt;Firmenname&gt; GmbH<br>Inhaber: %INHABER% GmbH",
    ],
)
def test_what_a_template_holds_is_no_fact(imprint: str) -> None:
    kinds = ("legal_name", "address", "person", "registration_number")
    assert facts(f"<h1>Impressum</h1><p>{imprint}</p>", *kinds, lang="de") == []


def test_what_a_template_holds_in_structured_data_is_no_fact() -> None:
    place = {"streetAddress": "123 Example Street", "addressLocality": "Anytown", "addressCountry": "US"}
    assert facts(organisation(legalName="Your Company Ltd", address=place), "legal_name", "address") == []


@pytest.mark.parametrize("name", ["{{ site.title }}", "[Your Company]", "%COMPANY_NAME%"])
def test_the_field_of_a_template_is_no_organisation(name: str) -> None:
    page = extract(organisation(name=name).encode(), url=URL)
    assert page.organisation is None


@pytest.mark.parametrize("name", ["XXXMill Möbel GmbH", "Ort & Stadt GmbH"])
def test_a_name_with_unusual_marks_is_kept(name: str) -> None:
    written = name.replace("&", "&amp;").replace("<", "&lt;")
    imprint = f"<h1>Impressum</h1><p>{written}<br>Hauptstraße 134<br>33378 Rheda</p>"
    assert facts(imprint, "legal_name", lang="de") == [name]


def test_a_name_that_begins_like_a_template_is_kept() -> None:
    imprint = "<h1>Impressum</h1><p>Musterring Möbel GmbH<br>Hauptstraße 134<br>33378 Rheda</p>"
    assert facts(imprint, "legal_name", lang="de") == ["Musterring Möbel GmbH"]


@pytest.mark.parametrize(
    ("imprint", "name"),
    [
        ("The Lantern Bakers Ltd, registered in England No. 08765409", "The Lantern Bakers Ltd"),
        (
            "“LB Foods Ltd” is a trading name of Lantern Bakers LLP, registered in England No. OC312345",
            "Lantern Bakers LLP",
        ),
        ("Λαμπτήρας Ι.Κ.Ε.<br>(Lamptiras P.C.)<br>ΓΕΜΗ: 188174403111", "Λαμπτήρας Ι.Κ.Ε."),
        ("Metsäkulma Oy<br>c/o Tilitoimisto Oy<br>Y-tunnus: 2858394-9", "Metsäkulma Oy"),
        ("lumenta UG (haftungsbeschränkt)<br>Amtsgericht Mainz HRB 44244", "lumenta UG (haftungsbeschränkt)"),
        ("Wir sind eine UG<br>Amtsgericht Mainz HRB 44244", ""),
        ("© 2012—2017 Lampa, z.s.<br>IČ: 27134351", "Lampa, z.s."),
        ("㈜달빛공방<br>사업자등록번호 : 220-81-62517", "㈜달빛공방"),
        ("㈱灯台舎<br>法人番号 1234567890123", ""),
        ("㈱灯台舎<br>法人番号 5835678256246", "㈱灯台舎"),
        ("Dobrá pekárna s.r.o.<br>IČO: 27134351", "Dobrá pekárna s.r.o."),
        ("Prodávajícím je společnost Dobrá pekárna s.r.o., IČO: 27134351", "Dobrá pekárna s.r.o."),
        ("Zajímavá je jen s.r.o.<br>IČO: 27134351", ""),
        ("Jednatel naší s.r.o.<br>IČO: 27134351", ""),
        ("Firmenname: lampe GmbH | Telefon: 0221 | Amtsgericht Mainz HRB 44244", "lampe GmbH"),
        ("Veri Sorumlusu<br>Unvan<br>Kandil Limited Şirketi<br>VKN: 7342549288", "Kandil Limited Şirketi"),
        ("OIB: 73508101125, Ida Lammert – MB: 92448291", ""),
        ("Certified benefit corporation<br>EIN: 91-1144442", ""),
        ("CÔNG TY TNHH ĐÈN LỒNG - MST: 0313351528", "CÔNG TY TNHH ĐÈN LỒNG"),
        ('נשלח על ידי מגדלור בע"מ · ח.פ. 516967395', 'מגדלור בע"מ'),
        ("Copyright © 2018 杭州灯台科技有限公司<br>浙ICP备18019568号-1", "杭州灯台科技有限公司"),
        ("灯台科技（杭州）有限公司<br>浙ICP备18019568号-1", "灯台科技（杭州）有限公司"),
        ("Luminette est une SARL immatriculée au RCS de Lyon, SIREN 732 829 320", "Luminette"),
        ("Elle est une SARL immatriculée au RCS de Lyon, SIREN 732 829 320", ""),
        (
            "la société LA LUMINETTE (ci-après « LL »), SASU au capital de 1 000 €, SIREN 732 829 320",
            "LA LUMINETTE, SASU",
        ),
        ("BakerHub (Ida Lammert AB)<br>Org.nr: 556703-7485", "Ida Lammert AB"),
        ("A Lámpás Kft. adószáma: 23832707-2-20", "Lámpás Kft."),
        ("Rossi, via Lampada snc, 57121 Livorno Italia<br>P.IVA 01524610506", ""),
        ("Rossi<br>Via Lampada snc<br>57121 Livorno<br>P.IVA 01524610506", ""),
        ("会社概要<br>会社名 株式会社山田灯台<br>法人番号 1010001000006", "株式会社山田灯台"),
        ("会社概要<br>商号 株式会社会社名研究所<br>法人番号 1010001000006", "株式会社会社名研究所"),
        ("会社概要<br>会社名 山田灯台 株式会社<br>法人番号 1010001000006", "山田灯台 株式会社"),
        (
            "© 2019 Back to Mill London Limited, registered in England no. 15252227",
            "Back to Mill London Limited",
        ),
        ("© 2011-2022 lamp funding ltd, registered in England no. 07831511", "lamp funding ltd"),
        ("© 2011 all made by Lamp Ltd, registered in England no. 15252227", "Lamp Ltd"),
        ("1. Lampa, s.r.o., IČO: 27134351", "Lampa, s.r.o."),
        ("Global Lamp Corporation Pty Ltd ABN 51 824 753 556", "Global Lamp Corporation Pty Ltd"),
        ("Společnost Lampa One s.r.o., IČO: 27134351", "Lampa One s.r.o."),
        ("Zahlen und Fakten<br>Rechtsform: GmbH<br>HRB 70123", ""),
        ("Lámpara S.L.<br>Denominación: Rioja Alavesa<br>CIF: B59303289", "Lámpara S.L."),
        ("3Dental GmbH<br>HRB 70123", "3Dental GmbH"),
        ("Wir sind eine inhabergeführte GmbH.<br>HRB 70123", ""),
        ("ИП Лампова И. П.<br>ОГРНИП: 304500116000157", "ИП Лампова И. П."),
        (
            "Kandil Tekstil Limited Şirketi<br>Fener Mah. 3<br>Üsküdar<br>İstanbul<br>Tel: 0216 555<br>"
            "Web: x<br>VKN: 7342549288",
            "Kandil Tekstil Limited Şirketi",
        ),
    ],
)
def test_the_name_is_the_legal_one(imprint: str, name: str) -> None:
    assert facts(f"<p>{imprint}</p>", "legal_name") == ([name] if name else [])


def people(imprint: str) -> list[str]:
    source = (
        f"<!doctype html><html lang=de><body><h1>Impressum</h1><p>{imprint}</p><p>HRB 70123</p></body></html>"
    )
    found = extract(source.encode(), url=URL).company
    return [f"{fact.value}, {fact.details['role']}" for fact in found if fact.kind == "person"]


@pytest.mark.parametrize(
    ("imprint", "named"),
    [
        (
            "Vertreten durch:<br>Ida Lammert<br>Ole Brix (Prokurist)<br>Kontakt<br>Telefon: 0221 5550",
            ["Ida Lammert, representative", "Ole Brix, representative"],
        ),
        # The last line may be the name of a company above its address.
        (
            "Vertreten durch:<br>Ida Lammert<br>Lammert Holzbau<br>Gasse 4<br>50667 Köln",
            ["Ida Lammert, representative"],
        ),
        ("Vertreten durch:<br>Ida Lammert<br>Amtsgericht Köln", ["Ida Lammert, representative"]),
        (
            "Capitale € 10.000 — Amministratori: Ida Lammert e Ole Brix",
            ["Ida Lammert, managing director", "Ole Brix, managing director"],
        ),
        ("Geschäftsführer/Inhaber: Ida Lammert", ["Ida Lammert, owner"]),
        ("Geschäftsführerin: Ida Lammert Handelsregister: HRB 70124", ["Ida Lammert, managing director"]),
        ("달빛공방 대표자 : 한지우 사업자등록번호 : 220-81-62517", ["한지우, representative"]),
        ("Geschäftsführer:<br>Telefon: 0221 5550", []),
        ("Verantwortlicher im Sinne des Presserechts: Ida Lammert", ["Ida Lammert, responsible for content"]),
        ("Obrt Lampica, vl. Ida Lammert", ["Ida Lammert, owner"]),
        (
            "Verantwortlich für den Inhalt: Ida Lammert, Lampe UG, Anschrift wie oben",
            ["Ida Lammert, responsible for content"],
        ),
        (
            "Le directeur de la publication du présent site est Ida Lind, en qualité de gérante.",
            ["Ida Lind, responsible for content"],
        ),
        ("Our managing director is Ida Lind. She founded it.", ["Ida Lind, managing director"]),
        ("Der Geschäftsführer ist für den Inhalt verantwortlich.", []),
        ("Unser Geschäftsführer ist Mitglied der Handelskammer Köln.", []),
        ("대표 메일: lamp@lamp.kr 사업자등록번호 : 220-81-62517", []),
        # Marks separate persons, or a person and anything else.
        (
            "Geschäftsführer: Ida Lammert | Dipl.-Ing. (FH) Ole Brix | Uta Kern",
            [f"{name}, managing director" for name in ("Ida Lammert", "Dipl.-Ing. Ole Brix", "Uta Kern")],
        ),
        (
            "Legale rappresentante: Dott.ssa Ida Lammert - Geom. Ole Brix",
            ["Dott.ssa Ida Lammert, representative", "Geom. Ole Brix, representative"],
        ),
        (
            "Vertreten durch: Ida Lammert (Geschäftsführerin) | Ole Brix (Prokurist)",
            ["Ida Lammert, representative", "Ole Brix, representative"],
        ),
        ("Geschäftsführer: Ida Lammert | Bad Homburg", ["Ida Lammert, managing director"]),
        ("Gérante : Ida Lammert | Le Havre", ["Ida Lammert, managing director"]),
        ("Geschäftsführer: Ida Lammert | Lampe Holzbau | Impressum", ["Ida Lammert, managing director"]),
        ("Managing director: Ida Lammert | Privacy Policy", ["Ida Lammert, managing director"]),
        ("Geschäftsführer: Ida Lammert | Mill and Oven", ["Ida Lammert, managing director"]),
        ("Inhaberin: Ida Lammert | Ole Brix", ["Ida Lammert, owner"]),
        # Degrees and professions are no part of a name, and no end of a list.
        (
            "Jednatelé: Ing. Jan Lammert, Ph.D. (UK), Mgr. Eva Brix, MBA",
            ["Ing. Jan Lammert, managing director", "Mgr. Eva Brix, managing director"],
        ),
        (
            "Directors: Ida Lammert BSc (Hons) FCA, Ole Brix",
            ["Ida Lammert, representative", "Ole Brix, representative"],
        ),
        ("Inhaber: Steuerberater Ole Brix", ["Ole Brix, owner"]),
        ("Właściciel: mgr inż. Ola Brix", ["mgr inż. Ola Brix, owner"]),
        ("Zastoupená: JUDr. Jan Brix, jednatel", ["JUDr. Jan Brix, representative"]),
        ("代表取締役 佐藤 健 | 取締役 鈴木 花子", ["佐藤 健, representative", "鈴木 花子, representative"]),
    ],
)
def test_people_stand_after_their_role(imprint: str, named: list[str]) -> None:
    assert people(imprint) == named


@pytest.mark.parametrize(
    ("imprint", "number"),
    [
        ("Registernummer: VR 1891", "VR 1891"),
        ("Mersis No: 0875 0359 0980 00 15", "0875035909800015"),
        ("KvK: 8030 0448", "80300448"),
        ("732 829 320 R.C.S. Lyon", "732829320"),
        ("MERSİS NO: 0875 0359 0980 0015", "0875035909800015"),
        ("MERSİS No: 0875-0359-0980-0015", "0875-0359-0980-0015"),
        ("OIB: 73508101125<br>MB: 92448291", "92448291"),
        ("IČO: 51 223 341<br>81101 Bratislava, Slovakia", "51223341"),
        ("numer KRS: 0000 636 749", "0000636749"),
        ("Nr. Reg. Comerțului: J04/713/2023", "J04/713/2023"),
        ("Company code: 2858394-9<br>00700 Helsinki, Finland", "28583949"),
    ],
)
def test_numbers_are_stored_as_one(imprint: str, number: str) -> None:
    assert facts(f"<p>{imprint}</p>", "registration_number") == [number]


@pytest.mark.parametrize(
    ("imprint", "court"),
    [
        ("Registergericht: Amtsgericht 80333 München<br>HRB 70123", "Amtsgericht München"),
        ("Registergericht: Düsseldorf<br>HRB 70123", "Registergericht: Düsseldorf"),
        ("IČO: 51 223 341<br>Zápis: Okresný súd Trnava<br>81101 Bratislava, Slovakia", "Okresný súd Trnava"),
        (
            "IČO: 27134351<br>Zápis: vedeno u<br>Městský úřad<br>firma je zapsaná Městským soudem v Praze",
            "Městským soudem v Praze",
        ),
    ],
)
def test_a_court_is_named_without_its_label_and_postcode(imprint: str, court: str) -> None:
    source = f"<html><body><h1>Impressum</h1><p>{imprint}</p></body></html>".encode()
    found = [fact for fact in extract(source, url=URL).company if fact.kind == "registration_number"]
    assert [fact.details.get("register") for fact in found] == [court]


@pytest.mark.parametrize("county", ["Co. Tyrone", "Ayrshire", "Kent"])
def test_a_county_that_an_address_names_is_its_region(county: str) -> None:
    imprint = f"Registered office: 4 Mill Lane, Omagh, {county} BT78 1AA<br>Company number 08418273"
    found = extract(f"<html lang=en><body><p>{imprint}</p>".encode(), url="https://rope.co.uk/").company
    assert [fact.details["region"] for fact in found if fact.kind == "address"] == [county]


def address(imprint: str, lang: str) -> list[str]:
    return facts(f"<h1>Impressum</h1><p>{imprint}</p>", "address", lang=lang)


@pytest.mark.parametrize(
    ("lang", "imprint", "places"),
    [
        ("cs-cz", "Mlýnská 28, 170 00 Praha 7<br>IČO: 27134351", ["Mlýnská 28, 170 00 Praha 7"]),
        (
            "cs-cz",
            "Mlýnská 28<br>618 00 Brno - Černovice<br>tel.: 548",
            ["Mlýnská 28, 618 00 Brno - Černovice"],
        ),
        ("cs-cz", "Pekárna s.r.o., se sídlem Mlýnská 28, 400 07, Ústí", ["Mlýnská 28, 400 07, Ústí"]),
        ("pl-pl", "Adres<br>47-200 Koźle<br>Młyńska 1/212<br>NIP 1", ["47-200 Koźle, Młyńska 1/212"]),
        ("pl-pl", "Adres: 47-200 Koźle<br>Telefon 1234", ["47-200 Koźle"]),
        ("hu-hu", "8999 Zalalövő<br>Malom út 31.<br>Adószám: 2", ["8999 Zalalövő, Malom út 31"]),
        ("hu-hu", "Székhely: 8999 Zalalövő Malom utca 31.<br>Adószám: 2", ["8999 Zalalövő Malom utca 31"]),
        ("pl-pl", "Siedziba Spółki: 80-299 Gdańsk, ul. Młyńska 16 c", ["80-299 Gdańsk, ul. Młyńska 16 c"]),
        (
            "it-it",
            "Sedi: Via del Molino, 27 — 36100 Vicenza | Corso Forno 174/B — 36016 Thiene (VI)",
            ["Via del Molino, 27, 36100 Vicenza", "Corso Forno 174/B, 36016 Thiene (VI)"],
        ),
        (
            "it-it",
            "Capitale Sociale € 10.000 i.v.<br>Corso Molino, 612/15/C · 10135 Torino (TO)",
            ["Corso Molino, 612/15/C, 10135 Torino (TO)"],
        ),
        (
            "en-au",
            "Oven Pty Ltd | ABN 54 000 605 407 | 1300 555 010<br>Level 2, 7 Mill Street, Sydney NSW 2000",
            ["Level 2, 7 Mill Street, Sydney NSW 2000"],
        ),
        ("ja", "所在地 東京都台東区灯台町1-6-1 灯台ビル4階", ["東京都台東区灯台町1-6-1 灯台ビル4階"]),
        ("ja", "所在地 東京都台東区で三十年", []),
        (
            "ja",
            "所在地<br>〒950－2052<br>新潟県新潟市西区灯台2番29号",
            ["〒950－2052, 新潟県新潟市西区灯台2番29号"],
        ),
        (
            "ko",
            "주소: 충청남도 천안시 서북구 등대길 39 | 고객센터: 070-1",
            ["충청남도 천안시 서북구 등대길 39"],
        ),
        ("ja", "灯台 守（東京都台東区出身 1980年生まれ）<br>法人番号 5835678256246", []),
        (
            "en-ie",
            "Our company (number 762171) has its registered office at 39 Mill Park, Ripley, Co. Louth, "
            "A91 AP2V, Ireland. For any question write to us.",
            ["39 Mill Park, Ripley, Co. Louth, A91 AP2V"],
        ),
        (
            "ru",
            "Адрес: 628404, Россия, Ханты-Мансийский автономный округ - Югра, г. Сургут, ул. Ламповая, д. 8",
            ["628404, Россия, Ханты-Мансийский автономный округ - Югра, г. Сургут, ул. Ламповая, д. 8"],
        ),
        ("et-ee", "Aadress: Veski 31, Tartu, 51006", ["Veski 31, Tartu, 51006"]),
        ("et-ee", "Veski OÜ, registrikood 16572649<br>Veski 5, Tartu 51006", ["Veski 5, Tartu 51006"]),
        ("et-ee", "Veski OÜ, registrikood 16572649<br>Laupäev 10-14, Pühapäev 12345", []),
        ("el-gr", "ΑΦΜ: 094014201<br>Οδός Μύλου 5<br>Αθήνα 105 57", ["Οδός Μύλου 5, Αθήνα 105 57"]),
        ("el-gr", "ΑΦΜ: 094014201<br>Δευτέρα 9-5<br>Κυριακή 123 45", []),
        ("el-gr", "ΑΦΜ: 094014201<br>Ωράριο: Σάββατο 10:00 - 14:00, Κυριακή 123 45", []),
        # Towns with a point behind them, and capitals that are names of countries to others.
        ("be-by", "Адрес: г. Минск. ул. Лампова, 42<br>УНП 190602238", ["г. Минск, ул. Лампова, 42"]),
        ("be-by", "Адрес: РБ, г. Минск., ул. Лампова, 42", ["РБ, г. Минск, ул. Лампова, 42"]),
        ("be-by", "Адрес: 220012, г. Минск, ул. Лампова, 42", ["220012, г. Минск, ул. Лампова, 42"]),
        ("ru-ru", "Адрес: 241037, г. Брянск. ул. Лампова, 5", ["241037, г. Брянск. ул. Лампова, 5"]),
        ("ru-ru", "Адрес: г. Брянск, ул. Лампова, д. 5. Тел. 123", ["г. Брянск, ул. Лампова, д. 5"]),
        ("uk-ua", "Адреса: 01133, м. Київ. вул. Лампова, 5", ["01133, м. Київ. вул. Лампова, 5"]),
        ("bg-bg", "Адрес: гр. София. ул. Лампова 5", ["гр. София, ул. Лампова 5"]),
        ("bg-bg", "ЕИК: 175369610<br>гр. Пловдив 4000, бул. Лампа 12", ["гр. Пловдив 4000, бул. Лампа 12"]),
        # A county in the name of a firm is no place.
        (
            "en-gb",
            "County Durham Bakers Ltd<br>1 Mill Lane<br>Durham<br>DH1 1AA",
            ["1 Mill Lane, Durham, DH1 1AA"],
        ),
        ("de-de", "County Cork Irish Pub<br>Weg 1<br>50667 Köln", ["Weg 1, 50667 Köln"]),
        ("de-de", "County Cork Irish Pub, Live-Musik am 12. und 21.", []),
        ("it-it", "Sede legale: Piazza Molino 13, 38023, Cles (TN)", ["Piazza Molino 13, 38023, Cles (TN)"]),
        (
            "it-it",
            "sede legale in Roma, Piazza Molino 370, CAP 00187",
            ["Roma, Piazza Molino 370, CAP 00187"],
        ),
        (
            "fr-fr",
            "Adresse : Tour Aurore, 6 rue du Four, 92400 Courbevoie",
            ["Tour Aurore, 6 rue du Four, 92400 Courbevoie"],
        ),
        (
            "en-gb",
            "Registered office: The Old Mill, Church Lane, Ripley, Surrey GU23 6AB",
            ["The Old Mill, Church Lane, Ripley, Surrey GU23 6AB"],
        ),
        (
            "sl-si",
            "Mlin, d.o.o. s sedežem na naslovu Mlinska cesta 18a, 1261 Ljubljana",
            ["Mlinska cesta 18a, 1261 Ljubljana"],
        ),
        (
            "en-gb",
            "Registered office: 71 Candle Street, Lantern Garden, London, United Kingdom, WC2H 9JQ",
            ["71 Candle Street, Lantern Garden, London, United Kingdom, WC2H 9JQ"],
        ),
        (
            "en-ie",
            "Registered office: 4 Lamp Street, Dublin 2, Ireland, D02 X285<br>Company number 418273",
            ["4 Lamp Street, Dublin 2, Ireland, D02 X285"],
        ),
        (
            "en",
            "Registered office: 4 Lamp Road, Pune, Maharashtra, India - 411001<br>CIN U72900MH2015PTC123456",
            ["4 Lamp Road, Pune, Maharashtra, India - 411001"],
        ),
        (
            "en",
            "ABN 51 824 753 556, address: 4 Lamp Street, Sydney NSW, Australia 2000",
            ["4 Lamp Street, Sydney NSW, Australia 2000"],
        ),
        (
            "en",
            "Tax ID 0105551234567, address: 12 Lamp Road, Khlong Toei, Bangkok 10110, Thailand",
            ["12 Lamp Road, Khlong Toei, Bangkok 10110"],
        ),
        (
            "en-mt",
            "Lamp Ltd, 4 Strait Street, Valletta VLT 1434<br>Company number C 41827",
            ["4 Strait Street, Valletta VLT 1434"],
        ),
        (
            "en-in",
            "Registered Office: Lantern Media Pvt Ltd | # T9, 3rd Floor, Lotus Arcade, SC Road, "
            "Lanternpuram, Bengaluru – 560020",
            ["# T9, 3rd Floor, Lotus Arcade, SC Road, Lanternpuram, Bengaluru – 560020"],
        ),
        (
            "en-in",
            "Registered Office:<br>D-290, Lotus Vihar, Ground Floor, Delhi-110095, India",
            ["D-290, Lotus Vihar, Ground Floor, Delhi-110095"],
        ),
        (
            "it-it",
            "Lampada S.p.A. Via G. Mulino, 3 – 57121 Livorno<br>P.IVA 01524610506",
            ["Via G. Mulino, 3, 57121 Livorno"],
        ),
        (
            "it-it",
            "Rossi, via Mulino snc, 57121 Livorno<br>P.IVA 01524610506",
            ["via Mulino snc, 57121 Livorno"],
        ),
        ("it-it", "Via Verde S.r.l., 57121 Livorno<br>P.IVA 01524610506", []),
        (
            "es-es",
            "Lámpara S.L. Calle Molino s/n, 28013 Madrid<br>CIF: 1",
            ["Calle Molino s/n, 28013 Madrid"],
        ),
        (
            "en-gb",
            "Lamp Ltd, The Old Mill, Station Road, Bakewell, Derbyshire DE45 1AB. Company number 15252227",
            ["The Old Mill, Station Road, Bakewell, Derbyshire DE45 1AB"],
        ),
        (
            "en-gb",
            "Lamp House, 3 Mill Road, Bakewell DE45 1AB<br>Company number 15252227",
            ["Lamp House, 3 Mill Road, Bakewell DE45 1AB"],
        ),
        ("en-gb", "Our shop is off Mill Road, Bakewell DE45 1AB<br>Company number 15252227", []),
        (
            "cs-cz",
            "se sídlem Mlýnská 2020, Rychvald 735 32, Česká republika<br>IČO: 27134351",
            ["Mlýnská 2020, Rychvald 735 32"],
        ),
        ("cs-cz", "Sídlo: Mlýnská 28/14, Praha 2  120 00", ["Mlýnská 28/14, Praha 2 120 00"]),
        (
            "cs-cz",
            "Sídlo: Dlouhá 5, 110 00 Praha; provozovna: Krátká 7, Brno, 602 00",
            ["Dlouhá 5, 110 00 Praha", "Krátká 7, Brno, 602 00"],
        ),
        (
            "ro-ro",
            "Lampa S.R.L., CUI 45667331, sediu Str. Morii Nr. 174, Gura Calitei, Vrancea, 627160, România",
            ["Str. Morii Nr. 174, Gura Calitei, Vrancea, 627160"],
        ),
        ("de-at", "Filiale Austria<br>© 2016 - 2026 Mühlen-Team srl", []),
    ],
)
def test_addresses_as_they_are_written(lang: str, imprint: str, places: list[str]) -> None:
    assert address(imprint, lang) == places


def test_a_copyright_line_names_the_company() -> None:
    page = "<p>IČO: 27134351</p><footer>© 2016-2026 Pekárna Rohlík s.r.o. Webdesign: Atelier s.r.o.</footer>"
    assert facts(page, "legal_name") == ["Pekárna Rohlík s.r.o."]


@pytest.mark.parametrize(
    "heading",
    [
        "2. Hébergeur",
        "II - Hébergement",
        "Article 2.1 – Hébergeur du site",
        "b) Hébergeur",
        "<b>2</b>Hébergement du site",
    ],
)
def test_a_host_below_a_numbered_heading_is_another_company(heading: str) -> None:
    page = f"""<h1>Mentions légales</h1><h2>1. Éditeur du site</h2><p>Raison sociale : Fournil du Phare</p>
    <p>Adresse : 27 rue du Phare, 44600 Saint-Nazaire</p><h2>{heading}</h2><p>Le site est hébergé par :</p>
    <ul><li>Nuage SAS</li><li>2 rue des Serveurs, 59100 Roubaix, France</li></ul>"""
    assert facts(page, "legal_name", "address", lang="fr") == [
        "Fournil du Phare", "27 rue du Phare, 44600 Saint-Nazaire",
    ]  # fmt: skip


def test_the_parts_of_an_address_do_not_contain_its_country() -> None:
    page = "<p>Registered office: 4 Lamp Road, Pune, India 411001<br>CIN U72900MH2015PTC123456"
    (address,) = (fact for fact in extract(page.encode(), url=URL).company if fact.kind == "address")
    assert address.country == "IN"
    assert address.details == {"street": "4 Lamp Road", "locality": "Pune", "postal_code": "411001"}


ADDRESS = "<p>12 High Street</p><p>Leeds LS1 4AP</p><p>Company number 01234567</p>"


@pytest.mark.parametrize(
    ("maker", "names"),
    [
        ("<p>Built by hand since 1920</p>", ["Kiln Tools Ltd"]),
        ("<p>Gemaakt door vakmensen</p>", ["Kiln Tools Ltd"]),
        ("<p>разработано с любовью</p>", ["Kiln Tools Ltd"]),
        ("<p>Built by Webber</p>", []),
        ("<p>Built by</p>", []),
    ],
)
def test_who_made_the_site_is_named(maker: str, names: list[str]) -> None:
    assert facts(f"{maker}<p>Kiln Tools Ltd</p>{ADDRESS}", "legal_name") == names


def test_a_site_may_name_itself_as_maker() -> None:
    body = f"<p>Designed by</p><p>Kiln Tools Ltd</p>{ADDRESS}"
    assert facts(body, "legal_name", url="https://www.kiln-tools.co.uk/") == ["Kiln Tools Ltd"]
    assert facts(body, "legal_name", url="https://oven-and-kiln.co.uk/") == []


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Pizzeria da Gino di Gino Rossi", ["Pizzeria da Gino di Gino Rossi"]),
        ("Bottega di Ida Lind", ["Bottega di Ida Lind"]),
        ("A due passi dal Teatro di San Carlo", []),
        ("Vieni a trovarci nel centro di San Giovanni Valdarno", []),
    ],
)
def test_a_sole_trader_is_named_and_not_a_place_in_a_sentence(line: str, names: list[str]) -> None:
    body = f"<p>{line}, Via Roma 12, 52027 San Giovanni</p><p>P.IVA 01234567897</p>"
    assert facts(body, "legal_name", url="https://bottega.it/", lang="it") == names


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Vereniging De Kade, Kerkstraat 12, 1017 GA Amsterdam", "Vereniging De Kade"),
        ("Lid van Vereniging Eigen Kade. Kerkstraat 12, 1017 GA Amsterdam", "Bakker BV"),
    ],
)
def test_a_legal_form_that_is_a_word_begins_a_statement(line: str, name: str) -> None:
    body = f"<p>{line}</p><p>KvK 12345678</p><p>© 2026 Bakker BV</p>"
    assert facts(body, "legal_name", url="https://kade.nl/", lang="nl") == [name]


def test_a_person_in_katakana_is_no_shop() -> None:
    body = "<p>運営責任者</p><p>{}</p><p>会社名 株式会社かまど</p><p>〒100-0001 東京都千代田区千代田1-1</p>"
    assert facts(body.format("ジョナサンリー"), "person", lang="ja") == ["ジョナサンリー"]
    assert facts(body.format("オンラインショップ"), "person", lang="ja") == []


def test_a_town_may_have_one_letter() -> None:
    body = "<p>Four SARL, 12 rue Roux, 80190 Y</p><p>SIRET 73282932000074</p>"
    assert facts(body, "address", url="https://four.fr/", lang="fr") == ["12 rue Roux, 80190 Y"]


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("12 rue Roux, Lyon", ["12 rue Roux, Lyon"]),
        ("2 agences, Lyon", []),
        ("5 minutes de la gare, Lyon", []),
    ],
)
def test_an_address_without_a_postcode_names_its_street(written: str, found: list[str]) -> None:
    body = f"<p>Adresse : {written}</p><p>SIRET 73282932000074</p>"
    assert facts(body, "address", url="https://four.fr/", lang="fr") == found


def test_a_branch_is_no_person_with_initials() -> None:
    body = "<p>Owner: {}</p><p>Kiln Ltd, 12 High Street, Leeds LS1 4AP</p><p>Company number 01234567</p>"
    assert facts(body.format("J.R. Kiln"), "person") == ["J.R. Kiln"]
    assert facts(body.format("U.K. Branch"), "person") == []


def test_an_imprint_of_one_line_has_nothing_above() -> None:
    body = "<p>Musterstraße 5, 10115 Berlin, USt-IdNr. DE136695976</p>"
    assert facts(body, "vat_id", url="https://ofen.de/", lang="de") == ["DE136695976"]


def facts_of(body: str, lang: str = "de") -> list[tuple[str, str]]:
    html = f'<html lang="{lang}"><body>{body}</body></html>'
    url = f"https://www.lampe.{lang.replace('en', 'co.uk')}/"
    return [(fact.kind, fact.value) for fact in extract(html.encode(), url=url).company]


@pytest.mark.parametrize(
    ("lang", "body", "found"),
    [
        ("de", "<p>Adresse: Weg 1, 50667 Köln</p>", "Weg 1, 50667 Köln"),
        ("de", "<h3>Anschrift</h3><p>Lampenladen<br>Weg 1<br>50667 Köln</p>", "Weg 1, 50667 Köln"),
        ("fi", "<dt>Osoite</dt><dd>Lampputie 1b, 13130 Hamina</dd>", "Lampputie 1b, 13130 Hamina"),
        ("fi", "<p>📍Lampputie 5, 35820 Mänttä</p>", "Lampputie 5, 35820 Mänttä"),
        ("en", "<h4>Address</h4><p>1 High Street<br>Leeds LS1 1AA</p>", "1 High Street, Leeds LS1 1AA"),
        ("nl", "<p>Bezoekadres: Lampweg 2, 6191 BD Beek</p>", "Lampweg 2, 6191 BD Beek"),
        (
            "se",
            "<address>Lampan<br>Gatan 6<br>113 29 Stockholm</address>",
            "Gatan 6, 113 29 Stockholm",
        ),
        ("de", "<address>Weg 1<br>50667 Köln</address>", "Weg 1, 50667 Köln"),
    ],
)
def test_a_labelled_address_needs_no_further_details_of_the_company(lang: str, body: str, found: str) -> None:
    assert facts_of(f"<h1>Lampen</h1><p>Ole Lampe zeigt 300 Lampen.</p>{body}", lang) == [("address", found)]


@pytest.mark.parametrize(
    "body",
    [
        "<p>Weg 1, 50667 Köln</p>",
        "<p>Ihre Adresse</p><form><input name='strasse'></form><p>Seit 1950 in Köln</p>",
        "<p>Adresse: siehe unten</p><p>Mo 10 bis 18 Uhr</p>",
        "<address>Geschrieben von Ole Lampe am 12.03.2024</address>",
        "".join(f"<h3>Markt {at}</h3><p>Adresse: Weg {at}, 5066{at} Köln</p>" for at in range(1, 9)),
    ],
)
def test_what_is_no_address_of_the_company(body: str) -> None:
    assert facts_of(f"<h1>Lampen</h1>{body}") == []


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("<p>Ida Lammert (Geschäftsführerin)</p><p>HRB 7214 Amtsgericht Fulda</p>", ["Ida Lammert"]),
        ("<p>Ida Lammert (Inhaberin) und Ole Brix (Inhaber), HRB 7214</p>", ["Ida Lammert", "Ole Brix"]),
        ("<p>Ida Lammert (Geschäftsführerin)</p>" + "<p>Text</p>" * 10 + "<p>HRB 7214</p>", []),  # a customer
        ("<p>Lampen (Geschäftsführerin)</p><p>HRB 7214 Amtsgericht Fulda</p>", []),
    ],
)
def test_a_role_in_brackets_stands_behind_its_person(told: str, expected: list[str]) -> None:
    facts = extract(f'<html lang="de">{told}'.encode(), url="https://www.lampenhaus-fulda.de/").company
    assert [fact.value for fact in facts if fact.kind == "person"] == expected


@pytest.mark.parametrize(
    ("told", "number", "court"),
    [
        ("sp. zn. C 317662 vedená u Krajského soudu v Brně", "C 317662", "Krajského soudu v Brně"),
        (
            "pod značkou C 317662, vedená u Krajského soudu v Brně",
            "C 317662",
            "Krajského soudu v Brně",
        ),
        ("vedená Městským soudem v Praze, oddíl B, vložka 8123", "B 8123", "Městským soudem v Praze"),
        ("krbová vložka 8123", "", ""),
        ("rozsudek sp. zn. 29 Cdo 1234/2010", "", ""),
    ],
)
def test_the_file_of_a_czech_register_comes_behind_the_number_of_the_company(
    told: str, number: str, court: str
) -> None:
    html = f'<html lang="cs"><p>{told}</p><p>IČO: 27140563</p>'
    facts = extract(html.encode(), url="https://www.truhlarna.cz/kontakt").company
    first, *others = [fact for fact in facts if fact.kind == "registration_number"]
    assert first.value == "27140563"
    assert [(one.value, one.details.get("register")) for one in others] == (
        [(number, court)] if number else []
    )
