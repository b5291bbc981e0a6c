"""Which controls show a contact when they are clicked."""

import pytest

from domains.scan.extract import words
from domains.scan.extract.words import table
from domains.scan.render.clicks import join
from domains.scan.render.controls import reveals

SHOW = [
    "Show number", "Reveal phone", "Click to see e-mail address", "View contact details",
    "Tap to show mobile", "Telefonnummer anzeigen", "E-Mail-Adresse einblenden", "Nummer zeigen",
    "Afficher le numéro", "Voir le téléphone", "Ver teléfono", "Mostrar correo electrónico",
    "Mostra numero", "Vedi telefono", "Ver telefone", "Exibir e-mail", "Toon telefoonnummer",
    "Bekijk e-mailadres", "Pokaż numer", "Zobrazit telefon", "Zobraziť číslo",
    "Telefonszám mutatása", "Arată numărul", "Покажи телефон", "Показать номер", "Показати телефон",
    "Visa nummer", "Vis telefonnummer", "Näytä puhelinnumero", "Näita numbrit", "Rādīt tālruni",
    "Rodyti telefono numerį", "Εμφάνιση τηλεφώνου", "Numarayı göster", "إظهار رقم الهاتف",
    "הצג מספר טלפון", "نمایش شماره تلفن", "नंबर देखें", "電話番号を表示", "查看电话号码", "顯示電話",
    "전화번호 보기",
    "แสดงเบอร์โทร", "Hiện số điện thoại", "Lihat nomor telepon", "0731 12... anzeigen",
    "+49 170 55XX XX", "(202) 555-****", "i***@wheelhouse.com", "0231 55 ••••", "***-0143",
]  # fmt: skip
OTHERS = [
    "", "Show more", "Contact", "Hide number", "Our telephone number", "Subscribe", "Next page",
    "Overview of contacts", "Add to cart", "Accept all cookies", "Menu", "Anzeigen",
    "Nummer 1 in Ulm", "Review", "+49 731 1234567", "2020 - 2024",
    "Show our phone number to everybody who asks for it at the counter of the shop in Ulm, or at home",
]  # fmt: skip


@pytest.mark.parametrize("text", SHOW)
def test_controls_that_show_a_contact(text):
    assert reveals(text)
    assert reveals(text.upper()) or "ı" in text


@pytest.mark.parametrize("text", OTHERS)
def test_other_texts_are_not_clicked(text):
    assert not reveals(text)


def test_a_short_control_may_leave_it_to_the_text_beside_it():
    assert reveals("Anzeigen", "Telefon: Anzeigen")
    assert reveals("Show", "0170 55XX XX Show")
    assert not reveals("Show", "Opening hours: Show")
    assert not reveals("Show all the offers of this week", "Phone: ask us. Show all the offers of this week")


def test_every_language_has_both_kinds_of_words_once():
    for language, lists in table("controls").items():
        for name in ("show", "contact"):
            assert lists[name], language
            assert len(lists[name]) == len(set(lists[name])), language
            assert [word for word in lists[name] if word != word.lower()] == []


def test_words_of_a_folder_are_added(tmp_path):
    (tmp_path / "controls.toml").write_text('[tlh]\nshow = ["yi\'ang"]\ncontact = ["mi\'"]')
    words.use_folder(tmp_path)
    try:
        assert reveals("mI' yI'ang")
        assert reveals("Show number")
    finally:
        words.use_folder(None)
    assert not reveals("mI' yI'ang")


def test_what_a_later_click_hid_again_is_kept():
    before = "<p>Welcome <button>Show"
    phone, mail = "<p>Welcome <dialog>+1 202 555 0143", "<p>Welcome <dialog>shop@wheelhouse.com"
    assert join([before, phone, mail]) == mail + phone
    assert join([before, phone, f"{phone}<b>a@b.com"]) == f"{phone}<b>a@b.com"
    assert join([before]) == before
