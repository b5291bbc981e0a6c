"""Opening hours beside a number are no digits of it."""

import pytest

from tests.domains.scan.extract.contact_pages import numbers

DE = {"url": "https://cafe.de/", "lang": "de"}
FR = {"url": "https://cafe.fr/", "lang": "fr"}
UK = {"url": "https://cafe.co.uk/"}
SE = {"url": "https://cafe.se/", "lang": "sv"}
RU = {"url": "https://cafe.ru/", "lang": "ru"}
BESIDE = {
    "a range behind": ("Tel. 08-418 27 36 9-17", SE, ["+4684182736"]),
    "a range with spaces": ("020 7946 0018 9 - 17", UK, ["+442079460018"]),
    "times with a colon": ("Phone 202-555-0143 9:00-5:00", {}, ["+12025550143"]),
    "times with a point": ("Tel. 020 624 1827 9.00 - 17.00", {"url": "https://cafe.nl/"}, ["+31206241827"]),
    "times with a slash": ("Tel. 06 4182736 9.30/13.00", {"url": "https://cafe.it/"}, ["+39064182736"]),
    "times behind eight digits": (
        "Tel. 22 41 82 73 9.00-15.00",
        {"url": "https://cafe.no/"},
        ["+4722418273"],
    ),
    "minutes behind a letter": ("Tél 04 93 27 18 66 9h00 - 18h00", FR, ["+33493271866"]),
    "a range of pairs behind a number that has none": ("Tel. 030 4412877 12-16", DE, ["+49304412877"]),
    "a word for the hour": ("030 44128773 8 Uhr - 17 Uhr", DE, ["+493044128773"]),
    "a word for the hour behind a range of pairs": ("Tel. 030 44 12 87 73 10-16 Uhr", DE, ["+493044128773"]),
    "a range behind eight digits": ("Tlf. 33 41 82 73 9-16", {"url": "https://cafe.dk/"}, ["+4533418273"]),
    "two ranges": ("044 418 27 36 8–12 / 13–17 Uhr", {"url": "https://cafe.ch/"}, ["+41444182736"]),
    "two times with a point": (
        "Tel. 06 4182736 9.00-12.30 15.00-18.00",
        {"url": "https://cafe.it/"},
        ["+39064182736"],
    ),
    "a word for until and one for the hour": (
        "Tel. 91 418 27 36 10 a 14h",
        {"url": "https://cafe.es/"},
        ["+34914182736"],
    ),
    "minutes behind a short word": ("Tel. 02 418 27 36 9u30", {"url": "https://cafe.be/"}, ["+3224182736"]),
    "a word for until": ("030 44128773 8 bis 17 Uhr", DE, ["+493044128773"]),
    "letters for the half of the day": ("030 44128773 9am-5pm", DE, ["+493044128773"]),
    "times before": ("9:00-17:00 020 7946 0018", UK, ["+442079460018"]),
    "times with a point before": ("Mo-Fr 9.00-17.00 030 44128773", DE, ["+493044128773"]),
    "times with a letter before": ("9h00-17h00 04 93 27 18 66", FR, ["+33493271866"]),
}
NUMBERS = {
    "pairs whose last ones look like hours": ("Тел. 8 (495) 418 12-16", RU, ["+74954181216"]),
    "the last pairs of a number": ("Tél 04 93 27 12-16", FR, ["+33493271216"]),
    "the last pair and another's": ("Tél 04 93 27 18 12 à 14", FR, ["+33493271812"]),
    "a pair of a long number": ("030 44 12 87 12-16", DE, ["+49304412871216"]),
    "pairs with a point that look like a time before": ("Tél. 04.30 41 28 77", FR, ["+33430412877"]),
    "pairs with a point that look like a time behind": (
        "Tél. 02 418 12.30",
        {"url": "https://cafe.be/", "lang": "fr"},
        ["+3224181230"],
    ),
    "an area code right behind a colon": ("Tel:22 418 27 36", {"url": "https://cafe.pl/"}, ["+48224182736"]),
    "a number behind a year": ("2010 020 7946 0018", UK, ["+442079460018"]),
}


@pytest.mark.parametrize(("written", "page", "values"), BESIDE.values(), ids=BESIDE)
def test_hours_beside_a_number(written, page, values):
    assert numbers(f"<p>{written}</p>", **page) == values


@pytest.mark.parametrize(("written", "page", "values"), NUMBERS.values(), ids=NUMBERS)
def test_digits_of_the_number_that_look_like_hours(written, page, values):
    assert numbers(f"<p>{written}</p>", **page) == values
