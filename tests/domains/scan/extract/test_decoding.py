"""Bytes -> text."""

from pathlib import Path

import pytest

from domains.scan.extract import extract
from domains.scan.extract.decoding import declared_encoding, decode
from tests.domains.scan.extract.pages import URL


@pytest.mark.parametrize(
    ("body", "headers", "title"),
    [
        ("<title>Café Zürich</title>".encode("cp1252"), "text/html; charset=utf-8", "Café Zürich"),
        ("<title>Café Zürich</title>".encode(), "text/html; charset=iso-8859-1", "Café Zürich"),
        ("\ufeff<title>Café Zürich</title>".encode("utf-16"), "text/html", "Café Zürich"),
        ("<html><title>Café Zürich</title>".encode("utf-16-le"), "text/html", "Café Zürich"),
        ("<title>Мастерская Дуб</title>".encode("utf-16-le"), "text/html; charset=utf-8", "Мастерская Дуб"),
        ("\n <title>和菓子の店</title>".encode("utf-16-be"), "text/html; charset=utf-16", "和菓子の店"),
        ('<meta charset="shift_jis"><title>東京の花屋</title>'.encode("cp932"), "text/html", "東京の花屋"),
        ('<meta charset="gb2312"><title>上海花店</title>'.encode("gb18030"), "text/html", "上海花店"),
        ("<title>Цветы</title>".encode("cp1251"), "text/html; charset=windows-1251", "Цветы"),
        ('<html lang="ru"><title>Цветы</title>'.encode("cp1251"), "text/html", "Цветы"),
        ('<meta charset="euc-kr"><title>서울 꽃집</title>'.encode("cp949"), "text/html", "서울 꽃집"),
        ('<meta charset="utf-16"><title>Café</title>'.encode(), "text/html", "Café"),
        ("<title>“Quotes” – €5</title>".encode("cp1252"), "text/html; charset=latin1", "“Quotes” – €5"),
        ("\ufeff<title>Café</title>".encode(), "text/html; charset=windows-1252", "Café"),
        ("<title>Grün für Köln</title>".encode() + b"\xff", "text/html; charset=utf-8", "Grün für Köln"),
        (b"<title>N\0ul \x01\x02</title>", "text/html", "Nul"),
        ("<title>Łódź</title>".encode("iso8859-2"), "text/html; charset=iso-8859-2", "Łódź"),
    ],
)  # fmt: skip
def test_encodings(body, headers, title):
    found = extract(body, url=URL, headers={"content-type": headers})
    assert found.title == title
    assert "\ufffd" not in found.title


@pytest.mark.parametrize(
    ("label", "codec", "text"),
    [
        ("windows-31j", "cp932", "京都の扇"),
        ("x-sjis", "cp932", "京都の扇"),
        ("gb_2312-80", "gbk", "北京茶叶"),
        ("x-gbk", "gbk", "北京茶叶"),
        ("ks_c_5601-1989", "cp949", "한국 도자기"),
        ("koi8", "koi8-r", "Пекарня"),
        ("dos-874", "cp874", "ไม้สัก"),
        ("iso-8859-8-i", "iso8859-8", "חברת"),
        ("big5-hkscs", "big5hkscs", "茶葉公司"),
        ("cp866", "cp866", "Пекарня"),
        ("x-mac-roman", "mac-roman", "Café"),
    ],
)
def test_labels_of_the_standard(label, codec, text):
    body = f"<meta charset={label}><p>{text}".encode(codec)
    assert text in decode(body, "")[0]
    assert text in decode(f"<p>{text}".encode(codec), f'text/html; Charset="{label}"')[0]


@pytest.mark.parametrize("label", ["rot13", "hex", "zlib", "base64", "utf-7", "idna", "iso-2022-kr"])
def test_what_is_no_encoding_of_the_web_declares_nothing(label):
    body = f"<meta charset={label}><p>Crème Café".encode("cp1252")
    assert decode(body, f"text/html; charset={label}") == (body.decode("cp1252"), "windows-1252")


@pytest.mark.parametrize(
    "head",
    [
        '<!-- <meta charset="windows-1252"> --><meta charset="windows-1251">',
        "<style>" + "/* padding */" * 400 + "</style><meta charset=windows-1251>",
        "<meta charset=bogus><meta charset=windows-1251>",
        '<meta content="text/html; charset=windows-1251" http-equiv=Content-Type>',
        '<meta name=description content="charset=gbk"><meta charset=windows-1251>',
        '<?xml version="1.0" encoding="windows-1251"?>',
    ],
)
def test_where_a_page_declares_its_encoding(head):
    text, encoding = decode(f"{head}<title>Мастерская</title>".encode("cp1251"), "text/html")
    assert ("Мастерская" in text, encoding) == (True, "windows-1251")


@pytest.mark.parametrize(
    ("body", "url", "text"),
    [
        ("Łódź, Kraków i Gdańsk".encode("iso8859-2"), "https://sklep.pl/", "Łódź"),
        ("Őszi vásár, kőműves".encode("cp1250"), "https://bolt.hu/", "Őszi"),
        ("Цветы и подарки".encode("koi8-r"), "https://a.ru/", "Цветы"),
        ("<html lang=el><p>Αρτοποιείο Αθήνα".encode("cp1253"), "https://a.com/", "Αρτοποιείο"),
        ("東京の花屋です".encode("euc-jp"), "https://a.jp/", "東京"),
        (b"\x1b$B2V\x1b(B", "https://a.jp/", "花"),
    ],
)
def test_what_nothing_declares_is_detected(body, url, text):
    assert text in decode(body, "text/html", url)[0]


@pytest.mark.parametrize("head", ["<meta charset=utf-8>", '<?xml version="1.0" encoding="utf-8"?>', ""])
def test_a_wrong_declaration_does_not_keep_the_encoding_from_being_detected(head):
    body = f"{head}<title>Печная мастерская</title>".encode("cp1251")
    assert decode(body, "text/html; charset=utf-8", "https://a.ru/")[1] == "windows-1251"


def test_a_declaration_that_the_bytes_contradict_does_not_count():
    assert decode("<meta charset=utf-8>Café für Größe".encode("cp1252"), "charset=utf-8")[1] == "windows-1252"
    assert decode("<meta charset=gbk>Café".encode(), "")[1] == "utf-8"
    assert decode("<meta charset=shift_jis>東京の花屋".encode("cp932") + b"\x81", "")[1] == "shift_jis"


CONFORMANCE = Path(__file__).parents[5] / "shared/conformance/html5lib-encoding"


def conformance_cases():
    for file in sorted(CONFORMANCE.glob("*.dat")):
        for number, case in enumerate(file.read_bytes().split(b"#data\n")[1:], 1):
            data, _, rest = case.partition(b"\n#encoding\n")
            yield pytest.param(data, rest.split(b"\n")[0].decode().lower(), id=f"{file.stem}-{number}")


@pytest.mark.skipif(not CONFORMANCE.exists(), reason=f"html5lib's encoding data is not at {CONFORMANCE}")
@pytest.mark.parametrize(("data", "encoding"), list(conformance_cases()))
def test_html5lib_s_encoding_data(data, encoding):
    declared = declared_encoding(data) or "windows-1252"
    assert declared == decode_label(encoding)


def decode_label(label):
    """The encoding's name, for a label such as iso8859-2."""
    return declared_encoding(f"<meta charset={label}>".encode())
