"""What digits behind a number mean, and numbers that look complete but are not."""

import pytest

from tests.domains.scan.extract.contact_pages import numbers

BR = {"url": "https://cafe.com.br/", "lang": "pt"}
DE = {"url": "https://cafe.de/", "lang": "de"}
SECONDS = {
    "several with the area code of the first": (
        "Tel. 030 4412877, 4412878, 4412879",
        DE,
        ["+49304412877", "+49304412878", "+49304412879"],
    ),
    "digits on the line below": ("Tel. 030 4412877<br>4412878", DE, ["+49304412877"]),
    "a mobile number where those have area codes": (
        "Celular (11) 98418-2736 / 98418-2737",
        BR,
        ["+5511984182736", "+5511984182737"],
    ),
    "a service number with a trunk prefix, cut": (
        "Tel. 022 418 27 36, 0800 418",
        {"url": "https://cafe.ch/"},
        ["+41224182736"],
    ),
    "too few digits for a second": ("Tel. +47 21 41 82 73 / 21 41 82 7", {}, ["+4721418273"]),
    "a number behind that of a company": (
        "SIRET 418 273 650 00012 - 02 40 41 82 73",
        {"url": "https://cafe.fr/", "lang": "fr"},
        ["+33240418273"],
    ),
    "a number in brackets behind that of an account": (
        "IBAN 030 4412877 / (030) 4412878",
        DE,
        ["+49304412878"],
    ),
}


@pytest.mark.parametrize(("written", "page", "values"), SECONDS.values(), ids=SECONDS)
def test_digits_behind_others(written, page, values):
    assert numbers(f"<p>{written}</p>", **page) == values


NONE = {
    "a code and no area code, in Brazil": ("Tel. +55 3418 2736", BR),
    "a code and no area code, and last digits": ("Tel. +55 3418-2736-37", BR),
    "a code and no area code, and other digits": ("Tel. +55 3418 2736 12", BR),
    "a code and no area code, in India": ("Tel. +91 2412 8773", {"url": "https://cafe.in/"}),
    "an amount in reais": ("Total R$ 11 3418 2736", BR),
    "an amount in reais with a bracket": ("Total R$ (11) 3418 2736", BR),
}


@pytest.mark.parametrize(("written", "page"), NONE.values(), ids=NONE)
def test_no_number(written, page):
    assert numbers(f"<p>{written}</p>", **page) == []
