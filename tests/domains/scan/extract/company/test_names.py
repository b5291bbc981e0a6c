"""Rules of the legal names of companies in imprints, each with what it must leave alone."""

from __future__ import annotations

import pytest

from tests.domains.scan.extract.company.pages import DE, GB, PL, RO, RU, VAT_DE, values

NUMBER = "Company number: 07654312"
NIP = "NIP 526 000 12 46"
PAUSE = "\n".join(["Open daily"] * 5)
CZ, FR, IT, NO, SE = (f"https://www.lantern.{end}/" for end in ("cz", "fr", "it", "no", "se"))
FI, ID, VN, EE = (f"https://www.lantern.{end}/" for end in ("fi", "id", "vn", "ee"))


def names(text: str, url: str) -> list[str]:
    return values(text, url, "legal_name")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("© 2024 Back to Front Ltd", "Back to Front Ltd", id="behind-a-copyright-sign"),
        pytest.param("© 2024 Photos made by our friends at Front Ltd", "Front Ltd", id="sentence"),
        pytest.param("Lamps (North) Ltd", "Lamps (North) Ltd", id="part-in-brackets"),
        pytest.param('"Lamps" Ltd', '"Lamps" Ltd', id="quotes"),
        pytest.param('Our brand "Lamps" Front Ltd', "Front Ltd", id="something-else-in-quotes"),
        pytest.param("Lighthouse. Ltd", "Lighthouse. Ltd", id="point-before-the-form"),
        pytest.param("Made in Yorkshire. Front Ltd", "Front Ltd", id="behind-a-sentence"),
        pytest.param("Lighthouse Ltd\nBicycle lamps", "Lighthouse Ltd", id="above-no-code-of-a-bank"),
        pytest.param("Lighthouse Ltd: lamps since 1990", "Lighthouse Ltd", id="before-a-colon"),
        pytest.param("Hotel Faro Spa & Golf, S.L.", "Hotel Faro Spa & Golf, S.L.", id="spa-that-is-no-form"),
        pytest.param("Il titolare è Faro Srl", "Faro Srl", id="verb-with-an-accent"),
    ],
)
def test_the_words_that_belong_to_a_name_with_its_form(text: str, name: str) -> None:
    assert names(f"{text}\n{NUMBER}", GB) == [name]


@pytest.mark.parametrize(
    ("text", "url"),
    [
        pytest.param(f"24 Ltd\n{NUMBER}", GB, id="digits"),
        pytest.param(f"A Ltd\n{NUMBER}", GB, id="letter"),
        pytest.param(f"© 2024 Switch it on Ltd\n{NUMBER}", GB, id="small-word-at-the-end"),
        pytest.param(
            f"Lampen und Leuchten aus eigener Werkstatt mit Liebe seit langer Zeit gemacht GmbH\n{VAT_DE}",
            DE,
            id="sentence",
        ),
        pytest.param(
            "Provozovatelem je společnost lucerna s.r.o., IČO: 25596641", CZ, id="word-in-small-letters"
        ),
        pytest.param("Lampen as lyser\nOrg.nr: 974760673", NO, id="norwegian-word"),
        pytest.param("Sverige ab Malmö\nOrg.nr: 556036-0793", SE, id="swedish-word"),
        pytest.param("Hotel Faro spa\nP.IVA 07643520567", IT, id="spa"),
        pytest.param("Farul Bank S.A.\nCod bancar: FARLMD2X\nCUI: 4269282", RO, id="bank"),
        pytest.param("ООО - Маяк\nОГРН: 1027700132195", RU, id="dash-behind-the-form"),
    ],
)
def test_what_is_no_name_though_a_form_stands_there(text: str, url: str) -> None:
    assert names(text, url) == []


@pytest.mark.parametrize(
    ("text", "url", "name"),
    [
        pytest.param(
            "oleh PT Lampu Terang\nLEI: 5299 5552 9102 13PX NC50", ID, "PT Lampu Terang", id="in-a-sentence"
        ),
        pytest.param("оператор ООО «Маяк»\nОГРН: 1027700132195", RU, "ООО «Маяк»", id="in-quotes"),
        pytest.param("Оператор: ООО «Маяк»\nОГРН: 1027700132195", RU, "ООО «Маяк»", id="behind-a-colon"),
        pytest.param("ООО 7 Маяков\nОГРН: 1027700132195", RU, "ООО 7 Маяков", id="digit"),
        pytest.param("ООО Маяк. Все права\nОГРН: 1027700132195", RU, "ООО Маяк", id="before-a-sentence"),
        pytest.param(
            "Société Phare et Lumière\nSIREN 732 829 320",
            FR,
            "Société Phare et Lumière",
            id="with-a-small-word",
        ),
        pytest.param("Sauna Oy Ab\nY-tunnus: 0112038-9", FI, "Sauna Oy Ab", id="two-forms"),
        pytest.param("FIE Mari Tamm\nRegistrikood: 10000018", EE, "FIE Mari Tamm", id="of-a-person"),
        pytest.param(
            "Công ty TNHH Hải Đăng\nMST: 0313351528", VN, "Công ty TNHH Hải Đăng", id="abbreviation-last"
        ),
        pytest.param(
            "Công ty cổ phần Hải Đăng\nMST: 0313351528", VN, "Công ty cổ phần Hải Đăng", id="words-only"
        ),
        pytest.param(
            "une entreprise éclat SARL\nSIREN 732 829 320", FR, "éclat SARL", id="accent-on-a-small-letter"
        ),
    ],
)
def test_names_with_the_forms_of_other_languages(text: str, url: str, name: str) -> None:
    assert names(text, url) == [name]


@pytest.mark.parametrize(
    "told",
    [
        pytest.param("Suchen Sie eine Firma Lampenladen", id="in-a-sentence"),
        pytest.param("Firma: X", id="letter"),
        pytest.param("Firma: bitte angeben", id="small-letters"),
        pytest.param("Firma: 12345", id="digits"),
        pytest.param("Firma: Wie heißen Sie?", id="question"),
        pytest.param("Firma: Ort: Berlin", id="another-label"),
        pytest.param(
            "Firma: Wir sind ein Laden für Lampen und Leuchten aus der ganzen weiten Welt", id="many-words"
        ),
    ],
)
def test_what_is_no_name_behind_a_label_for_one(told: str) -> None:
    assert names(f"{VAT_DE}\n{told}", DE) == []


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        pytest.param("Impressum\nLampen Lind", ["Lampen Lind"], id="name"),
        pytest.param("Kontakt\nLampen Lind", [], id="below-no-imprint's-heading"),
        pytest.param("Impressum\nImprint", [], id="second-heading"),
        pytest.param("Impressum\nSo finden Sie uns!", [], id="sentence"),
        pytest.param("Impressum\nalle Angaben", [], id="small-letters"),
        pytest.param("Impressum\nInfo@lampenhaus.de", [], id="e-mail"),
        pytest.param("Impressum\nSo finden Sie uns: mit der Bahn", [], id="colon"),
        pytest.param("Impressum\n030 5550123", [], id="digits"),
        pytest.param(
            "Impressum\nWir bauen seit vielen Jahren Lampen und Leuchten für Haus und Garten",
            [],
            id="many-words",
        ),
        pytest.param(f"Impressum\n{'Lampenschirmwerkstätten ' * 6}", [], id="long-words"),
    ],
)
def test_the_line_between_the_heading_and_the_address_is_a_name(lines: str, found: list[str]) -> None:
    assert names(f"{lines}\nLindenweg 5, 10115 Berlin\n{VAT_DE}", DE) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("Impressum\nFirmenname: Lampen Lind GmbH", ["Lampen Lind GmbH"], id="with-its-form"),
        pytest.param(
            "Impressum\nFirmenname: Lampen Lind\nRechtsform: Einzelunternehmen",
            ["Lampen Lind"],
            id="form-below",
        ),
        pytest.param("Impressum\nFirmenname: Lampen Lind\nKontakt: hier", [], id="without-a-form"),
        pytest.param("Impressum\nInhaber: Lampen Lind GmbH", [], id="other-label"),
        pytest.param("Impressum\nUnsere Kunden: Firmenname: Lampen Lind GmbH", [], id="label-within-a-line"),
        pytest.param(
            "Unser Impressum lesen Sie bitte hier auf dieser schönen langen Seite unseres Ladens\n"
            "Firmenname: Lampen Lind GmbH",
            [],
            id="no-heading",
        ),
    ],
)
def test_an_imprint_without_numbers_and_address_must_say_that_it_names_the_company(
    text: str, found: list[str]
) -> None:
    assert names(text, DE) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(f"{NUMBER}\n{PAUSE}\n© 2024 Lamps Front Ltd", ["Lamps Front Ltd"], id="name"),
        pytest.param(f"{NUMBER}\n{PAUSE}\n© 2024 photo by Front Lamps Ltd", [], id="of-a-photo"),
        pytest.param(f"{NUMBER}\n{PAUSE}\nWe use bulbs of Bright Bulbs Ltd", [], id="without-a-sign"),
    ],
)
def test_the_name_directly_behind_a_copyright_sign(text: str, found: list[str]) -> None:
    assert names(text, GB) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(
            f"Remontex Jan Lis\nul. Lipowa 5, 00-950 Warszawa\n{NIP}", ["Remontex Jan Lis"], id="firm"
        ),
        pytest.param(
            f"Remontex Jan Lis\nul. Lipowa 5, 00-950 Warszawa\n{PAUSE}\n{NIP}", [], id="number-far-away"
        ),
        pytest.param(f"Zapraszamy do nas, Jan Lis\nul. Lipowa 5, 00-950 Warszawa\n{NIP}", [], id="sentence"),
        pytest.param(f"Kontakt Jan Lis\nul. Lipowa 5, 00-950 Warszawa\n{NIP}", [], id="label"),
        pytest.param(
            f"ul. Lipowa 5, 00-950 Warszawa\n{NIP}\nRemontex Jan Lis", [], id="at-the-end-of-the-page"
        ),
    ],
)
def test_the_firm_of_a_person_directly_above_its_address(text: str, found: list[str]) -> None:
    assert names(text, PL) == found


def test_a_label_is_no_part_of_a_sole_traders_name() -> None:
    assert names(f"Wir sind Firma Ida Lind, Einzelunternehmen\n{VAT_DE}", DE) == []


@pytest.mark.parametrize(
    ("text", "url", "name"),
    [
        pytest.param("Handelsnaam Lampen B.V.\nKvK 30123987", "nl", "Lampen B.V.", id="nl"),
        pytest.param("Firmanamn Lampa AB\nOrg.nr: 556703-7485", "se", "Lampa AB", id="se"),
        pytest.param("Denominazione Lampada S.r.l.\nP.IVA 07350810110", "it", "Lampada S.r.l.", id="it"),
        pytest.param("Toiminimi Lamppu Oy\nY-tunnus: 0112038-9", "fi", "Lamppu Oy", id="fi"),
        pytest.param("Наименование Лампа ООД\nЕИК: 175074752", "bg", "Лампа ООД", id="bg"),
        pytest.param(
            "상호 주식회사 달빛다원\n사업자등록번호: 123-45-67891", "kr", "주식회사 달빛다원", id="kr"
        ),
        pytest.param(
            "상호물산 주식회사\n사업자등록번호: 123-45-67891",
            "kr",
            "상호물산 주식회사",
            id="name-like-a-label",
        ),
    ],
)
def test_a_label_without_a_colon_is_no_part_of_the_name(text: str, url: str, name: str) -> None:
    assert values(text, f"https://www.mill-and-oven.{url}/", "legal_name") == [name]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param(
            "Mill GmbH, HRB 4711\nLampen GmbH, Weg 1\n50667 Köln", ["Mill GmbH"], id="beside-the-number"
        ),
        pytest.param(
            "Mill GmbH\nKöln\nHRB 4711\nLampen\nLeuchten\nKerzen\nDochte\nLampen GmbH\nWeg 1\n50667 Köln",
            ["Mill GmbH"],
            id="above-the-number",
        ),
        pytest.param(
            "Lampen. Firma Mill Leuchten\nUSt-IdNr.: DE342366712", ["Mill Leuchten"], id="in-a-line"
        ),
        pytest.param("Geschäftsführer: Ida Lind\nFirma: Mill GmbH", [], id="without-an-imprint"),
        pytest.param("Impressum\nEingetragene Firma: Mill GmbH", [], id="within-a-line-of-an-imprint"),
    ],
)
def test_which_name_is_the_companys(text: str, names: list[str]) -> None:
    assert values(text, "https://www.mill-and-oven.de/", "legal_name") == names


@pytest.mark.parametrize(
    ("told", "end", "number", "name"),
    [
        pytest.param("© 2024 A Lámpa Kft.", "hu", "LEI", "Lámpa Kft.", id="article-behind-a-copyright-sign"),
        pytest.param("© 2024 2025 Mill and Oven GmbH", "de", "HRB", "Mill and Oven GmbH", id="two-years"),
        pytest.param(
            "© 2024 Shop operated by Kiln Ltd", "com", "LEI", "Kiln Ltd", id="words-before-the-name"
        ),
        pytest.param("© 2024 lamps, lights Ltd", "com", "LEI", "", id="list-in-small-letters"),
        pytest.param("Unser Laden: GmbH", "de", "HRB", "", id="form-alone"),
        pytest.param("ООО Адрес", "ru", "ОГРН", "ООО Адрес", id="name-that-is-a-label"),
        pytest.param("ООО Лампа & Свет", "ru", "ОГРН", "ООО Лампа & Свет", id="sign-within-a-name"),
        pytest.param(
            "Site édité par la Sarl Moulin", "fr", "LEI", "Sarl Moulin", id="short-form-in-a-sentence"
        ),
        pytest.param("over: Stichting Molen", "nl", "KvK", "Stichting Molen", id="form-behind-a-colon"),
        pytest.param("wij zijn STICHTING Molen", "nl", "KvK", "STICHTING Molen", id="form-in-capitals"),
        pytest.param("wij zijn Stichting Molen", "nl", "KvK", "", id="form-that-is-a-word-of-a-sentence"),
        pytest.param("stichting Molen", "nl", "KvK", "", id="form-in-small-letters"),
        pytest.param("VšĮ Lempa", "lt", "LEI", "VšĮ Lempa", id="form-in-its-own-spelling"),
        pytest.param("Công ty cổ phần Đèn", "vn", "LEI", "Công ty cổ phần Đèn", id="form-of-words"),
        pytest.param("Lampa a s Praha", "cz", "LEI", "", id="letters-of-a-form-as-words"),
        pytest.param("Lamps Pte Ltd", "sg", "LEI", "Lamps Pte Ltd", id="form-of-two-words"),
    ],
)
def test_the_name_by_its_legal_form(told: str, end: str, number: str, name: str) -> None:
    lines = {
        "HRB": "HRB 4711",
        "KvK": "KvK 30123987",
        "ОГРН": "ОГРН: 1027700132195",
        "LEI": "LEI: 52995552910213PXNC50",
    }
    found = values(f"{told}\n{lines[number]}", f"https://www.mill-and-oven.{end}/", "legal_name")
    assert found == ([name] if name else [])


def test_the_firm_of_a_serbian_sole_trader_is_named_in_full() -> None:
    name = "Ana Brkić preduzetnik Izrada lampi Svetionik Beograd-Vračar"
    assert names(f"Poslovno ime: {name}\nPIB: 104052135", "https://svetionik.rs/") == [name]


def test_a_word_for_addresses_that_is_one_for_names_elsewhere() -> None:
    text = "VÖEN: 1234567891\nÜnvan: AZ1075, Bakı, Nizami küç. 224"
    assert names(text, "https://mayak.az/") == []
    assert values(text, "https://mayak.az/", "address") == ["AZ1075, Bakı, Nizami küç. 224"]


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("ООО ИНН 7707083893", "ru"),
        ("АО ОГРН 1027700132195", "ru"),
        ("ООО КПП 773601001 ИНН 7707083893", "ru"),
        ("ООО Тел. 8 495 418-27-36 ИНН 7707083893", "ru"),
        ("ТОВ ЄДРПОУ 14360570", "com.ua"),
        ("SARL SIRET 732 829 320 00074", "fr"),
        ("UAB Įmonės kodas: 110053842", "lt"),
        ("UAB PVM kodas LT119505811", "lt"),
        ("OÜ Registrikood 10345833", "ee"),
        ("SIA Reģ. nr. 40003032949", "lv"),
        ("AB Org.nr 556016-0680", "se"),
        ("Oy Y-tunnus 0112038-9", "fi"),
        ("PT NPWP 01.312.166.0-091.000", "co.id"),
        ("Công ty TNHH MST 0100233488", "vn"),
        ("株式会社 法人番号 1010001000006", "jp"),
        ("주식회사 사업자등록번호 220-81-62517", "kr"),
        ("บริษัท จำกัด เลขประจำตัวผู้เสียภาษี 0107537000521", "co.th"),
        ("S.C. SRL CUI: 14186770", "ro"),
        ("Eine GmbH\nUSt-IdNr.: DE342366712", "de"),
    ],
)
def test_a_form_without_a_name(text: str, end: str) -> None:
    assert names(text, f"https://www.lantern.{end}/") == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ООО Такси 24 ИНН 7707083893", "ООО Такси 24"),
        ("SIA Mob Reģ. nr. 40003032949", "SIA Mob"),
        ("DAS GmbH\nUSt-IdNr.: DE342366712", "DAS GmbH"),
    ],
)
def test_names_that_are_words_for_something_else(text: str, name: str) -> None:
    assert names(text, "https://www.lantern.com/") == [name]


@pytest.mark.parametrize(
    ("text", "end", "name"),
    [
        ("Company Name Lamps Ltd\nCompany number 07654312", "co.uk", "Lamps Ltd"),
        ("Business Name Lamps Ltd\nCompany number 07654312", "co.uk", "Lamps Ltd"),
        ("Cégnév Lámpa Kft.\nAdószám: 10773381-2-44", "hu", "Lámpa Kft."),
        ("Ünvan Lamba Ltd. Şti.\nVergi No 4540536920", "com.tr", "Lamba Ltd. Şti."),
        ("Наименование ООО «Лампа»\nИНН 7707083893", "ru", "ООО «Лампа»"),
        ("상호 주식회사 램프\n사업자등록번호 220-81-62517", "kr", "주식회사 램프"),
        ("Firmenname Lampen GmbH\nUSt-IdNr.: DE342366712", "de", "Lampen GmbH"),
        ("Firma Lampen GmbH\nUSt-IdNr.: DE342366712", "de", "Lampen GmbH"),
    ],
)
def test_the_label_is_no_part_of_the_name(text: str, end: str, name: str) -> None:
    assert names(text, f"https://www.lantern.{end}/") == [name]


@pytest.mark.parametrize(
    ("text", "end", "name"),
    [
        ("Nadační fond Lucerna\nIČO: 25596641", "cz", "Nadační fond Lucerna"),
        ("NADAČNÍ FOND LUCERNA\nIČO: 25596641", "cz", "NADAČNÍ FOND LUCERNA"),
        ("Nadácia Lampa\nIČO: 31322832", "sk", "Nadácia Lampa"),
        ("Công ty TNHH Đèn\nMST 0100233488", "vn", "Công ty TNHH Đèn"),
    ],
)
def test_forms_of_several_words_before_a_name(text: str, end: str, name: str) -> None:
    assert names(text, f"https://www.lantern.{end}/") == [name]


def test_a_label_for_an_address_before_a_name_is_no_part_of_it() -> None:
    text = "会社概要\n本社株式会社灯台\n〒150-0002 東京都港区灯台1-2-3"
    assert values(text, "https://www.mill-and-oven.jp/", "legal_name") == ["株式会社灯台"]
