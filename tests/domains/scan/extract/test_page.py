"""What a page says of its site: names, languages, encodings, profiles, WordPress, technologies, links."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domains.scan.extract import (
    extract,
    merge_contacts,
    merge_social,
    merge_technologies,
    merge_wordpress,
)
from domains.scan.extract.document import MAX_LINKS
from domains.scan.extract.words import table

URL = "https://www.acme-tools.com/"


def page(body="", head="", url=URL, headers=None, lang="en"):
    html = f'<!doctype html><html lang="{lang}"><head>{head}</head><body>{body}</body></html>'
    return extract(html.encode(), url=url, headers=headers or {})


def test_names_of_the_site():
    found = page(
        head="""<title> Acme\n Tools </title><meta name=description content="We sell &amp; mend">
        <meta property="og:site_name" content="Acme"><link rel=canonical href="/home">
        <link rel="shortcut icon" href="/i.ico"><meta name=generator content="Hugo 0.1">
        <meta property="article:modified_time" content="2026-03-01T10:00:00Z">"""
    )
    assert (found.title, found.description, found.site_name) == ("Acme Tools", "We sell & mend", "Acme")
    assert (found.canonical_url, found.favicon_url) == (f"{URL}home", f"{URL}i.ico")
    assert (found.generator, found.last_modified) == ("Hugo 0.1", "2026-03-01T10:00:00Z")


def test_titles_come_from_elsewhere_where_there_is_none():
    assert page(head='<meta property="og:title" content="Acme">').title == "Acme"
    assert page(head='<meta name="twitter:title" content="Acme">').title == "Acme"
    assert page(head='<meta property="og:description" content="Tools">').description == "Tools"


@pytest.mark.parametrize(
    ("body", "headers", "title"),
    [
        ("<title>Café Zürich</title>".encode("cp1252"), "text/html; charset=utf-8", "Café Zürich"),
        ("<title>Café Zürich</title>".encode(), "text/html; charset=iso-8859-1", "Café Zürich"),
        ("\ufeff<title>Café Zürich</title>".encode("utf-16"), "text/html", "Café Zürich"),
        ("<html><title>Café Zürich</title>".encode("utf-16-le"), "text/html", "Café Zürich"),
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
    ("lang", "text", "language"),
    [
        ("en-US", "hello", "en-us"),
        ("nl_NL", "hallo", "nl-nl"),
        ("", "hello", ""),
        ("en", "これは日本語のページです。お問い合わせはこちらまでどうぞ。", "ja"),
        ("uk", "Квіти та подарунки у Києві щодня", "uk"),
        ("not a tag!", "hello", ""),
    ],
)
def test_languages_are_declared_and_checked(lang, text, language):
    assert page(f"<p>{text}</p>", lang=lang).language == language


def test_organisation_and_logo_from_structured_data():
    found = page(
        '<script type="application/ld+json">{"@context":"https://schema.org","@type":"Bakery","name":"Krümel",'
        '"logo":{"@type":"ImageObject","url":"/logo.png"},"address":{"@type":"PostalAddress",'
        '"streetAddress":"1 Main St","postalCode":"97201",'
        '"addressLocality":"Portland","addressCountry":"US"}}</script>'
    )
    assert found.organisation is not None
    assert (found.organisation.name, found.organisation.street) == ("Krümel", "1 Main St")
    assert (found.organisation.postal_code, found.organisation.country) == ("97201", "US")
    assert found.logo_url == f"{URL}logo.png"


PROFILES = {
    "https://www.facebook.com/AcmeTools/": ("facebook", "https://www.facebook.com/AcmeTools"),
    "http://facebook.com/profile.php?id=1000123": (
        "facebook",
        "https://www.facebook.com/profile.php?id=1000123",
    ),
    "https://twitter.com/acmetools?lang=en": ("twitter", "https://x.com/acmetools"),
    "https://x.com/@acmetools": ("twitter", "https://x.com/acmetools"),
    "https://nl.linkedin.com/company/acme-tools/about/": (
        "linkedin",
        "https://www.linkedin.com/company/acme-tools",
    ),
    "//instagram.com/acme.tools": ("instagram", "https://www.instagram.com/acme.tools"),
    "https://www.youtube.com/@acmetools": ("youtube", "https://www.youtube.com/@acmetools"),
    "https://youtube.com/channel/UC123abc_-": ("youtube", "https://www.youtube.com/channel/UC123abc_-"),
    "https://www.tiktok.com/@acme.tools": ("tiktok", "https://www.tiktok.com/@acme.tools"),
    "https://www.pinterest.co.uk/acmetools/": ("pinterest", "https://www.pinterest.com/acmetools"),
    "https://github.com/acme-tools": ("github", "https://github.com/acme-tools"),
    "https://wa.me/12025550143": ("whatsapp", "https://wa.me/12025550143"),
    "https://api.whatsapp.com/send?phone=12025550143": ("whatsapp", "https://wa.me/12025550143"),
    "https://t.me/acmetools": ("telegram", "https://t.me/acmetools"),
    "https://www.threads.net/@acmetools": ("threads", "https://www.threads.com/@acmetools"),
    "https://bsky.app/profile/acme.bsky.social": ("bluesky", "https://bsky.app/profile/acme.bsky.social"),
}


@pytest.mark.parametrize("link", PROFILES)
def test_profiles(link):
    platform, profile = PROFILES[link]
    assert page(f'<a href="{link}">us</a>').social == {platform: (profile,)}


def test_mastodon_says_that_it_is_us():
    found = page(
        '<a rel="me" href="https://mastodon.social/@acme">us</a><a href="https://other.site/@x">x</a>'
    )
    assert found.social == {"mastodon": ("https://mastodon.social/@acme",)}


@pytest.mark.parametrize(
    "link",
    [
        "https://www.facebook.com/sharer/sharer.php?u=https://acme-tools.com",
        "https://www.facebook.com/share.php?u=x",
        "https://www.facebook.com/plugins/like.php",
        "https://www.facebook.com/",
        "https://developers.facebook.com/docs",
        "https://twitter.com/intent/tweet?text=x",
        "https://twitter.com/share?url=x",
        "https://twitter.com/search?q=x",
        "https://x.com/home",
        "https://www.linkedin.com/shareArticle?mini=true",
        "https://www.instagram.com/p/Cx12345/",
        "https://www.instagram.com/accounts/login/",
        "https://www.youtube.com/watch?v=abc123def",
        "https://www.youtube.com/embed/abc123",
        "https://pinterest.com/pin/create/button/",
        "https://github.com/login",
        "https://gist.github.com/acme",
        "https://t.me/share/url?url=x",
        "https://notfacebook.com/acme",
        "https://facebook.com.evil.example/acme",
        "javascript:alert('facebook.com/x')",
    ],
)
def test_what_is_no_profile(link):
    assert page(f'<a href="{link}">share</a>').social == {}


def test_wordpress_with_version_theme_and_plugins():
    found = page(
        '<script src="/wp-content/plugins/woocommerce/a.js?ver=8.1.0"></script>',
        '<meta name=generator content="WordPress 6.5.2"><meta name=generator content="Elementor 3.21.0">'
        '<link rel=stylesheet href="/wp-content/themes/astra/style.css?ver=4.6">'
        '<link rel=stylesheet href="/wp-content/plugins/elementor/a.css">',
    )
    assert found.wordpress is not None
    assert (found.wordpress.version, found.wordpress.theme) == ("6.5.2", "astra")
    assert found.wordpress.plugins == {"elementor": "3.21.0", "woocommerce": "8.1.0"}
    names = {technology.name for technology in found.technologies}
    assert {"WordPress", "WooCommerce", "Elementor"} <= names


@pytest.mark.parametrize(
    "head",
    [
        '<link rel="https://api.w.org/" href="https://www.acme-tools.com/wp-json/">',
        '<link rel="pingback" href="https://acme-tools.com/xmlrpc.php">',
        '<link rel="stylesheet" href="https://static.acme-tools.com/wp-includes/css/dist/style.min.css">',
    ],
)
def test_wordpress_without_a_generator(head):
    assert page(head=head).wordpress is not None


def test_a_version_that_is_wordpress_own_is_no_plugin_s():
    found = page(
        '<script src="/wp-content/plugins/mailing/a.js?ver=6.5.2"></script>'
        '<script src="/wp-content/plugins/mailing/b.js?ver=1.4"></script>'
        '<script src="/wp-content/plugins/stats/c.js?ver=6.5.2"></script>',
        '<meta name=generator content="WordPress 6.5.2">',
    )
    assert found.wordpress is not None
    assert found.wordpress.plugins == {"mailing": "1.4", "stats": ""}


def test_wordpress_at_the_address_that_the_page_calls_its_own():
    found = page(
        head='<link rel=pingback href="https://acme.example/xmlrpc.php">'
        '<link rel=stylesheet href="https://acme.example/wp-content/themes/Divi/style.css?ver=4.2">'
    )
    assert found.wordpress is not None
    assert found.wordpress.theme == "Divi"
    assert {"WordPress", "Divi"} <= {technology.name for technology in found.technologies}


def test_plugins_of_other_sites_are_no_technology():
    found = page('<img src="https://other.example/wp-content/plugins/woocommerce/assets/a.png">')
    assert found.technologies == ()


@pytest.mark.parametrize(
    "body",
    [
        "<p>We build WordPress sites. wp-content wp-includes wp-json</p>",
        '<a href="https://blog.other.example/wp-content/uploads/a.pdf">case</a>',
        '<img src="https://cdn.other.example/wp-content/uploads/a.png">',
        "<script>var themes = '/wp-content/themes/';</script>",
        '<a href="/how-to-use-wordpress/">how to</a>',
        '<script src="https://www.googletagmanager.com/gtm.js?id=GTM-1"></script>',
    ],
)
def test_what_is_not_wordpress(body):
    found = page(body)
    assert found.wordpress is None
    assert "WordPress" not in {technology.name for technology in found.technologies}


@pytest.mark.parametrize(
    ("body", "head", "headers", "name", "version"),
    [
        ('<script src="/js/jquery-3.7.1.min.js"></script>', "", {}, "jQuery", "3.7.1"),
        ("", '<link rel=stylesheet href="//cdn.x.com/bootstrap@5.3.2/dist/a.css">', {}, "Bootstrap", "5.3.2"),
        ("", "", {"server": "nginx/1.25.3"}, "nginx", "1.25.3"),
        ("", "", {"server": "cloudflare"}, "Cloudflare", ""),
        ("", "", {"x-powered-by": "PHP/8.2.1"}, "PHP", "8.2.1"),
        ("", '<meta name=generator content="Drupal 10 (https://www.drupal.org)">', {}, "Drupal", "10"),
        ('<script src="https://cdn.shopify.com/s/a.js"></script>', "", {}, "Shopify", ""),
        ('<script src="/_next/static/a.js"></script>', "", {}, "React", ""),
        ("<script>var _paq=[];_paq.push(['x'])</script>", "", {}, "Matomo", ""),
        ("", "", {"set-cookie": "laravel_session=1; path=/"}, "Laravel", ""),
        ('<div ng-version="17.0.1"></div>', "", {}, "Angular", ""),
    ],
)
def test_technologies(body, head, headers, name, version):
    found = {technology.name: technology for technology in page(body, head, headers=headers).technologies}
    assert name in found
    assert found[name].version == version
    assert found[name].evidence


def test_links_are_absolute_distinct_and_bounded():
    found = page(
        '<a href="/contact#form">Contact</a><a href="contact">Contact</a><a href="#top">Top</a>'
        '<a href="mailto:a@b.com">m</a><a href="https://other.example/x" rel=nofollow>o</a>'
        '<a href="/team"><img alt="Our team"></a>'
    )
    assert [(link.url, link.text, link.nofollow) for link in found.links] == [
        (f"{URL}contact", "Contact", False),
        ("https://other.example/x", "o", True),
        (f"{URL}team", "Our team", False),
    ]
    assert len(page("".join(f"<a href=/p{n}>x</a>" for n in range(9_000))).links) == MAX_LINKS


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("<div>Our</div><div>team</div>", "Our team"),
        ("Our<br>team", "Our team"),
        ("<b>Con</b>tact", "Contact"),
        ("<svg><title>icon</title></svg><i>Contact</i>", "Contact"),
    ],
)
def test_the_text_of_a_link_is_what_a_reader_sees(inside, text):
    assert [link.text for link in page(f'<a href="/x">{inside}</a> and more').links] == [text]


def test_links_are_left_out_where_nobody_follows_them():
    body = b'<a href="/contact">Contact</a><a href="mailto:info@acme-tools.com">m</a>'
    found = extract(body, url=URL, links=False)
    assert (found.links, len(found.emails)) == ((), 1)


def test_what_robots_and_browsers_are_told():
    found = page(
        head='<meta name=robots content="NOINDEX, follow"><meta http-equiv=refresh content="0; url=/real">'
    )
    assert (found.robots, found.refresh_url) == ({"noindex"}, f"{URL}real")
    assert page(headers={"x-robots-tag": "none"}).robots == {"noindex", "nofollow"}
    assert page(head='<meta http-equiv=refresh content="600; url=/real">').refresh_url == ""


def test_pages_are_merged_with_their_first_provenance():
    one = page('<a href="mailto:ann@acme-tools.com">a</a>')
    two = page(
        '<p>info@acme-tools.com ann@acme-tools.com</p><a href="https://x.com/acme">x</a>', url=f"{URL}contact"
    )
    emails, _ = merge_contacts([one, two], "acme-tools.com")
    assert [(contact.value, contact.how, contact.page) for contact in emails] == [
        ("info@acme-tools.com", "text", f"{URL}contact"),
        ("ann@acme-tools.com", "mailto", URL),
    ]
    assert merge_social([one, two]) == {"twitter": ("https://x.com/acme",)}
    assert merge_technologies([one, two]) == ()
    assert merge_wordpress([one, two]) is None


def test_contacts_behind_the_end_of_the_body_are_found():
    found = extract(b"<html><body><p>Acme</p></body>Call (202) 555-0143</html>", url=URL)
    assert [contact.value for contact in found.phones] == ["+12025550143"]


def test_contacts_behind_very_deep_nesting_are_found():
    html = "<div>" * 100_000 + '<a href="mailto:info@acme-tools.com">m</a>'
    assert [contact.value for contact in extract(html.encode(), url=URL).emails] == ["info@acme-tools.com"]


HOSTILE = {
    "spaces": " ",
    "digits": "1",
    "at signs": "@",
    "addresses": "a@",
    "phones": "1 2-3(",
    "opening": "<",
    "tags": "<b>",
    "disguised": " [at] ",
    "prose": "a at b dot ",
    "attributes": "<a href='x' b=1 ",
    "scripts": "<script>",
    "entities": "&amp;",
    "plus": "+1 ",
    "items": "<div itemscope itemprop=a>",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_ten_times_the_text_takes_at_most_fifteen_times_as_long(name):
    def seconds(characters):
        body = (HOSTILE[name] * (characters // len(HOSTILE[name]))).encode()
        best = float("inf")
        for _ in range(3):
            started = time.process_time()
            extract(body, url=URL)
            best = min(best, time.process_time() - started)
        return best

    assert seconds(1_000_000) <= max(15 * seconds(100_000), 0.3)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=600))
def test_no_bytes_break_it(body):
    found = extract(body, url=URL)
    assert "\0" not in found.title


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="<>a@b.c 0123456789()+-[]\"'=/&;:{}é東\n", max_size=300))
def test_no_text_breaks_it(text):
    extract(f"<html><body>{text}".encode(), url=URL)


def test_word_lists_are_sorted():
    assert {name: words.split() for name, words in table("words").items()} == {
        name: sorted(set(words.split())) for name, words in table("words").items()
    }
