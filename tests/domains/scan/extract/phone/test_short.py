"""Numbers of five or six digits: whole ones of small countries, and those that lack an area code."""

import pytest

from tests.domains.scan.extract.contact_pages import numbers, read

SHOP = "https://www.shop-and-office.com/"


@pytest.mark.parametrize(
    ("body", "url", "values"),
    [
        ("<p>Tlf. 318273</p>", "https://kaffi.fo/", ["+298318273"]),
        (
            "<p>3900 Nuuk, Greenland</p><p>Phone: 328274</p><p>Mobile: 54 82 73</p>",
            SHOP,
            ["+299328274", "+299548273"],
        ),
        ("<p>Tél. : 28.41.73</p>", "https://garage.nc/", ["+687284173"]),
        ("<p>Honiara, Solomon Islands</p><p>Phone: 38273</p>", SHOP, ["+67738273"]),
        ("<p>Nuku'alofa, Tonga</p><p>Tel: 24-182</p>", SHOP, ["+67624182"]),
        ("<p>AD500 Andorra la Vella</p><p>Tel. 841 827</p>", SHOP, ["+376841827"]),
    ],
)
def test_whole_numbers_of_small_countries(body, url, values):
    assert numbers(body, url=url) == values


@pytest.mark.parametrize(
    "body",
    [
        "<p>Honiara, Solomon Islands. P.O. Box 38273</p>",
        "<p>Honiara, Solomon Islands. Phone us before 38273 others do</p><p>Office opposite 38 273</p>",
        "<p>Tórshavn, Faroe Islands. Fax 31.12.18</p>",
        "<p>Helsinki, Finland. Tel. 618273</p>",
        "<p>Honiara, Solomon Islands. Price 38273</p>",
        "<p>Copenhagen, Denmark. Tel. 318273</p>",
        "<p>Tel. 318273</p>",
        "<p>Tórshavn, Faroe Islands. Tel. 12273</p>",
        "<p>We ship to Greenland</p><p>Tel. 318273</p>",
    ],
)
def test_other_short_digits(body):
    assert numbers(body) == []


@pytest.mark.parametrize(
    ("country", "body", "values"),
    [
        (
            "com.ua",
            "<table><tr><td>Приймальня<td>(05351) 9-14-83<tr><td>Бухгалтерія<td>9-18-27"
            "<tr><td>Відділ<td>9-27-36</table>",
            ["+380535191483", "+380535191827", "+380535192736"],
        ),
        (
            "com.ua",
            "<p>тел. (04744) 3-41-82; факс 3-27-36; моб. 067 418 27 36</p>",
            ["+380474434182", "+380674182736", "+380474432736"],
        ),
        ("by", "<p>тел. (0216) 51-41-82<p>Вход со двора<p>факс 51-27-36", ["+375216514182", "+375216512736"]),
        ("ru", "<p>Факс 72-18-27<p>тел. (8172) 72-41-82", ["+78172724182", "+78172721827"]),
        (
            "ru",
            "<p>Код города 8172<p>Приемная: 72-41-83<p>Бухгалтерия: 72-18-27",
            ["+78172724183", "+78172721827"],
        ),
        ("ru", "<p>Тел. (8172) 72-41-82<p>а<p>б<p>в<p>Площадь 72-18-27", ["+78172724182"]),
        ("ru", "<p>Тел. (8172) 72-41-82<p>Заказ 72-18-27", ["+78172724182"]),
        ("ru", "<p>Тел. (8172) 72-41-82<p>Партия 72-18-27 готова", ["+78172724182"]),
        ("ru", "<p>Тел. (8172) 72-41-82<p>факс 4-18-27", ["+78172724182"]),
        ("ru", "<p>тел. 5-12-34", []),
        ("ru", "<p>72-18-27<p>тел. (8172) 72-41-82", ["+78172724182"]),
        ("com.ua", "<p>тел. 2-14-83, 2-18-92", []),
    ],
)
def test_numbers_without_area_code(country, body, values):
    assert numbers(body, url=f"https://kontora.{country}/", lang="ru") == values


def test_a_stated_area_code_tells_nothing_without_a_country():
    assert numbers("<p>Код города 8172<p>Приемная: 72-41-83", lang="ru") == []


def test_a_word_for_fax_before_digits_without_area_code():
    found = read("<p>тел. (04744) 3-41-82; факс 3-27-36", url="https://kontora.com.ua/")[0].phones
    assert [contact.kind for contact in found] == ["phone", "fax"]


FIRST, SECOND = "Тел. (05351) 9-14-83", "Тел. (04849) 5-12-34"
LINES = "<br>".join("абвг")
WITH_AREAS = {
    "of each number its own": (
        f"{FIRST}<br>Факс 9-27-36<br>{SECOND}<br>Факс 5-12-67",
        ["+380535191483", "+380484951234", "+380535192736", "+380484951267"],
        ["phone", "phone", "fax", "fax"],
    ),
    "a number right behind its area code's bracket": (
        f"{FIRST}<br>Факс 9-27-36<br>Тел. (04849)5-12-34",
        ["+380535191483", "+380484951234", "+380535192736"],
        ["phone", "phone", "fax"],
    ),
    "a line without a word": (f"{FIRST}<br>9-27-36", ["+380535191483", "+380535192736"], ["phone", "phone"]),
    "a word for phone": (f"{FIRST}<br>Тел. 9-27-36", ["+380535191483", "+380535192736"], ["phone", "phone"]),
    "a numbered line": (
        f"{FIRST}<br>2) тел. 9-27-36",
        ["+380535191483", "+380535192736"],
        ["phone", "phone"],
    ),
    "a word for number, far below": (
        f"{FIRST}<br>{LINES}<br>Тел. № 9-27-36",
        ["+380535191483", "+380535192736"],
        ["phone", "phone"],
    ),
    "a line without a word, far below": (f"{FIRST}<br>{LINES}<br>9-27-36", ["+380535191483"], ["phone"]),
    "a line without a word, below long ones": (
        f"{FIRST}<p>{'Мы делаем мебель для дома и сада. ' * 12}</p>9-27-36",
        ["+380535191483"],
        ["phone"],
    ),
    "digits in other groups": (f"{FIRST}<br>Факс 92736", ["+380535191483"], ["phone"]),
}


@pytest.mark.parametrize(("body", "values", "kinds"), WITH_AREAS.values(), ids=WITH_AREAS)
def test_the_area_code_of_another_number(body, values, kinds):
    phones = read(f"<p>{body}</p>", url="https://mebli.ua/", lang="uk")[0].phones
    by_kind = sorted(zip(kinds, values, strict=True), key=lambda one: one[0] == "fax")
    assert [(contact.kind, contact.value) for contact in phones] == by_kind


def test_a_word_for_whatsapp_before_a_short_number_and_one_for_fax_behind_it():
    found = read("<p>WhatsApp 318273 (fax)", url="https://kaffi.fo/")[0].phones
    assert [(contact.kind, contact.value) for contact in found] == [("whatsapp", "+298318273")]


def test_a_stated_area_code_beside_a_number_in_other_groups():
    body = "<p>Код города 8172</p><p>Тел. 72-41-82</p><p>Тел. +7 495 418 27 36</p>"
    assert numbers(body, url="https://mebel.ru/", lang="ru") == ["+74954182736", "+78172724182"]


def test_a_stated_area_code_on_a_page_of_no_country():
    assert numbers("<p>код города 8172</p><p>тел. 72-41-82</p>") == []


@pytest.mark.parametrize(
    ("written", "values"),
    [
        ("☎ 27418", ["+50027418"]),
        ("📞 27418", ["+50027418"]),
        ("Phone no. 27418", ["+50027418"]),
        ("Тел. ящик 27418", []),  # a box
    ],
)
def test_what_calls_short_digits_a_number(written, values):
    assert numbers(f"<p>Stanley, Falkland Islands</p><p>{written}</p>") == values
