"""Bare digits for which only a sentence, or a word behind them, tells whether they are a telephone number."""

import pytest

from tests.domains.scan.extract.contact_pages import numbers

DE = {"url": "https://cafe.de/", "lang": "de"}
TR = {"url": "https://cafe.com.tr/", "lang": "tr"}
NOT_ANNOUNCED = {
    "a word in brackets that is none for telephone": ("03044128773 (Bestellung)", DE),
    "a word for telephone that begins the next words": ("44128773 Telefonische Beratung", DE),
    "a count of guests between": ("Reservierung 2 Personen 03044128773", DE),
    "an hour between": ("Reservierung 12 Uhr: 03044128773", DE),
    "a date between": ("Reservierung am 24.12.: 03044128773", DE),
}


@pytest.mark.parametrize(("written", "page"), NOT_ANNOUNCED.values(), ids=NOT_ANNOUNCED)
def test_digits_that_nothing_announces(written, page):
    assert numbers(f"<p>{written}</p>", **page) == []


ANNOUNCED = {
    "a word for telephone in brackets behind": ("03044128773 (Telefon)", DE, "+493044128773"),
    "a line's number with the word behind": ("2124182736 numaralı telefon", TR, "+902124182736"),
    "a preposition behind an hour": ("Reservierung ab 12 unter 03044128773", DE, "+493044128773"),
}


@pytest.mark.parametrize(("written", "page", "value"), ANNOUNCED.values(), ids=ANNOUNCED)
def test_digits_that_are_announced(written, page, value):
    assert numbers(f"<p>{written}</p>", **page) == [value]
