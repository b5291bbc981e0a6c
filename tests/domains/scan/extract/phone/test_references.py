"""Numbers behind words for orders, invoices, customers, cases and the like are references."""

from __future__ import annotations

import pytest

from tests.domains.scan.extract.contact_pages import numbers

NUMBERS = [
    ("030 4412877", "de", "Bestellung Nr.|Auftrag Nr.|Vertrag Nr.|Angebot Nr.|Mitglied Nr.|Reklamation Nr."),
    ("912 418 273", "es", "Caso nº|Albarán nº|Presupuesto nº|Siniestro nº|Recibo nº|Factura"),
    ("212 418 273", "pt", "Orçamento nº|Recibo nº|Fatura|Encomenda nº"),
    ("02 40 41 82 73", "fr", "Sinistre n°|Reçu n°|Avoir n°|Facture|Devis n°"),
    ("02 4182736", "it", "Ricevuta n.|Bolla n.|Sinistro n.|Fattura"),
    ("020 418 2736", "nl", "Polis nr.|Offerte nr.|Zaak nr."),
    ("22 418 27 36", "pl", "Zamówienie nr|Sprawa nr|Polisa nr|Umowa nr|Oferta nr|Reklamacja nr"),
    ("224 182 736", "cz", "Zákazník č.|Pojistka č.|Smlouva č.|Nabídka č."),
    ("02 4182 7365", "sk", "Faktúra č.|Zmluva č.|Zákazka č."),
    ("06 1 418 2736", "hu", "Számla sorszáma|Szerződés száma"),
    ("021 418 2736", "ro", "Comanda nr.|Dosar nr.|Factură"),
    ("02 418 2736", "bg", "Поръчка №|Полица №"),
    ("011 418 2736", "rs", "Porudžbina br.|Predmet br.|Рачун бр."),
    ("0212 418 27 36", "com.tr", "Talep no|Sözleşme no|Dosya no"),
    ("210 418 2736", "gr", "Αρ. πελάτη|Συμβόλαιο αρ.|Τιμολόγιο"),
    ("08-418 27 36", "se", "Offert nr|Ärende nr"),
    ("33 41 82 73", "dk", "Tilbud nr.|Sag nr."),
    ("03-4182-7365", "jp", "請求書"),
    ("02 418 2736", "co.th", "คำสั่งซื้อเลขที่|ใบแจ้งหนี้"),
    ("028 4182 7365", "vn", "Đơn hàng số|Hóa đơn số|Mã khách hàng"),
    ("021 4182 7365", "co.id", "No. faktur|Kontrak no."),
    ("03-418-2736", "co.il", "חשבונית מס'|חוזה מס'"),
    ("011 418 2736", "com.sa", "طلب رقم|رقم الفاتورة|عقد رقم"),
    ("021 4182 7365", "ir", "شماره سفارش|سفارش شماره|شماره پرونده"),
    ("022 4182 7365", "in", "ऑर्डर नंबर|ग्राहक संख्या"),
]
DATED = [
    ("030 4412877", "de", "Order 2024|Bestellung 2024|Rechnung vom 12.05.2024|Angebot vom 12.05.2024"),
    ("912 418 273", "es", "Pedido 2024|Factura 2024"),
    ("02 40 41 82 73", "fr", "Commande 2024|Facture du 12/05/2024"),
    ("020 7946 0018", "co.uk", "Order 2024|Case 2024|Order # 2024"),
    ("212-555-0143", "com", "Order 2024"),
    ("22 418 27 36", "pl", "Zamówienie 2024|Faktura 2024"),
    ("02 418 2736", "bg", "Поръчка 2024"),
    ("210 418 2736", "gr", "Παραγγελία 2024"),
    ("02-418-2736", "co.kr", "주문 2024"),
    ("03-4182-7365", "jp", "注文2024"),
]


def found(text: str, end: str) -> list[str]:
    return numbers(f"<p>{text}</p>", url=f"https://firma.{end}/")


@pytest.mark.parametrize(("digits", "end", "words"), [*NUMBERS, *DATED])
def test_a_reference(digits: str, end: str, words: str) -> None:
    assert found(digits, end), "without a word it is a number"
    assert [word for word in words.split("|") if found(f"{word} {digits}", end)] == []


@pytest.mark.parametrize(
    ("text", "end", "expected"),
    [
        ("Bestellung 030 4412877", "de", ["+49304412877"]),
        ("© Acme Insurance 2024 020 7946 0018", "co.uk", ["+442079460018"]),
        ("Fall 2024 (212) 555-0143", "com", ["+12125550143"]),
        ("Order 2024 Tel. 030 4412877", "de", ["+49304412877"]),
        ("Tel. 2024 030 4412877", "de", ["+49304412877"]),
        ("شماره تماس 02141827365", "ir", ["+982141827365"]),
        ("شماره: 02141827365", "ir", ["+982141827365"]),
        ("شماره تلفن سفارش 02141827365", "ir", ["+982141827365"]),
    ],
)
def test_what_is_called_a_telephone(text: str, end: str, expected: list[str]) -> None:
    assert found(text, end) == expected
