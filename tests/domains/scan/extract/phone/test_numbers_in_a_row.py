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
    "a longer mobile number behind a slash, where none has a trunk prefix": (
        "+267 3164182/74182736",
        {},
        ["+2673164182", "+26774182736"],
    ),
    "a longer mobile number behind a slash, where it lacks its trunk prefix": (
        "+43 1 4182736/6641827365",
        {},
        ["+4314182736"],
    ),
    "a mobile number behind one without area code": (
        "هاتف: 4653390 - 0796418273",
        {"url": "https://cafe.jo/", "lang": "ar"},
        ["+962796418273"],
    ),
    "too few digits for a second": ("Tel. +47 21 41 82 73 / 21 41 82 7", {}, ["+4721418273"]),
    "a shorter number with its area code in brackets": (
        "Tel. +49 30 44128773 / (40) 441287",
        DE,
        ["+493044128773", "+4940441287"],
    ),
    "a third one in other groups, which lacks digits": (
        "Tel. 030 44128773 / 441287 / 441 28773",
        DE,
        ["+493044128773"],
    ),
    "a short number, twice": ("Tel. 030441 030441", DE, ["+4930441"]),
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


NL, FI, IT = ({"url": f"https://cafe.{domain}/"} for domain in ("nl", "fi", "it"))
FOLLOWED = {
    "a time": ("Tel. 06 41827365 10:00", NL, ["+31641827365"]),
    "times": ("Tel. 030 4412877 9:00 - 17:00 Uhr", DE, ["+49304412877"]),
    "times behind a dash": ("Tel. 030 4412877 – 9:00-17:00", DE, ["+49304412877"]),
    "times with dots": ("Tel. 030 4412877 9.00-17.00 Uhr", DE, ["+49304412877"]),
    "times with dots, in Finland": ("Puh. 09 418 2736 8.00-16.00", FI, ["+35894182736"]),
    "times with dots, in Italy": ("Tel. 02 4182 7365 9.00 - 13.00", IT, ["+390241827365"]),
    "hours": ("Tel. 030 4412877 9-17 Uhr", DE, ["+49304412877"]),
    "groups that look like hours": ("Tel. 030 4412 12-15", DE, ["+493044121215"]),
    "a group that is no hour": ("Tel. 0341 418 27:36", DE, []),
    "all hours": ("Tel. +442079460018 24/7", {}, ["+442079460018"]),
    "a year": ("Tel. +442079460018 2027", {}, ["+442079460018"]),
    "a postcode": ("Tel. 0641827365 1012 AB Amsterdam", NL, ["+31641827365"]),
    "a ZIP code": ("Tel. 3034182736 80202", {}, ["+13034182736"]),
    "digits behind others that no word calls a number": ("3034182736 80202", {}, []),
    "all hours, without a word for a telephone": ("+442079460018 24/7", {}, ["+442079460018"]),
    "a colon that begins no minutes": ("Tel. 030 44128 17: Zentrale", DE, ["+49304412817"]),
    "digits behind a dot": ("Tel. 0641827365.1012", NL, []),
    "as many digits as a number has": ("Tel. 03044128773 20271118", DE, []),
}


@pytest.mark.parametrize(("written", "page", "values"), FOLLOWED.values(), ids=FOLLOWED)
def test_what_follows_a_number_is_no_part_of_it(written, page, values):
    assert numbers(f"<p>{written}</p>", **page) == values
