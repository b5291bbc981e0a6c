"""Numbers of which only the last digits are written behind another one."""

import pytest

from domains.scan.extract.phone.abbreviated import MOST
from tests.domains.scan.extract.contact_pages import numbers, read


@pytest.mark.parametrize(
    ("country", "written", "values"),
    [
        ("co.uk", "020 7946 0958/59", ["+442079460958", "+442079460959"]),
        ("co.uk", "020 7946 0958/59 London", ["+442079460958", "+442079460959"]),
        ("us", "212 418 0143 or 0144", ["+12124180143", "+12124180144"]),
        ("us", "303-418-2741 / 2736", ["+13034182741", "+13034182736"]),
        ("in", "022-24182736 / 37 / 39", ["+912224182736", "+912224182737", "+912224182739"]),
        ("in", "044 - 2418 2736, 2741", ["+914424182736", "+914424182741"]),
        ("com.tr", "0312 418 27 36 - 37 (2 hat)", ["+903124182736", "+903124182737"]),
        ("gr", "210 4182736-7", ["+302104182736", "+302104182737"]),
        ("it", "02 4182736/7 - Fax 02 4182738", ["+39024182736", "+39024182737", "+39024182738"]),
        ("co.jp", "06-6418-2736・2737", ["+81664182736", "+81664182737"]),
        ("ch", "044 668 18 27 oder 28", ["+41446681827", "+41446681828"]),
        ("es", "914 182 736 y 37", ["+34914182736", "+34914182737"]),
        ("com.eg", "(02) 24182736 - 24182737 - 38", ["+20224182736", "+20224182737", "+20224182738"]),
        ("com.ua", "+38 (04866) 2-12-74, 2-15-83", ["+380486621274", "+380486621583"]),
        ("ru", "(83362) 4-12-73; 4-18-27 и 4-18-29", ["+78336241273"]),
        ("ru", "(8172) 72-41-82, 72-18-29 E-mail: a@b.ru", ["+78172724182", "+78172721829"]),
        ("co.uk", "01326 418273, 418292", ["+441326418273", "+441326418292"]),
        ("com.ua", "(0532) 418-273, 418-291", ["+380532418273", "+380532418291"]),
        ("tj", "(+992 37) 241 8273, 241 8291", ["+992372418273", "+992372418291"]),
        ("co.uk", "020 7418 2736, 020 7418 2791", ["+442074182736", "+442074182791"]),
        ("co.id", "(0274) 514182, 515273, 521827", ["+62274514182", "+62274515273", "+62274521827"]),
        ("com.tw", "(07)418-2732-4", ["+88674182732", "+88674182734"]),
        ("com.tw", "(02)2418-2732~5", ["+886224182732", "+886224182735"]),
        ("co.jp", "03-5418-2731～5", ["+81354182731", "+81354182735"]),
        ("com.ph", "(02) 8418 2731 to 36/Fax No.: (02) 8418 2740", ["+63284182731", "+63284182736"]),
        ("com.mx", "55 5418 2731 al 35", ["+525554182731", "+525554182735"]),
        ("co.id", "(021) 8418 2731 s/d 35", ["+622184182731", "+622184182735"]),
        ("co.kr", "02-541-8271〜4", ["+8225418271", "+8225418274"]),
        ("com.ua", "067 418 27 36, 418 27 37", ["+380674182736", "+380674182737"]),  # mobile, not in threes
    ],
)
def test_last_digits_of_further_numbers(country, written, values):
    found = numbers(f"<p>Tel: {written}</p>", url=f"https://cafe.{country}/")
    assert found[: len(values)] == values


def test_the_end_of_a_range_is_the_last():
    assert numbers("<p>Tel: 03-3842-1836~38, 40</p>", url="https://cafe.co.jp/") == [
        "+81338421836",
        "+81338421838",
    ]


def test_only_so_many():
    more = ", ".join(f"{last:02}" for last in range(1, 12))
    assert len(numbers(f"<p>Tel: 020 7946 0900, {more}</p>", url="https://cafe.co.uk/")) == MOST + 1


@pytest.mark.parametrize(
    ("country", "written"),
    [
        ("de", "0341 4182736-37"),  # dialled directly
        ("cn", "0591-62418275-6"),  # an extension
        ("com.tw", "(07)418-2732-41"),  # an extension, too
        ("com.tw", "(02)2418-2735~2"),
        ("co.uk", "020 7946 0958/24h"),
        ("co.uk", "020 7946 0916 or 17 High Street"),
        ("co.uk", "020 7946 0916, 17-21 High Street"),
        ("co.uk", "020 7946 0908, 09:00"),
        ("co.uk", "020 7946 0958/12"),
        ("co.uk", "020 7946 0912/58"),
        ("com.ua", "(04844) 3-12-34, 315-67"),
        ("co.uk", "020 7946 0958, 9"),
        ("co.uk", "020 7946 0958 / 1204"),
        ("co.uk", "020 7946 0958-0961"),
        ("com.ua", "(04844) 3-12-34, 65100"),
        ("com.ua", "(04844) 3-12-34, 31-56-7"),
        ("com.ua", "(0532) 41-82-73, 418-291"),
        ("com.ua", "(0532) 418-273, 350-400 грн"),
        ("co.uk", "01326 418273, 250655"),
        ("co.uk", "020 7946 0911 to 17 High Street"),
        ("co.uk", "020 7946 0908 to 17:00"),
        ("com.mx", "55 5418 2731 al 45"),
        ("it", "02 4182736/7 4182"),
    ],
)
def test_other_digits_behind_a_number(country, written):
    assert len(numbers(f"<p>Tel: {written}</p>", url=f"https://cafe.{country}/")) == 1


def test_a_postcode_behind_a_list():
    found = numbers("<p>Tel: (0274) 514182, 515273, 671827</p>", url="https://kedai.co.id/")
    assert found == ["+62274514182", "+62274515273"]


def test_a_word_for_fax_behind_them():
    found = read("<p>Tel: 020 7946 0958/59 (fax)</p>", url="https://cafe.co.uk/")[0].phones
    assert [(contact.value, contact.kind) for contact in found] == [
        ("+442079460958", "phone"),
        ("+442079460959", "fax"),
    ]


@pytest.mark.parametrize(
    ("country", "written", "values"),
    [
        ("com.my", "03-8418 7888/7238/7221", ["+60384187888", "+60384187238", "+60384187221"]),
        ("com.my", "03-8418 2000 / 2200", ["+60384182000"]),
        ("com.my", "03-8418 7888/2019", ["+60384187888"]),  # a year
        ("com.my", "012-418 2736/7238", ["+60124182736"]),  # a mobile
        ("us", "303-418-2741/5520", ["+13034182741"]),  # an extension
        ("de", "030 4418273/7238", ["+49304418273"]),  # no group of the number
    ],
)
def test_the_last_group_of_another_number_behind_a_slash(country, written, values):
    assert numbers(f"<p>Tel. {written}</p>", url=f"https://shop-and-office.{country}/") == values
