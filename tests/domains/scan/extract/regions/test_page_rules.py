"""What a page says of the country of its numbers, where nothing stands near them."""

import pytest

from tests.domains.scan.extract.contact_pages import numbers, why

PAGE = {
    "a legal form": ("ĐT: 0283 8229 041<br>CÔNG TY TNHH DIỀU", "+842838229041", {}, "legal form 'CÔNG TY'"),
    "the second country of a language": (
        "Fone: (51) 3664.2571",
        "+555136642571",
        {"lang": "pt"},
        "language pt",
    ),
    "top-level domain": (
        "030 23125001",
        "+493023125001",
        {"url": "https://optik.de/"},
        "top-level domain of optik.de",
    ),
    "second level of a top-level domain sold to all": (
        "310 418 2736",
        "+573104182736",
        {"url": "https://cafe.com.co/"},
        "top-level domain of cafe.com.co",
    ),
    "canonical address": (
        "030 23125001",
        "+493023125001",
        {"head": '<link rel="canonical" href="https://optik.de/kontakt">'},
        "the page's own name optik.de",
    ),
    "structured address": (
        "021 424 1836",
        "+27214241836",
        {
            "head": '<script type="application/ld+json">'
            '{"@type":"PostalAddress","addressCountry":"Südafrika"}</script>'
        },
        "json-ld address in 'Südafrika'",
    ),
    "structured address in one line": (
        "09 418 2736",
        "+6494182736",
        {
            "head": '<script type="application/ld+json">{"@type":"Store","telephone":"09 418 2736",'
            '"address":"8 Queen Street, Auckland 1010, New Zealand"}</script>'
        },
        "country of its own structured address",
    ),
    "declared place": (
        "0664 4182736",
        "+436644182736",
        {"head": '<meta name="geo.region" content="AT-9">'},
        "geo.region",
    ),
    "declared language": ("0664 4182736", "+436644182736", {"lang": "de-AT"}, "declared language de-at"),
    "og:locale": (
        "0664 4182736",
        "+436644182736",
        {"head": '<meta property="og:locale" content="de_AT">'},
        "de-at",
    ),
    "register": (
        "080 4112 8273 GSTIN 29AAGCB7383J1Z4",
        "+918041128273",
        {},
        "register or legal form 'GSTIN'",
    ),
    "register with a space before its colon": (
        "0427-2704182 <p>CIN : U85110TZ2020PTC041827</p>",
        "+914272704182",
        {},
        "register or legal form 'CIN: U'",
    ),
    "register without a space": (
        "080 4112 8273 <p>CIN:U74999MH2018PTC304182</p>",
        "+918041128273",
        {},
        "'CIN: U'",
    ),
    "tax number without a space": (
        "0131 496 0018 <p>VAT:GB 418273650</p>",
        "+441314960018",
        {},
        "tax number",
    ),
    "legal form": ("(03) 5341 8273 <p>Troughs Pty Ltd</p>", "+61353418273", {}, "'Pty Ltd'"),
    "legal form in capitals": (
        "03-6028 4183 <p>KINTA RATTAN SDN. BHD.</p>",
        "+60360284183",
        {},
        "'SDN. BHD.'",
    ),
    "legal form in brackets": (
        "(021) 3241 8273 <p>Indus Looms (Pvt.) Ltd</p>",
        "+922132418273",
        {},
        "'(Pvt.) Ltd'",
    ),
    "tax number": ("0664 4182736 UID ATU41827365", "+436644182736", {"lang": "de"}, "'ATU'"),
    "a form's name in a script without spaces": (
        "03-3842-1836 株式会社どんぐり",
        "+81338421836",
        {},
        "'株式会社'",
    ),
    "a code before a tax number": (
        "01 677 4182 <p>VAT Reg. No. IE6433435F</p>",
        "+35316774182",
        {},
        "code of a tax number",
    ),
    "a code before a tax number that is not the country's": (
        "210 341 8273 <p>ΑΦΜ/VAT: EL 094182736</p>",
        "+302103418273",
        {},
        "code of a tax number",
    ),
    "the first of several tax numbers": (
        "030 4182736 <p>VAT numbers: DE273870825, FR12345678901</p>",
        "+49304182736",
        {},
        "code of a tax number",
    ),
    "a code far behind a tax number's name": (
        "030 23125001 <p>Umsatzsteuer-Identifikationsnummer gemäß § 27 a UStG: DE 241827365</p>",
        "+493023125001",
        {},
        "code of a tax number",
    ),
    "a register's number": (
        "210 341 8273 <p>ΑΦΜ 094182736</p>",
        "+302103418273",
        {},
        "register or legal form 'ΑΦΜ'",
    ),
    "a tax number of a country": ("062/253-140 <p>PIB:104182736</p>", "+38162253140", {}, "'PIB: 10'"),
    "a register of two countries": ("0905 418 273 <p>IČO 36418273</p>", "+421905418273", {}, "'IČO'"),
    "a label of one country": ("Fono: (2) 2345 1829", "+56223451829", {"lang": "es"}, "its label 'fono'"),
    "a label of some countries": ("Telf. 01 428-1829", "+5114281829", {"lang": "es"}, "its label 'telf'"),
    "a label for a postcode": (
        "(618) 129 78 25 <p>Toronja 116 C.P. 34207</p>",
        "+526181297825",
        {"lang": "es"},
        "'C.P.'",
    ),
    "a top-level domain sold to all, and its language": (
        "(601) 2309959",
        "+576012309959",
        {"url": "https://cafe.co/", "lang": "es"},
        "top-level domain of cafe.co and its language",
    ),
    "a number's code in a link": (
        '012-418 6789 <a href="tel:+60321418764"></a>',
        "+60124186789",
        {},
        "country code of 1 other",
    ),
    "a country named elsewhere": (
        "020 271 2345"
        + "<p>Open all day.</p>" * 20
        + "<p>Harbour Ltd, PO Box 41, Nairobi, Kenya, open from nine to five for all of you</p>",
        "+254202712345",
        {},
        "country named on the page",
    ),
    "its language with a country's name": (
        "021 802 41 73 <p>Depuis 1950 nous travaillons partout en Suisse romande avec plaisir.</p>"
        + "<p>x</p>" * 9,
        "+41218024173",
        {"lang": "fr"},
        "Suisse",
    ),
    "a postcode elsewhere": (
        "0113 496 0018" + "<p>Open.</p>" * 20 + "<p>12 High Street, Leeds LS1 4AP</p>",
        "+441134960018",
        {},
        "postcode 'LS1 4AP' on the page",
    ),
    "a city elsewhere": (
        "0414 418 273" + "<p>Open.</p>" * 20 + "<p>Kampala</p>",
        "+256414418273",
        {},
        "city named",
    ),
    "currency": ("022 2341 8276 <p>only ₹ 4,182</p>", "+912223418276", {}, "currency ₹"),
    "currency behind an amount": (
        "22 341 82 73 <p>tylko 120 zł</p>",
        "+48223418273",
        {},
        "currency zł",
    ),
    "a declared language of many countries": (
        "952 579 800",
        "+34952579800",
        {"lang": "es-419"},
        "language es",
    ),
    "a language that tools declare": (
        "030 23125001 <p>info@optik-werk.de</p>",
        "+493023125001",
        {"lang": "en-US"},
        "e-mail address under .de",
    ),
    "mail domain": (
        "030 23125001 <p>info@optik-werk.de</p>",
        "+493023125001",
        {},
        "e-mail address under .de",
    ),
    "language": ("0381 418273", "+49381418273", {"lang": "de"}, "language de"),
    "links": (
        '030 23125001 <a href="https://optik.de/a">a</a>',
        "+493023125001",
        {},
        "links to its domains",
    ),
    "letters of one country": (
        "0 2418 2736 <p>The best noodles: ก๋วยเตี๋ยวเรือ</p>",
        "+6624182736",
        {},
        "letters of its text",
    ),
    "letters that stand between Latin ones": (
        "028 3822 9041 <p>Giấy phép kinh doanh số 4, Sở Kế hoạch, cấp lại lần thứ hai</p>",
        "+842838229041",
        {},
        "letters of its text",
    ),
    "a word for fax of traditional Chinese": (
        "(02)2792-0418 傳真 (02)2794-9427",
        "+886227920418",
        {"lang": "zh"},
        "legal form '傳真'",
    ),
    "the tag of traditional Chinese": (
        "(02) 2396-1418 <p>歡迎光臨</p>",
        "+886223961418",
        {"lang": "zh-Hant"},
        "language zh-hant",
    ),
    "a host that the text names": (
        "022 2141827 <p>www.kilimo-bora.co.tz, README.md</p>",
        "+255222141827",
        {},
        "name of a host in the text",
    ),
    "groups that are not North American": ("(212) 317 41 82", "+902123174182", {"lang": "tr"}, "language tr"),
    "the only place of its sentences": (
        "020 7946 0018 <p>We have built staircases all over London since 1950.</p>" + "<p>x</p>" * 9,
        "+442079460018",
        {},
        "the only country that the page speaks of",
    ),
}


@pytest.mark.parametrize("case", PAGE)
def test_what_the_page_says(case):
    body, value, page, evidence = PAGE[case]
    assert evidence in why(f"<p>Tel {body}</p>", **page)[value]


@pytest.mark.parametrize(
    ("domain", "written", "value"),
    [
        *((f"{level}.co", "310 418 2736", "+573104182736") for level in ("edu", "gov", "net", "org")),
        *((f"{level}.me", "020 418 273", "+38220418273") for level in ("ac", "co")),
    ],
)
def test_second_levels_of_a_top_level_domain_sold_to_all(domain, written, value):
    assert numbers(f"<p>Tel {written}</p>", url=f"https://cafe.{domain}/") == [value]


@pytest.mark.parametrize(
    ("body", "page", "values"),
    [
        ("Tel (601) 2309959", {"url": "https://cafe.co/", "lang": "de"}, ["+16012309959"]),
        ("Tel 06 6982 1234<p>The marble of Italy is fine.</p><p>The wood of Ghana is fine.</p>", {}, []),
        ("Tel 213 418 273<p>MINIPCs of all kinds</p>", {}, []),
    ],
)
def test_what_says_nothing_of_a_country(body, page, values):
    assert numbers(f"<p>{body}</p>", **page) == values


def test_a_site_that_says_where_it_is_leaves_no_room_for_hints():
    assert numbers("<p>Tel 0418 273 655</p>", url="https://firma.be/", lang="nl") == []


def test_the_legal_form_of_a_single_partner_is_moroccan():
    body = "<p>Noix de Laâyoune SARL AU. Fax : 05 28 99 41 82</p>"
    assert numbers(body, lang="fr") == ["+212528994182"]
    assert numbers(body.replace(" AU", ""), lang="fr") == ["+33528994182"]


def test_an_address_in_the_middle_of_a_long_page_is_not_the_site_s():
    middle = "<p>Werkzeug und Geräte für Haus und Garten.</p>" * 100
    body = f"{middle}<p>Sie kamen aus SW1A 1AA London.</p>{middle}<p>Tel. 0208 4182736</p>"
    assert numbers(body, lang="de") == ["+492084182736"]


def test_a_short_name_of_a_country_in_capitals_is_a_word():
    body = "<p>ÁO</p><p>Tel. 01 5145012</p>"  # shirts, and Austria
    assert numbers(body, lang="vi") == []


def test_letters_of_several_countries_tell_none():
    english = (
        "<p>Our kitchen is open to all who like noodles, and the menu is in the language of our guests.</p>"
    )
    assert numbers(f"{english}<p>Tel 0 2418 2736</p><p>ก๋วยเตี๋ยวเรือ</p>") == ["+6624182736"]
    assert numbers(f"{english}<p>Tel 0 2418 2736</p><p>ก๋วยเตี๋ยวเรือ 우리동네국수집만두</p>") == []


@pytest.mark.parametrize(
    ("language", "written", "value"),
    [
        ("ru", "(044) 418-27-36", "+380444182736"),
        ("ru", "8 (812) 418-27-36", "+78124182736"),
        ("el", "25 418273", "+35725418273"),
        ("el", "2310 418273", "+302310418273"),
        ("fr", "02/418.27.36", "+3224182736"),
        ("ro", "022/418273", "+37322418273"),
    ],
)
def test_a_language_of_several_countries(language, written, value):
    """The countries are tried in the order of their pages; their numbers look different."""
    assert numbers(f"<p>Tel. {written}</p>", lang=language) == [value]


def test_a_language_in_a_menu_is_no_section_of_a_page_in_other_letters():
    page = (
        "<p>{}</p>"
        + "<p>가구를 만드는 공방입니다. 견적은 문의해 주세요.</p>" * 12
        + "<p>팩스 : 02-3418-2736</p>"
    )
    assert numbers(page.format("Japan"), lang="ko") == ["+82234182736"]
    assert numbers(page.format("일본"), lang="ko") == ["+81234182736"]


def test_a_name_in_latin_letters_counts_where_a_language_has_many_countries():
    page = "<p>04 294 4128</p>" + "<p>نصنع الأثاث من خشب البلوط كل يوم.</p>" * 12 + "<p>Deira, UAE</p>"
    assert numbers(page.replace("04", "هاتف 04", 1), lang="ar") == ["+97142944128"]


@pytest.mark.parametrize(
    ("body", "page", "values"),
    [
        ("Tel 4 273 658", {"url": "https://agency.sc/"}, ["+2484273658"]),
        ("Tel 5444 5738", {"url": "https://cafe.mu/"}, ["+23054445738"]),
        ("Tel 030/245-026", {"url": "https://kafana.me/", "lang": "sr"}, ["+38230245026"]),
        ("Tel 321 628 8532", {"url": "https://agency.co/"}, ["+13216288532"]),
        ("Tel 01481 295752", {"url": "https://guild.gg/"}, []),
    ],
)
def test_a_top_level_domain_sold_to_all_is_the_last_to_be_asked(body, page, values):
    assert numbers(f"<p>{body}</p>", **page) == values


def test_a_top_level_domain_sold_to_all_with_a_page_in_english_comes_behind_the_configured_region():
    body = "<p>Tel 427 3658</p>"
    assert numbers(body, url="https://agency.sc/", default="IS") == ["+3544273658"]
    assert numbers(body, url="https://agency.sc/") == ["+2484273658"]


def test_american_groups_on_a_page_in_persian_are_american():
    """Iran writes a zero before its mobile numbers."""
    assert numbers("<p>تلفن 916 418 2736</p>", lang="fa") == ["+19164182736"]
    assert numbers("<p>تلفن 0916 418 2736</p>", lang="fa") == ["+989164182736"]


DE = "Wir beraten Sie gerne in unserem Laden zu allen Fragen rund um das Holz."
FR = "Nous vous conseillons avec plaisir dans notre atelier pour tous vos projets."
IT = "Siamo lieti di accogliervi nel nostro ristorante con la cucina della regione."
NL = "Wij geven u in onze winkel graag advies over al onze producten van hout."
SQ = "Ne ofrojmë mobilje prej druri për shtëpinë tuaj. Na kontaktoni për çmime dhe për çdo pyetje."
POSTCODES = [
    (DE, "Dorfstrasse 12<br>8832 Wollerau<br>Tel. 044 418 27 36", "+41444182736"),
    (DE, "Dorfweg 12, 8832 Wollerau, Tel. 0444182736", "+41444182736"),
    (DE, "Dorfweg 12 - 8832 Wollerau - Tel. (0)44 418 27 36", "+41444182736"),
    (DE, "Dorfweg 12<br>8832 Wollerau<br>Tel. 0800 418 273", "+41800418273"),
    (DE, "Dorfweg 12a<br>6280 Rohrberg<br>Tel. 05282 41827", "+43528241827"),
    (DE, "Dorfweg 12<br>6280 Rohrberg<br>Tel. 0664 418 27 36", "+436644182736"),
    (FR, "Rue de la Gare 12<br>1870 Collombey<br>Tél. 024 471 82 73", "+41244718273"),
    (FR, "Rue de la Gare 12<br>6880 Bertrix<br>Tél. 061 41 82 73", "+3261418273"),
    (IT, "Via alla Chiesa 12<br>6598 Tenero<br>Tel. 091 745 41 82", "+41917454182"),
    (NL, "Kerkstraat 12<br>8377 Zuienkerke<br>Gsm 0475 41 82 73", "+32475418273"),
    (SQ, "Rruga e Dëshmorëve 12<br>13000 Gllogjan<br>Tel. 038 541 827", "+38338541827"),
    (SQ, "Rruga e Dëshmorëve 12<br>9301 Patos<br>Tel. 038 541 827", "+35538541827"),
]


@pytest.mark.parametrize(("text", "address", "value"), POSTCODES)
def test_the_length_of_postcodes_tells_neighbours_of_one_language(text, address, value):
    assert numbers(f"<p>{text}</p><p>{address}</p>", lang="") == [value]


@pytest.mark.parametrize(
    ("language", "number"),
    [("mk", "02 418 27 36"), ("uk", "02 418 27 36"), ("sr", "02 418 27 36"), ("be", "(022) 41-82-73")],
)
def test_a_word_tells_no_country_that_does_not_speak_the_page_s_language(language, number):
    assert numbers(f"<p>тел. {number}</p>", lang=language) == []
    assert numbers(f"<p>тел. {number}</p>", lang="") != []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (
            "Izrađujemo nameštaj po meri za vaš dom. Pozovite nas za cene i uslove. Čekamo vas!",
            "+38121455071",
        ),
        ("Izrađujemo namještaj po mjeri za vaš dom. Nazovite nas za cijene i uvjete.", "+38521455071"),
    ],
)
def test_serbian_in_latin_letters_is_not_croatian(text, value):
    assert numbers(f"<p>{text}</p><p>Tel: 021/455-071</p>", lang="") == [value]


@pytest.mark.parametrize(
    ("text", "address", "value"),
    [
        (DE, "Dorfweg 12<br>21483 Rohrberg<br>Tel. 044 418 27 36", "+49444182736"),
        (DE, "Dorfweg 12, 21483 Rohrberg; Bergweg 4, 8832 Wollen<br>Tel. 044 418 27 36", "+49444182736"),
        (DE, "Mai 12, 2024 Neues<br>Tel. 044 418 27 36", "+49444182736"),
        (DE, "In der Saison 3<br>1500 Kilo Holz<br>Tel. 05282 41827", "+49528241827"),
        (NL, "Kerkstraat 12<br>6041 AB Roerdorp<br>Tel. 0475 41 82 73", "+31475418273"),
    ],
)
def test_other_figures_are_no_short_postcodes(text, address, value):
    assert numbers(f"<p>{text}</p><p>{address}</p>", lang="") == [value]


@pytest.mark.parametrize("name", ["RUC", "R.U.C."])
def test_the_length_of_a_number_tells_whose_register_it_is(name):
    told = f"<p>{name}: 1741827359001</p>"
    assert numbers(f"<p>Cel. 099 418 2736</p>{told}", lang="es") == ["+593994182736"]
    assert numbers(f"<p>Cel. 994 182 736</p><p>{name}: 20418273591</p>", lang="es") == ["+51994182736"]


def test_a_word_of_the_spanish_world_on_a_page_that_looks_catalan():
    page = "<p>Banco: 0105 C.I. 4418273</p><p>Telf.: 0426-418.27.36</p>"
    assert numbers(page, lang="ca") == ["+584264182736"]


@pytest.mark.parametrize("word", ["Mob.", "Mob.No.", "Mobile", "Cell", "Handy"])
def test_a_mobile_telephone_has_no_premium_number(word):
    assert numbers(f"<p>{word}: 9004182736</p>", lang="") == []
    assert numbers("<p>Phone: 9004182736</p>", lang="") == ["+19004182736"]
