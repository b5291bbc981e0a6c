"""Bare digits that a sentence announces, without a word for telephone."""

import pytest

from tests.domains.scan.extract.contact_pages import numbers

NUMBERS = {
    "at": ("0662432187", "+43662432187"),
    "bg": ("0888412877", "+359888412877"),
    "cl": ("984128773", "+56984128773"),
    "cn": ("13812877312", "+8613812877312"),
    "co.uk": ("02074128773", "+442074128773"),
    "com.tr": ("02124128773", "+902124128773"),
    "cz": ("603412887", "+420603412887"),
    "de": ("03044128773", "+493044128773"),
    "dk": ("86124487", "+4586124487"),
    "es": ("915332617", "+34915332617"),
    "fi": ("0400412877", "+358400412877"),
    "fr": ("0493271866", "+33493271866"),
    "gr": ("2104128773", "+302104128773"),
    "hu": ("06304128877", "+36304128877"),
    "in": ("9820412877", "+919820412877"),
    "it": ("3384126671", "+393384126671"),
    "jp": ("0364128773", "+81364128773"),
    "nl": ("0206123487", "+31206123487"),
    "pl": ("601412877", "+48601412877"),
    "ro": ("0744412877", "+40744412877"),
    "ru": ("84954128773", "+74954128773"),
    "vn": ("0903412877", "+84903412877"),
}
ANNOUNCED = """
at: Tischreservierung: {}
bg: За поръчки: {}
cl: Agenda tu hora {}
cn: 王先生 {}
cn: 预约：{}
co.uk: Book now on {}
co.uk: John Smith ({})
com.tr: Randevu için {}
com.tr: {} numaralı telefondan bize ulaşabilirsiniz
cz: Objednávejte se na {}
cz: Informace na čísle {}
de: Reservierungen {} oder online
de: Reservierungen {}, täglich
de: Sie erreichen uns unter {}.
de: Weitere Auskünfte erteilt Herr Meier ({})
de: Reservierung unter {} oder online
dk: Bestil tid på {}
dk: Kan træffes på {}
es: Pide tu cita en el {}
es: Información {}
es: Información: {}.
es: Pide cita en el {}.
fi: Varaukset: {}
fr: Prenez rendez-vous au {}
fr: Renseignements : {}
fr: écrire ou venir au {} le matin
gr: Κλείστε ραντεβού στο {}
hu: Bejelentkezés: {}
hu: Asztalfoglalás a {} számon
in: For booking {}
in: {} (M)
it: Prenota al numero {}
jp: ご予約は{}
nl: Maak een afspraak via {}
pl: Zapisy pod numerem {}
ro: Programări la {}
ru: Запишитесь на приём: {}
vn: Đặt lịch {}
"""
OTHER = """
cn: 预约号{}
co.uk: Booking reference {}
com.tr: {} numaralı dosya
com.tr: Sıra {} bey telefon
cz: na {} kusů
cz: Objednávky č. {}
de: Reservierung Nr. {}
de: Bestellungen {} wurden versandt
de: Bosch {}
de: Herr Meier ({} privat
de: Zimmer {}) frei
de: Termine 24 {}
es: Información {}.
in: Sree Traders ({})
in: Invoice {} (Paid)
in: Model {} M
dk: Information om CVR {}
dk: Bestil 86124487 stk.
es: Consulta {} visitas
fr: Réservation n° {}
in: GSTIN information {}
in: Admission no {}
it: Ordine {}
pl: Rejestracja {} pojazdów
"""


def cases(lines):
    split = (line.partition(": ") for line in lines.strip().splitlines())
    return [(domain, sentence) for domain, _, sentence in split]


@pytest.mark.parametrize(("domain", "sentence"), cases(ANNOUNCED))
def test_a_number_of_the_country_of_the_site(domain, sentence):
    written, value = NUMBERS[domain]
    assert numbers(f"<p>{sentence.format(written)}</p>", url=f"https://firma.{domain}/") == [value]


@pytest.mark.parametrize(("domain", "sentence"), cases(OTHER))
def test_other_digits(domain, sentence):
    written, _ = NUMBERS[domain]
    assert numbers(f"<p>{sentence.format(written)}</p>", url=f"https://firma.{domain}/") == []


def test_nothing_is_announced_where_no_country_is_known():
    assert numbers("<p>Renseignements : 0493271866</p>", lang="fr") == []
    assert numbers("<p>Info: 4155550123</p>") == []
    assert numbers("<p>Renseignements : 0493271866</p><p>06000 Nice, France</p>") == ["+33493271866"]
