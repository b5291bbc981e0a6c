"""What is an address, where it may stand, and whose it is."""

import tomllib
from pathlib import Path

import pytest

from domains.scan.extract.emails import MOST, MOST_DISGUISED, MOST_SCRIPTS
from domains.scan.extract.mail.address import owner, read_address
from domains.scan.extract.mail.scripts import cloaked
from tests.domains.scan.extract.contact_pages import addresses, read, refusals, why

TEXTS = {
    "a sentence behind": ("Mail info@acme-tools.com.It is free", ["info@acme-tools.com"]),
    "a word glued behind": ("info@acme-tools.comPhone", ["info@acme-tools.com"]),
    "a word behind a full stop": ("info@acme-tools.com.telefone", ["info@acme-tools.com"]),
    "capitals": ("INFO@ACME-TOOLS.COM", ["info@acme-tools.com"]),
    "a slash between": (
        "info@acme-tools.com/sales@acme-tools.com",
        ["info@acme-tools.com", "sales@acme-tools.com"],
    ),
    "a question before": ("Questions?info@acme-tools.com", ["info@acme-tools.com"]),
    "a label before": ("E-Mail/Skype:info@acme-tools.com", ["info@acme-tools.com"]),
    "no spaces around": ("メールinfo@acme-tools.co.jpまで", ["info@acme-tools.co.jp"]),
    "another script before": ("почтаinfo@acme-tools.ru", ["info@acme-tools.ru"]),
    "signs of a local part": (
        "o'brien@acme-tools.com a+b@acme-tools.com",
        ["o'brien@acme-tools.com", "a+b@acme-tools.com"],
    ),
    "digits and an e first": ("3edesign@acme-tools.com", ["3edesign@acme-tools.com"]),
    "an escape before": ("\\u003einfo@acme-tools.com", ["info@acme-tools.com"]),
    "a domain in ASCII": ("info@xn--80aesfpebagmfblc0a.xn--p1ai", ["info@xn--80aesfpebagmfblc0a.xn--p1ai"]),
    "a domain in its letters": ("info@почта.рф", ["info@xn--80a1acny.xn--p1ai"]),
    "full width": ("info＠acme-tools．jp", ["info@acme-tools.jp"]),
    "brackets": (
        "info[at]acme-tools[dot]com, office (a) acme-tools.de",
        ["info@acme-tools.com", "office@acme-tools.de"],
    ),
    "words for a role": ("jobs at acme-tools dot com", ["jobs@acme-tools.com"]),
    "words behind a label": ("E-Mail: jane at acme-tools dot com", ["jane@acme-tools.com"]),
    "words in capitals": ("jane AT acme-tools DOT com", ["jane@acme-tools.com"]),
    "words under the own domain": ("jane at shop-and-office dot com", ["jane@shop-and-office.com"]),
    "three full stops behind": ("info@acme-tools.com...and more", ["info@acme-tools.com"]),
    "full width throughout": ("ｉｎｆｏ＠ａｃｍｅ－ｔｏｏｌｓ．ｃｏｍ", ["info@acme-tools.com"]),
    "a hyphen that breaks no line": ("info@acme\u2011tools.com", ["info@acme-tools.com"]),
    "wide brackets": (
        "info（at）acme-tools.com, office【アット】acme-tools.jp",
        ["info@acme-tools.com", "office@acme-tools.jp"],
    ),
    "words of two": ("info [kuyruklu a] acme-tools [nokta] com", ["info@acme-tools.com"]),
    "words of more languages": (
        "info [snabel-a] acme-tools [punktum] dk, post (à) acme-tools.fr, "
        "dar [שטרודל] acme-tools [נקודה] com",
        ["info@acme-tools.dk", "post@acme-tools.fr", "dar@acme-tools.com"],
    ),
    "stars and bars": (
        "info *at* acme-tools *dot* com, jane |at| acme-tools.de",
        ["info@acme-tools.com", "jane@acme-tools.de"],
    ),
    "a spaced dot": ("info [at] acme-tools . com", ["info@acme-tools.com"]),
    "words for the dots of a name": (
        "E-Mail: jane dot roe at acme-tools dot co dot uk",
        ["jane.roe@acme-tools.co.uk"],
    ),
    "under a suffix that has addresses of its own": (
        "Write to district-office@nic.in",
        ["district-office@nic.in"],
    ),
    "spaces before a role": ("info @ acme-tools.com", ["info@acme-tools.com"]),
    "words between hyphens": ("jane -at- acme-tools -dot- com", ["jane@acme-tools.com"]),
    "words between slashes": ("jane /at/ acme-tools /dot/ com", ["jane@acme-tools.com"]),
    "words between underscores": ("jane _AT_ acme-tools _DOT_ com", ["jane@acme-tools.com"]),
    "a URL before": ("https://acme-tools.com/contact info@acme-tools.com", ["info@acme-tools.com"]),
    "a percent-encoded space before": ("Mail:%20info@acme-tools.com", ["info@acme-tools.com"]),
    "a small sign": ("info﹫acme-tools.jp", ["info@acme-tools.jp"]),
    "another hyphen": ("info@acme\u2010tools.com", ["info@acme-tools.com"]),
    "capitals and a suffix of two": ("INFO@ACME-TOOLS.CO.UK", ["info@acme-tools.co.uk"]),
    "a suffix with a capital": ("info@mail.acme-tools.Com", ["info@mail.acme-tools.com"]),
    "a word glued behind that ends as a domain": ("info@acme-tools.comBuy now", ["info@acme-tools.com"]),
    "two words glued behind a full stop": ("info@acme-tools.de.unserTeam", ["info@acme-tools.de"]),
    "a footnote behind": ("info@acme-tools.com.2", ["info@acme-tools.com"]),
    "signs around": (
        "-a.b@acme-tools.com _c.d@acme-tools.com 'e.f@acme-tools.com' &g.h@acme-tools.com "
        "+i.j@acme-tools.com ~k.l@acme-tools.com",
        [f"{local}@acme-tools.com" for local in ("a.b", "c.d", "e.f", "g.h", "i.j", "k.l")],
    ),
    "capitals between hyphens": ("jane -AT- acme-tools -DOT- com", ["jane@acme-tools.com"]),
    "words between other underscores": ("jane _at_ acme-tools _dot_ com", ["jane@acme-tools.com"]),
    "capitals between slashes": ("jane /AT/ acme-tools /DOT/ com", ["jane@acme-tools.com"]),
    "a suffix with a capital behind one that is a suffix too": ("info@shop.De", ["info@shop.de"]),
    "figures behind a full stop": (
        "info@acme-tools.com.0761 418273 info@acme-tools.de.80331 info@acme-tools.fr.24h",
        ["info@acme-tools.com", "info@acme-tools.de", "info@acme-tools.fr"],
    ),
    "a space before the sign": ("info @acme-tools.com", ["info@acme-tools.com"]),
    "a space behind the sign": ("info@ acme-tools.com", ["info@acme-tools.com"]),
    "a domain in ASCII that IDNA knows no more": ("info@xn--i-7iq.ws", ["info@xn--i-7iq.ws"]),
    "two hyphens in a label": ("info@te--st.acme-tools.com", ["info@te--st.acme-tools.com"]),
    "a bullet before": ("•info@acme-tools.com", ["info@acme-tools.com"]),
    "brackets twice": ("info((at))acme-tools.com", ["info@acme-tools.com"]),
    "hyphens in brackets": ("info [-at-] acme-tools.com", ["info@acme-tools.com"]),
    "underscores around brackets": ("info_[at]_acme-tools.com", ["info@acme-tools.com"]),
    "a word for the sign alone, behind a label": ("E-mail: jane at acme-tools.com", ["jane@acme-tools.com"]),
    "a word for the dot alone": ("Write to jane@acme-tools dot com", ["jane@acme-tools.com"]),
    "a space before the suffix": ("Write to jane@acme-tools .com", ["jane@acme-tools.com"]),
    "stars around": (
        "*info@acme-tools.com* or **jobs@acme-tools.com**",
        ["info@acme-tools.com", "jobs@acme-tools.com"],
    ),
    "a word behind a hyphen": ("Ask:info@acme-tools.com-we answer", ["info@acme-tools.com"]),
}


@pytest.mark.parametrize("case", TEXTS)
def test_addresses_in_text(case):
    text, values = TEXTS[case]
    assert sorted(addresses(f"<p>{text}</p>")) == sorted(values)


REFUSED = {
    "john...@acme-tools.com": "shortened or misplaced dots",
    "j***n@acme-tools.com": "shortened or masked",
    "j…n@acme-tools.com": "shortened or masked",
    "medium.com/@inkwell.io": "no local part",
    "@acme@mastodon.social": "a handle",
    "flickr.com/photos/jane@acme-tools.com": "part of a URL",
    "https://jane:word@acme-tools.com/": "part of a URL",
    "shop.example.com/?to=jane@acme-tools.com": "part of a URL",
    "shop.example.com?to=jane@acme-tools.com": "part of a URL",
    "https://shop.example.com/?jane@acme-tools.com": "part of a URL",
    "https://shop.example.com/#jane@acme-tools.com": "part of a URL",
    "git@acme-tools.com:team/tools.git": "part of a URL",
    "https://acme-tools.com/@team.co/kit@2.info/dist": "part of a URL",
    "j**e@acme-tools.com": "shortened or masked",
    "ejemplo@acme-tools.com": "placeholder",
    "--@acme-tools.com": "no local part",
    "jane.@acme-tools.com": "shortened or misplaced dots",
    "jane-@acme-tools.com": "shortened or misplaced dots",
    ".jane@acme-tools.com": "shortened or misplaced dots",
    "info@acme-.com": "no domain name",
    "5f3c8b7a9d@o41827.ingest.sentry.io": "placeholder",
    "5f3c8b7a9d@sentry-viewer.wixpress.com": "placeholder",
    "jane@mail.test.com": "placeholder",
    "jane@acme.example": "placeholder",
    "jane@acme.invalid": "placeholder",
    "renée@acme-tools.com": "",
    "réne@acme-tools.com": "letters that no address holds",
    f"{'a' * 65}@acme-tools.com": "local part of more than 64 characters",
    "office@acme-tools.co-uk": "under no public suffix",
    "logo@2x.png": "name of a file",
    "name@acme-tools.com": "placeholder",
    "office@example.com": "placeholder",
    "605a7baede844d278b89dc95ae0a9123@acme-tools.com": "identifier of an error tracker",
    "jane@server.local": "under no public suffix",
    "Follow<br>@acme-tools.com": "no local part",
    "a..b@acme-tools.com": "shortened or misplaced dots",
    "web@xxxxxx.com": "placeholder",
    "office@mail.xxx.com.cn": "placeholder",
    "contato@suaempresa.com.br": "placeholder",
    "office@co.in": "no domain name",
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_looks_like_an_address(text):
    assert addresses(f"<p>{text}</p>") == []
    assert not REFUSED[text] or REFUSED[text] in refusals(f"<p>{text}</p>").values()


@pytest.mark.parametrize(
    "text",
    [
        "We work at Harbor dot org and more",
        "meet us @ acme-tools.com",
        "Nous sommes chez larch point com",
        "right at the dot of the i",
        "Contact us at acme-tools.com",
        "Email: write to us at acme-tools.com",
        "We are @acme .com and @acme dot com",
    ],
)
def test_sentences(text):
    assert addresses(f"<p>{text}</p>") == []


MARKUP = tomllib.loads((Path(__file__).parent / "mail_markup.toml").read_text())


@pytest.mark.parametrize("case", MARKUP)
def test_addresses_in_markup(case):
    assert addresses(MARKUP[case]) == ["info@acme-tools.com"]


def test_sentences_are_not_told_as_refused():
    assert refusals("<p>Contact at noon dot there</p>") == {}


def test_the_name_before_an_address_is_none():
    assert addresses('<a href="mailto:Info @ Web.de <info@acme-tools.com>">x</a>') == ["info@acme-tools.com"]


def test_links_that_share_leave_room_for_a_disguised_one():
    shared = '<a href="mailto:?subject=Look">share</a>' * MOST_DISGUISED
    disguised = '<a href="mailto:info[at]acme-tools.com">us</a>'
    assert addresses(shared + disguised) == ["info@acme-tools.com"]
    assert len(addresses("".join(disguised.replace("info", f"m{n}") for n in range(60)))) == MOST_DISGUISED


def test_a_link_to_a_page_is_no_script():
    assert addresses("""<a href="/to='mailto:jane@acme-tools.com'">x</a>""") == []


def test_several_in_one_value():
    link = '<a href="mailto:a.b@acme-tools.com;%20c.d@acme-tools.com,e.f@acme-tools.com">x</a>'
    assert addresses(link) == ["a.b@acme-tools.com", "c.d@acme-tools.com", "e.f@acme-tools.com"]


def test_metas():
    assert addresses("", head='<meta name="contact" content="Jane, info@acme-tools.com">') == [
        "info@acme-tools.com"
    ]
    for name in ("og:email", "business:contact_data:email"):
        assert addresses("", head=f'<meta property="{name}" content="info@acme-tools.com">') != [], name
    assert addresses("", head='<meta name="reply-to" content="info@acme-tools.com">') != []
    assert addresses("", head='<meta name="DC.Publisher.Address" content="info@acme-tools.com">') != []
    assert addresses("", head='<meta name="email" content="agency@web-makers.com">') == []


CLOAK = r"""document.getElementById('cloak7').innerHTML='';var prefix='&#109;a'+'i&#108;'+'&#116;o';
var addy7='&#105;nf&#111;'+'&#64;';addy7=addy7+'acme-tools'+'&#46;'+'c&#111;m';
document.write('<a href=\''+prefix+':'+addy7+'\'>'+addy7+'</a>');"""


def test_what_joomla_s_script_writes():
    assert {mark.text for mark in cloaked(CLOAK)} == {"info@acme-tools.com"}
    for script in (
        "var cloak='x';var a=\"in\"+'fo\\x40';a+='acme-tools.com';",
        "var cloak='x';var a='info'+String.fromCharCode(64)+'acme-tools.com';",
        "var cloak='x';var a='<a>'+unescape('info%40acme-tools.com');",
    ):
        assert {mark.text for mark in cloaked(script)} == {"info@acme-tools.com"}, script


def test_other_scripts_leave_room_for_joomla_s():
    other = "<script>var a = 1;</script>" * MOST_SCRIPTS
    assert addresses(f"{other}<script>{CLOAK}</script>") == ["info@acme-tools.com"]


@pytest.mark.parametrize(
    "script",
    [
        CLOAK.replace("cloak", "span"),
        'var cloak=1;var a = "<b>hidden@acme-tools.com</b>" + b;',
        'var cloak="hidden@acme-tools.com";',
        'var a="hidden@acme-tools.com";var cloak=a;',
        "cloak = 'a' + 'b'",
        "cloak='" + "'+'" * 9_000,
    ],
)
def test_what_other_scripts_hold_is_left_alone(script):
    assert list(cloaked(script)) == []


@pytest.mark.parametrize(
    ("value", "whose"),
    [
        ("info@acme-tools.com", "own"),
        ("info@mail.acme-tools.com", "own"),
        ("jane@gmail.com", "free"),
        ("jane@web.de", "free"),
        ("jane@mailinator.com", "disposable"),
        ("jane@post.mailinator.com", "disposable"),
        ("jane@2mail.eu.cc", "disposable"),
        ("jane@web-makers.com", "other"),
    ],
)
def test_whose_it_is(value, whose):
    assert owner(value, "www.acme-tools.com") == whose


def test_a_suffix_that_is_a_site():
    assert owner("jane@nic.in", "nic.in") == "own"
    assert addresses("<p>bob@acme-tools.com jane@nic.in</p>", url="http://nic.in/")[0] == "jane@nic.in"


def test_a_contact_tells_whose_it_is():
    (contact,) = read("<p>kontakt@gmail.com</p>")[0].emails
    assert (contact.owner, contact.role) == ("free", True)


def test_own_addresses_come_first_and_automatic_ones_last():
    others = "noreply@shop-and-office.com no-reply@shop-and-office.com postmaster@shop-and-office.com"
    body = f"<p>{others} abuse@shop-and-office.com info@web-makers.com jane@shop-and-office.com</p>"
    assert addresses(body)[:2] == ["jane@shop-and-office.com", "info@web-makers.com"]


def test_a_list_of_members_is_cut_off():
    assert len(addresses("".join(f"<p>m{number}@acme-tools.com</p>" for number in range(210)))) == MOST


def test_the_reasons_for_an_address_that_stands_twice():
    body = '<a href="mailto:info@acme-tools.com">info@acme-tools.com</a>'
    assert why(body) == {"info@acme-tools.com": "other domain, a role"}
    assert refusals(body) == {}


def test_an_intranet_s_addresses_count_on_the_intranet():
    intranet = {"url": "http://www.acme.intern/"}
    assert addresses("<p>info@mail.acme.intern</p>", **intranet) == ["info@mail.acme.intern"]
    assert addresses("<p>info@wiki.intern</p>", url="http://www.intern/") == ["info@wiki.intern"]


def test_labels_of_a_domain():
    assert read_address("info@-acme.com").reason == "no domain name"
    assert read_address("info@acme_tools.com").reason == "no domain name"
    assert read_address(f"info@{'a' * 64}.com").reason == "no domain name"


def test_letters_before_the_sign():
    assert read_address("büro@acme-tools.com").reason == "no local part"
