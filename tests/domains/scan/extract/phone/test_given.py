"""Numbers in links that dial or start a chat."""

import pytest

from tests.domains.scan.extract.contact_pages import numbers, read

BERLIN, MOBILE = "+493044128773", "+4915123461546"


@pytest.mark.parametrize(
    ("markup", "value"),
    [
        ('<a href="tel://+493044128773">call</a>', BERLIN),
        ('<a href="tel:%2B49%2030%2044128773">call</a>', BERLIN),
        ('<a href="skype:+493044128773?call">call</a>', BERLIN),
        ('<a href="smsto:+4915123461546">text</a>', MOBILE),
        ('<a href="viber://chat?number=%2B4915123461546">Viber</a>', MOBILE),
        ('<a href="viber://add?number=4915123461546">Viber</a>', MOBILE),
        ('<a href="https://t.me/+4915123461546">Telegram</a>', MOBILE),
        ('<a href="https://zalo.me/0912317108">Zalo</a>', "+84912317108"),
        ('<a href="https://zalo.me/84912317108">Zalo</a>', "+84912317108"),
        ('<a href="https://www.wa.me/4915123461546">chat</a>', MOBILE),
        ('<a href="https://wa.me/015123461546">chat</a>', MOBILE),
        ("<button onclick=\"location.href='tel:+493044128773'\">call</button>", BERLIN),
        ("<div onClick=\"window.open('TEL:030%2044128773')\">call</div>", BERLIN),
    ],
)
def test_what_dials(markup, value):
    assert numbers(markup, url="https://firma.de/") == [value]


@pytest.mark.parametrize(
    "markup",
    [
        '<a href="skype:kern.19854128773?chat">Skype</a>',
        '<a href="viber://forward?text=4915123461546">share</a>',
        '<a href="https://t.me/+Ab4915123461546">join</a>',
        '<a href="https://zalo.me/g/abcdef123456">group</a>',
        '<a href="https://zalo.me/shop0912317108">shop</a>',
        '<a href="https://notzalo.me/0912317108">shop</a>',
        '<a href="https://chat.me/+4915123461546">chat</a>',
        '<a href="https://web.whatsapp.com/4915123461546">chat</a>',
        '<a href="https://wa.me/message/AB4915123461546">chat</a>',
        "<button onclick=\"show('hotel:+493044128773')\">more</button>",
    ],
)
def test_what_names_no_number(markup):
    assert numbers(markup, url="https://firma.de/") == []


def test_a_chat_by_whatsapp_is_of_its_own_kind():
    report, _ = read('<a href="https://www.wa.me/4915123461546">chat</a>', url="https://firma.de/")
    assert [(one.kind, one.value) for one in report.phones] == [("whatsapp", MOBILE)]
