"""The country of a number without a country code, where its digits are grouped as in North America."""

import pytest

from tests.domains.scan.extract.contact_pages import numbers

RU = {"url": "https://cafe.ru/", "lang": "ru"}
CASES = {
    "a Russian site that names its country beside the number": (
        "Санкт-Петербург, Россия<br>Tel. (812) 418-2736",
        RU,
        ["+78124182736"],
    ),
    "an American office of a Russian site": (
        "Санкт-Петербург, Россия<br>США, тел. (917) 418-2736",
        RU,
        ["+19174182736"],
    ),
    "a Russian address and a Russian word": (
        "Санкт-Петербург, Россия<br>Тел. (812) 418-2736",
        {"lang": "ru"},
        ["+78124182736"],
    ),
    "a number of a Russian register and a Russian word": (
        "ИНН 7707083893<br>Тел. (812) 418-2736",
        {"lang": "ru"},
        ["+78124182736"],
    ),
    "a Russian word alone": ("Тел. (812) 418-2736", {"lang": "ru"}, ["+78124182736"]),
    "a Russian word in Brooklyn": (
        "Brighton Beach Ave, Brooklyn, NY 11235<br>Тел. (347) 418-2736",
        {"lang": "ru"},
        ["+13474182736"],
    ),
    "a Korean word alone": ("전화 (213) 418-2736", {"lang": "ko"}, ["+12134182736"]),
    "a Russian address, and a word in Latin letters": (
        "Russia<br>Tel. (812) 418-2736",
        {"lang": "ru"},
        ["+18124182736"],
    ),
    "Russia on a page in the language of another country": (
        "Росія<br>Тел. (812) 418-2736",
        {"lang": "uk"},
        ["+18124182736"],
    ),
    "an American office on a Russian page": (
        "Москва, Россия<br>США, тел. (917) 418-2736",
        {"lang": "ru"},
        ["+19174182736"],
    ),
    "China on a Chinese page, where its area codes have other lengths": (
        "中国<br>电话 (212) 555-0123",
        {"lang": "zh"},
        ["+12125550123"],
    ),
    "an American ZIP code beside the number, above a Russian address": (
        "New York, NY 10001, тел. (917) 418-2736<br>Москва, Россия",
        {"lang": "ru"},
        ["+19174182736"],
    ),
    "a word in another country's letters": (
        "कोलकाता, भारत। फ़ोन (902) 555-0123",
        {},
        ["+19025550123"],
    ),
    "a page in the language of another country than its site": (
        "Кафе и пекарня<br>Tel. 646 418 2736",
        {"lang": "ru", "url": "https://cafe.de/"},
        ["+16464182736"],
    ),
}


@pytest.mark.parametrize(("written", "page", "values"), CASES.values(), ids=CASES)
def test_a_number_that_is_grouped_as_in_north_america(written, page, values):
    assert numbers(f"<p>{written}</p>", **page) == values
