"""What the words before a number call it."""

import pytest

from domains.scan.extract.phone.labels import is_fax_behind, label_before

PHONE = (
    "Phone:|Tel. No.|Rufnummer:|Telefonnummer|Contact Number:\n|T|Llámanos:|Móvil|Handy:|"
    "Notdienst:|Τηλέφωνο|هاتف|電話|免费热线|대표전화|📞|Tel/Fax:|Tel. & Fax|Call us today at|"
    "Toll free number|โทร|客服热线:|Тел.:|Mob:|Puh.|Tlf.|GSM|Hotline|Cell|Soita"
)
PHONE += "|Büro-Tel:|Kundentelefon:|Matkapuhelin|Handynummer|Telefonisch unter"
PHONE += (
    "|Mobilnummer:|Störungsnummer|Bürotelefon|Rufen Sie uns an:|Contactez-nous au|Numéro vert|Centralita|"
    "Atención al cliente|Komórka|Numer kontaktowy:|Volejte|Ügyfélszolgálat:|Sunați la|Обадете се на|Καλέστε|"
    "Позвоните нам|İletişim:|Müşteri hizmetleri|للتواصل:|ফোন|संपर्क:|SĐT|Växel|Sentralbord|Skambinkite|Zvaniet|"
    "Volej na|Pozovi:|Звони|Mobiil:|Farsími|Բջջ.|連絡先：|电话号码："
)
PHONE += "|PBX|PABX:|EPABX|Tels.|Telfs.|Tlfno.|Cels.|Sentralb.|Réception :|Ajanvaraus|Reservations:"
FAX = "Fax:|Telefax|F:||F|Téléc.|傳真：|📠|Fax no.|факс|Φαξ|فاكس|팩스:"
OTHER = (
    "CVR-nr.|Y-tunnus:|Lieferschein|Bestellnummer|Artikelnr.|Your order number:|IBAN DE89|"
    "VAT No. GB|Company No.|BTW BE|Ref:|Case|part #|SKU:|Model|NZBN|Foretaksregisteret:|"
    "Org.nr.|Steuer-Nr.|ИНН|CNPJ|Pager:|ΑΦΜ|Customer no.|NIP|account number"
)
PHONE += "|Customer Care No.|Sales no:|Ventas:|Pedidos:|MTN:|Airtel|Claro:|Globe:|Trunkline:"
PHONE += "|Port :|Port.:|VOIP:|تلفکس:"
PHONE += "|または TEL:|またはTEL:|또는Tel:"
PHONE += "|тел./факс.|Τηλ./Φαξ:|電話/傳真：|电话&传真：|โทรศัพท์/โทรสาร"
FAX += "|טלפקס:|تلفاكس:|تليفاكس:|電話 02-4182-7365 傳真："
PHONE += (
    "|電話傳真：|电话传真：|电话（传真）：|電話・FAX|電話番号・FAX番号|"
    "TEL兼FAX|TEL／FAX：|전화·팩스:|전화 및 팩스:|Tel., Fax:|Tel. und Fax:|Fon/Fax|"
    "T/F|Tél. et fax :|Téléphone/Télécopie :|Tel e Fax|Telefono-Fax:|Tel. y fax:|Tel. en fax|"
    "tel. i faks:|Телефон, факс:|Тел. и факс:|هاتف/فاكس:|تلفن و فکس:|โทร./แฟกซ์|โทรศัพท์และโทรสาร|טל/פקס:|"
    "Τηλέφωνο και φαξ:|Tel ve Faks:|Telefon és fax:|Tel. och fax:|Puh./fax|Phone (and fax):|Điện thoại/Fax:|"
    "ტელ/ფაქსი:|Հեռ./Ֆաքս"
)
FAX += "|Tel.: / Fax:|Tel: - Fax:|Main office, fax:|Contact and fax|Telefono Fax|傳真："
OTHER += "|เลขที่บัญชี|Số tài khoản:|Mã số thuế:"
OTHER += "|Aktenzeichen:|Réf.|Expediente n.º|Póliza|Zakázka č.|Дело №|Card no.|发票号|رقم الترخيص|מספר הזמנה"
OTHER += "|Inventarnummer|Jäsentunnus|Mitgliedsnr."
OTHER += (
    "|Numéro de commande|N° de réservation :|Nº de pedido:|Código de reserva|Numero d'ordine|Nr zamówienia|"
    "Номер брони|ご注文番号：|订单编号：|주문 번호:|예약번호|会員番号 第|C.F.|P. IVA|"
    "Bankgiro|Č. účtu:|č.ú.|微信号|Nr wpisu|Autorizzazione n.|Nº de inscripción|N° d'agrément"
)
OTHER += (
    "|RCS Annecy|RCS de Boulogne-sur-Mer B|R.C.S. Nanterre :|immatriculée au RCS de Lyon sous le numéro|"
    "KvK Utrecht nr.|R.E.A. Milano|CCIAA di Torino"
)
NONE = "To order:|Registration:|500 W. Main St.|Halifax|Opening hours|our bank|Charity fair"
NONE += "|ann@kite-club.org \u2502|www.kite-club.org|info@acme.co.id -|www.acme.tax"
NONE += "|Il nostro numero per ogni ordine:"
NONE += "|no order too small:|Numéro un de la vente au|RCS Annecy, |RCS Annecy – |RCS Annecy\n"


PHONE += "|Tel.Nr.:|Workphone:|M +(|M +\u00a0"
FAX += "|Telefaxnummer:|Fax.Nr."
OTHER += "|Numero d’ordine|Numero d'ordine cliente|P-nummer|Auftrags-Nummer"
PHONE += "|ליצירת קשר:|Liên hệ:|ติดต่อ|Office:|Office tel|M +|T. ("
FAX += "|Faksimile|F: +"
# Africa, Arab countries, Iran, South and Central Asia
OTHER += (
    "|رقم التسجيل:|رقم الملف الضريبي:|رقم الحساب البنكي|رقم الفاتورة:|الرقم المرجعي:|ص.ب|الرمز البريدي:|"
    "شماره ثبت:|شماره سفارش:|شناسه ملی:|کد اقتصادی:|کد پستی:|کدپستی|صندوق پستی:|رجسٹریشن نمبر:|اکاؤنٹ نمبر:|"
    "पंजीकरण संख्या:|खाता नंबर|दर्ता नं.|प्यान नं:|নিবন্ধন নং:|হিসাব নম্বর|Namba ya usajili:|Akaunti namba|"
    "Регистрационный номер:|КБе|ИИК:|Тіркеу нөмірі:|Шот нөмірі|Hisob raqami:|Roʻyxat raqami|СТИР:|ҳ/р:|MFO:|"
    "NINEA :|RCCM|N° IFU :|STAT:|Compte bancaire :|N° contribuable|Décision n°|IFSC:|Regd. No.|Consumer No."
)
PHONE += (
    "|رقم الاتصال:|رقم التواصل|رقم هاتف المبنى:|شماره:|شماره تماس:|شماره تلفن ثبت سفارش:|فون نمبر:|फोन नंबर:|"
    "पंजीकरण के लिए फोन:|ফোন নম্বর:|Namba ya simu:|Telefon raqami:|Телефон нөмірі:"
)
NONE = f"26/F The Acorn Building,|Office Building,|M Block, Plot|Our model garden opens|{NONE}"
NONE = (
    f"The model is on it at|Mobile home park, 12 Mill Street|Acorn T.M.|電話 24 時間|電話 Acorn Bldg|{NONE}"
)

PHONE += (
    "|Tef.:|Tlfn.:|Tfono:|Telfono:|Telélfono:|Tefono:|Telphon:|Tlfon:|Tfo.:|Tlp.:|Mobl:|Moblie:|Móv.:|Fixo:|Telno:|"
    "NrTel:|ContactNo:|Тлефон:|т/ф:|मो.:|मो. नं.:|মোবা:|ਫ਼ੋਨ:|ስልክ:|ទូរសព្ទ:|"
    "電 話:|電\u3000話：|电 话：|Natel:|Vxl:|Hdy.:|Tfnos.:|Telm.:"
)
FAX += "|Fakx:|Tfx:|Telfax:"
OTHER += "|Offert nr|Zákazník č.|رقم العميل|شماره سفارش|سفارش شماره|Order 2024|Rechnung vom 12.05.2024"
NONE = f"Fall 2024|Acme Insurance 2024|Bestellung:|{NONE}"


def cases(words, kind):
    return [
        (word.strip(" \r") + ("" if "\n" in word else " "), kind)
        for word in words.replace("\n|", "|").split("|")
        if word
    ]


@pytest.mark.parametrize(
    ("text", "kind"), [*cases(PHONE, "phone"), *cases(FAX, "fax"), *cases(OTHER, "other"), *cases(NONE, "")]
)
def test_labels(text, kind):
    assert label_before(text, len(text)).kind == kind


def test_whatsapp():
    assert label_before("WhatsApp : ", 11).kind == "whatsapp"
    assert label_before("Tel / Fax / WhatsApp ", 21).kind == "phone"
    assert label_before("Tel / WhatsApp ", 15).kind == "whatsapp"
    assert label_before("☎ / WhatsApp ", 13).kind == "whatsapp"


def test_a_label_on_the_line_above_counts_where_the_number_stands_alone():
    assert label_before("Phone\n", 6).kind == "phone"
    assert label_before("CVR\n40 33\nRing us in ", 21).kind == "phone"
    assert label_before("Phone us whenever you like, we are here for you\n", 48).kind == ""
    assert label_before("We repair every kind of old and new mobile phone\n", 49).kind == ""


def test_a_letter_glued_to_a_number_is_no_label():
    assert label_before("Axis M", 6).kind == ""
    assert label_before("M\n", 2).kind == "phone"
    assert label_before("Tel", 3).kind == "phone"
    assert label_before("会員番号 第", 6).kind == "other"
    assert label_before("www.acorn.com/p/", 16).kind == ""


def test_a_sign_on_the_line_of_a_number_counts_before_the_line_above():
    assert label_before("Fax\n📞 ", 6).kind == "phone"


def test_the_word_nearest_to_the_number_names_it():
    assert label_before("Fax and Phone ", 14).kind == "phone"
    assert label_before("Phone order no. ", 16).kind == "other"


def test_words_before_an_earlier_number_do_not_count():
    text = "Fax 030 901820 or 030 901821"
    assert label_before(text, 18, floor=14).kind == ""


@pytest.mark.parametrize(
    ("text", "fax"),
    [
        (" (fax)", True),
        (" fax\n", True),
        (" [Telefax]", True),
        (" Fax 2", False),
        ("\nFax", False),
        (" f", False),
        (" (office)", False),
    ],
)
def test_a_fax_named_behind_its_number(text, fax):
    assert is_fax_behind("555" + text, 3) is fax
