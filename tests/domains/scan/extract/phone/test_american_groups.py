"""Numbers in groups of three, three and four digits that are in no American area."""

from __future__ import annotations

import pytest

from tests.domains.scan.extract.contact_pages import numbers

RUSSIAN = "Мы изготавливаем мебель на заказ уже много лет, приходите к нам."
HINDI = "हम आपके घर के लिए अच्छा फर्नीचर बनाते हैं और आपका स्वागत करते हैं।"
GREEK = "Κατασκευάζουμε έπιπλα κατά παραγγελία εδώ και πολλά χρόνια."
CHINESE = "我们多年来为您制作优质家具，欢迎光临我们的商店。"


@pytest.mark.parametrize(
    ("lang", "prose", "written", "expected"),
    [
        ("ru", RUSSIAN, "(812) 325-4220", "+78123254220"),
        ("ru", RUSSIAN, "Тел. (812) 418-2736", "+78124182736"),
        ("ru", RUSSIAN, "Call 812-418-2736", "+78124182736"),
        ("hi", HINDI, "989 418 2736", "+919894182736"),
        ("hi", HINDI, "मोबाइल: 989-418-2736", "+919894182736"),
        ("el", GREEK, "210 418 2736", "+302104182736"),
    ],
)
def test_a_text_in_other_letters(lang: str, prose: str, written: str, expected: str) -> None:
    for end in ("info", "com"):
        body = f"<p>{prose}</p><p>{written}</p>"
        assert numbers(body, lang=lang, url=f"https://firma.{end}/") == [expected]


@pytest.mark.parametrize(
    ("lang", "body", "expected"),
    [
        ("ru", f"<p>{RUSSIAN}</p><p>Brooklyn, NY 11235<br>(812) 325-4220</p>", ["+18123254220"]),
        ("ru", f"<p>{RUSSIAN}</p><p>(812) 325-4220</p><p>США: +1 718 555 0143</p>", None),
        ("hi", f"<p>{HINDI}</p><p>(989) 418-2736</p>", ["+19894182736"]),  # no mobile number
        ("zh", f"<p>{CHINESE}</p><p>(312) 418-2736</p>", ["+13124182736"]),  # a trunk prefix is missing
        ("en", "<p>Our Russian food (борщ) is here</p><p>(812) 325-4220</p>", ["+18123254220"]),
    ],
)
def test_an_american_number_in_other_letters(lang: str, body: str, expected: list[str] | None) -> None:
    assert numbers(body, lang=lang) == (expected or ["+18123254220", "+17185550143"])


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("+57 601 418 2736, 305-418-2736", ["+576014182736", "+573054182736"]),
        ("Tel. +57 601 418 2736<br>Cel. 305 418 2736", ["+576014182736", "+573054182736"]),
        ("305-418-2736 / +57 601 418 2736", ["+573054182736", "+576014182736"]),
        ("+52 55 4182 7365, 332-418-2736", ["+525541827365", "+523324182736"]),
        ("+90 212 418 2736, 532-418-2736", ["+902124182736", "+905324182736"]),
        ("+7 495 418 2736, (812) 418-2736", ["+74954182736", "+78124182736"]),
        ("+30 210 418 2736, 210-418-2737", ["+302104182736", "+302104182737"]),
    ],
)
def test_beside_a_number_with_a_code(body: str, expected: list[str]) -> None:
    assert sorted(numbers(f"<p>{body}</p>")) == sorted(expected)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("+44 20 7946 0018, 212-555-0143", ["+442079460018", "+12125550143"]),  # invalid there
        ("+49 30 4412877, 212-555-0143", ["+49304412877", "+12125550143"]),  # its zero is missing
        ("+91 22 4182 7365, 646-418-2736", ["+912241827365", "+16464182736"]),
        ("+57 601 418 2736, USA 305-418-2736", ["+576014182736", "+13054182736"]),
        ("Miami, FL 33101<br>+57 601 418 2736<br>305-418-2736", ["+576014182736", "+13054182736"]),
        (
            "+57 601 418 2736, +1 212 555 0143, 305-418-2736",
            ["+576014182736", "+12125550143", "+13054182736"],
        ),
        ("+52 55 4182 7365, 1-800-418-2736", ["+525541827365", "+18004182736"]),
        ("+57 601 418 2736 Bogotá. In Miami dial 305-418-2736", ["+576014182736", "+13054182736"]),
    ],
)
def test_an_american_number_beside_one_with_another_code(body: str, expected: list[str]) -> None:
    assert numbers(f"<p>{body}</p>") == expected
