"""Ways to reach a business without an e-mail address."""

import pytest

from domains.scan.extract import merge_ways, why_no_email
from domains.scan.report import VisitedPage
from tests.domains.scan.extract.pages import URL, page

MESSAGE = "<input name=name><input type=email name=mail><textarea name=message></textarea>"


def ways(body):
    return [(way.kind, way.value, way.provider, way.captcha) for way in page(body).ways]


@pytest.mark.parametrize(
    ("body", "captcha"),
    [
        (f"<form action=/send method=post>{MESSAGE}</form>", ""),
        ("<form class=wpcf7-form><input type=text><textarea></textarea></form>", ""),
        ("<form><input name=vorname><input name=name><input name=e-mail></form>", ""),
        ("<form><input name=name placeholder=Name><input type=tel name=phone></form>", ""),
        ("<form><input name=name><input name=town><input type=email></form>", ""),
        ("<form><input name=name><input name=zip><input type=tel name=phone></form>", ""),
        (f"<form>{MESSAGE}<div class=g-recaptcha></div></form>", "other"),
        (f"<form>{MESSAGE}<img src=/captcha.php></form>", "other"),
        (f'<form>{MESSAGE}</form><script src="https://js.hcaptcha.com/1/api.js"></script>', "hCaptcha"),
    ],
)
def test_contact_forms(body, captcha):
    assert ways(body) == [("contact_form", URL, "", captcha)]


@pytest.mark.parametrize(
    ("action", "provider"),
    [
        ("https://formspree.io/f/mgojekoa", "Formspree"),
        ("https://formsubmit.co/4f2a", "FormSubmit"),
        ("https://api.web3forms.com/submit", "Web3Forms"),
    ],
)
def test_a_form_that_a_service_receives(action, provider):
    assert ways(f"<form action={action} method=post>{MESSAGE}</form>") == [
        ("contact_form", URL, provider, "")
    ]


def test_only_the_form_that_a_service_receives_has_it_as_its_provider():
    found = ways(f"<form>{MESSAGE}</form><form action=https://formspree.io/f/x>{MESSAGE}</form>")
    assert {provider for _, _, provider, _ in found} == {"", "Formspree"}


@pytest.mark.parametrize(
    "names", ["class=hotpot-form", "class=gtm-track", "action=https://search-a.com/mail"]
)
def test_a_form_for_messages_whatever_its_class_and_its_host_are_called(names):
    assert [kind for kind, *_ in ways(f"<form {names}>{MESSAGE}</form>")] == ["contact_form"]


@pytest.mark.parametrize(
    "body",
    [
        f"<form id=commentform>{MESSAGE}</form>",
        "<form role=search><input name=q><input name=r><input name=email></form>",
        "<form><input type=email name=mail><input type=submit></form>",
        "<form><input name=user><input name=email><input name=c><input type=password></form>",
        "<form class=newsletter-form><input name=a><input name=b><input type=email></form>",
        "<form><textarea name=text></textarea></form>",
        "<form><input type=tel name=phone></form>",
        "<form action=/track-order><input name=order><input type=tel name=phone></form>",
        "<form action=/donate><input name=sum><input type=tel name=phone></form>",
        "<form><input name=holder><input type=tel name=phone><input type=tel autocomplete=cc-number></form>",
        "<form><input name=town><input type=tel placeholder='ZIP code'></form>",
        "<form><input name=from><input name=to></form>",
        "<form><input type=number name=rooms><input type=email name=mail><input name=town></form>",
        '<script src="https://js.hs-scripts.com/123.js"></script>',
    ],
)
def test_other_forms_are_no_contact_forms(body):
    assert ways(body) == []


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://calendly.com/acme/intro", ("booking", "https://calendly.com/acme/intro", "Calendly", "")),
        (
            "https://acme.simplybook.me/",
            ("booking", "https://acme.simplybook.me/", "SimplyBook.me", ""),
        ),
        ("https://resy.com/cities/ny/acme", ("booking", "https://resy.com/cities/ny/acme", "Resy", "")),
        (
            "https://www.thefork.fr/restaurant/acme-r41",
            ("booking", "https://www.thefork.fr/restaurant/acme-r41", "TheFork", ""),
        ),
        ("//www.opentable.com/r/acme", ("booking", "https://www.opentable.com/r/acme", "OpenTable", "")),
        (
            "https://itunes.apple.com/de/app/acme/id123456789?mt=8",
            ("app", "https://apps.apple.com/app/id123456789", "App Store", ""),
        ),
        (
            "https://play.google.com/store/apps/details?id=com.acme.tools&hl=de",
            ("app", "https://play.google.com/store/apps/details?id=com.acme.tools", "Google Play", ""),
        ),
        (
            "https://appgallery.huawei.com/#/app/C100123456",
            ("app", "https://appgallery.huawei.com/app/C100123456", "AppGallery", ""),
        ),
        ("https://m.me/acmetools?ref=a", ("messenger", "https://m.me/acmetools", "Messenger", "")),
        ("https://www.messenger.com/t/acmetools", ("messenger", "https://m.me/acmetools", "Messenger", "")),
        ("viber://chat?number=%2B12025550143", ("messenger", "viber:12025550143", "Viber", "")),
        ("skype:live.acme?chat", ("messenger", "skype:live.acme", "Skype", "")),
        (
            "https://signal.me/#p/+12025550143",
            ("messenger", "https://signal.me/#p/+12025550143", "Signal", ""),
        ),
        ("https://t.me/acmetools", ("messenger", "https://t.me/acmetools", "Telegram", "")),
        ("https://zalo.me/0912345678", ("messenger", "https://zalo.me/0912345678", "Zalo", "")),
    ],
)
def test_links(url, expected):
    assert ways(f'<a href="{url}">here</a>') == [expected]


@pytest.mark.parametrize(
    "url",
    [
        "https://calendly.com/",
        "https://www.opentable.com/about",
        "https://apps.apple.com/de/developer/acme/id123456789",
        "https://play.google.com/store/apps/developer?id=Acme",
        "https://signal.me/",
        "https://www.apple.com/de/app/acme/id123456789",
        "https://www.calendly.com/",
        "https://apps.apple.com/us/story/id123456789",
        "https://play.google.com/store/books/details?id=com.acme.tools",
        "https://play.google.com/store/apps/details?id=acme",
        "https://appgallery.huawei.com/#/featured",
        "https://m.me/",
        "https://m.me/acmetools?ref=" + "a" * 2_000,
    ],
)
def test_pages_of_the_platforms_are_no_ways(url):
    assert ways(f'<a href="{url}">here</a>') == []


def test_embedded_tools():
    found = ways(
        '<script src="https://assets.calendly.com/assets/external/widget.js"></script>'
        "<script>s1.src='https://embed.tawk.to/1/default';</script>"
        '<iframe src="https://form.jotform.com/123"></iframe>'
    )
    assert [(kind, provider) for kind, _, provider, _ in found] == [
        ("contact_form", "Jotform"),
        ("chat", "Tawk.to"),
        ("booking", "Calendly"),
    ]


@pytest.mark.parametrize(
    ("bodies", "reason"),
    [
        (["<p>Acme</p>"], "none"),
        (["<p>Acme</p>", f"<form>{MESSAGE}</form>"], "form only"),
        (["<p>Write to [email protected]</p>", f"<form>{MESSAGE}</form>"], "obfuscated"),
        (["<a href=\"javascript:linkTo_UnCryptMailto('nbjmup')\">Mail</a>"], "obfuscated"),
        (['<a href="/cdn-cgi/l/email-protection">Mail</a>'], "obfuscated"),
        (['<a data-mailto-token="nbjmup" href="#">Mail</a>'], "obfuscated"),
        (['<a href="javascript:void(0)">Mail</a>'], "none"),
    ],
)
def test_the_reason_for_no_address(bodies, reason):
    reports = [page(body) for body in bodies]
    found = merge_ways([VisitedPage(URL, "other", 200, report) for report in reports])
    assert why_no_email(reports, found) == reason


def test_a_page_with_an_address_hides_none():
    assert not page('<a href="javascript:mail()">m</a> info@acme-tools.com').hides_email


def test_merged_ways_begin_with_the_contact_page_and_name_a_tool_once():
    form = f"<form>{MESSAGE}</form><script>s1.src='https://embed.tawk.to/1/default';</script>"
    home = VisitedPage(URL, "home", 200, page(form))
    contact = VisitedPage(URL + "contact", "contact", 200, page(form, url=URL + "contact"))
    found = merge_ways([home, contact])
    assert [(way.kind, way.value) for way in found] == [
        ("contact_form", URL + "contact"),
        ("chat", URL + "contact"),
        ("contact_form", URL),
    ]


def test_at_most_ten_ways_of_a_kind_and_each_once():
    links = '<a href="https://m.me/acmetools">here</a>' * 12 + '<a href="https://m.me/acmesaws">here</a>'
    assert [value for _, value, *_ in ways(links)] == ["https://m.me/acmetools", "https://m.me/acmesaws"]
    assert len(ways("".join(f'<a href="https://m.me/acme{number}">here</a>' for number in range(12)))) == 10
