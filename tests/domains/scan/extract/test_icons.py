"""Icons of a telephone before a number are signs in the text."""

import pytest

from domains.scan.extract.document import read
from tests.domains.scan.extract.contact_pages import read as report


def text(body):
    return read(f"<body>{body}</body>".encode(), "https://acme.in/", {}).text


@pytest.mark.parametrize(
    ("body", "seen"),
    [
        ('<p><i class="fa fa-phone-alt"></i> 9823418273</p>', "☎ 9823418273"),
        ('<p><i class="icon_phone"></i><span>\n   9823418273</span></p>', "☎ 9823418273"),
        ('<a href="#"><svg class="lucide lucide-phone"><path d="M2"/></svg>98234 18273</a>', "☎ 98234 18273"),
        ('<p><span class="glyphicon glyphicon-earphone"></span> 9823418273</p>', "☎ 9823418273"),
        ('<p><iconify-icon icon="mdi:phone"></iconify-icon> 9823418273</p>', "☎ 9823418273"),
        ('<p><ion-icon name="call-outline"></ion-icon> 9823418273</p>', "☎ 9823418273"),
        ('<p><i class="fa fa-fax"></i> 022 2341 8276</p>', "📠 022 2341 8276"),
        ('<p><i class="fa fa-fax"></i> 022–2341–8276</p>', "📠 022–2341–8276"),
        ('<p><i class="fab fa-whatsapp"></i> 9823418273</p>', "WhatsApp 9823418273"),
        ('<p><svg><use xlink:href="/i.svg#icon-phone"/></svg> 9823418273</p>', "☎ 9823418273"),
        ('<p><img src="/img/phone-icon.png" alt=""> 9823418273</p>', "☎ 9823418273"),
        ('<p><img src="/img/hotel.png" alt=""> 9823418273</p>', "9823418273"),
        ('<li class="header-phone"><b>9823418273</b></li>', "☎ 9823418273"),
        ('<div class="vcard"><span class="tel"> 9823418273 </span></div>', "☎ 9823418273"),
        ('<p class="phoneNumber">9823418273</p>', "☎ 9823418273"),
        ('<p class="fax">02223418276</p>', "📠 02223418276"),
        ('<p class="phone">Model 9823418273</p><p>9823418274</p>', "Model 9823418273\n9823418274"),
        ('<p class="hotel">9823418273</p>', "9823418273"),
        (f'<div class="phone">9823418273{"<br>" * 20}is the model</div>', "9823418273\nis the model"),
        ('<p><svg><use href="#icon-phone"/></svg> 9823418273</p>', "☎ 9823418273"),
        ('<p><svg class="icon-phone"><title>Phone</title></svg> 9823418273</p>', "☎ 9823418273"),
        ('<p><i class="fa fa-phone"><b> </b></i> 9823418273</p>', "☎ 9823418273"),
        ('<p><i class="fa fa-phone"></i> <b>9823418273</b></p>', "☎ 9823418273"),
        ('<p class="hidden-phone">9823418273</p>', "9823418273"),  # shown on large screens
        ('<p class="d-mobile-none">9823418273</p>', "9823418273"),
        ('<p class="mobile_only phone">9823418273</p>', "☎ 9823418273"),
        ('<p><i class="fa fa-phone"></i> Call us</p>', "Call us"),  # nothing changes where no number follows
        ('<p><i class="fa fa-phone"></i> 24/7</p>', "24/7"),
        ('<p><i class="fa fa-hotel"></i> 9823418273</p>', "9823418273"),
        ('<p><i class="fa fa-phone">Tel</i> 9823418273</p>', "Tel 9823418273"),
    ],
)
def test_the_text_has_a_sign_where_an_icon_stands_before_a_number(body, seen):
    assert text(body) == seen


def test_bare_digits_behind_an_icon_are_a_number():
    body = '<ul><li>{} 4 MG Road, Pune, India</li><li><i class="fa fa-{}"></i> 9823418273</li></ul>'
    for icon, kind in (("phone", "phone"), ("fax", "fax"), ("whatsapp", "whatsapp")):
        found = report(body.format("", icon))[0].phones
        assert [(one.kind, one.value) for one in found] == [(kind, "+919823418273")]
    assert report(body.format("", "barcode"))[0].phones == ()


def test_a_sign_on_a_line_says_more_than_the_line_above():
    assert [one.value for one in report("<p>Pune, India</p><p>GSTIN</p><p>☎ 9823418273</p>")[0].phones] == [
        "+919823418273"
    ]
