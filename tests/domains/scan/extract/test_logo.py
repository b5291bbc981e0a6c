"""A logo is a picture, and the site's own."""

from __future__ import annotations

import json

import pytest

from domains.scan.extract import extract

URL = "https://www.kiln-and-clay.com/"


def logo(body: str = "", head: str = "", url: str = URL) -> str:
    html = f'<!doctype html><html lang="en"><head>{head}</head><body>{body}</body></html>'
    return extract(html.encode(), url=url).logo_url.removeprefix(URL)


def data(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


@pytest.mark.parametrize(
    "value",
    [
        {"@type": "Organization", "logo": "/l.png"},
        {"@type": "Organization", "logo": ["/l.png", "/m.png"]},
        {"@type": "Organization", "logo": {"@type": "ImageObject", "url": "/l.png"}},
        {
            "@type": "Organization",
            "logo": {"@type": "ImageObject", "name": "Our logo", "contentUrl": "/l.png"},
        },
        {"@type": "Organization", "logo": {"@id": f"{URL}l.png"}},
        {"@type": "Organization", "logo": {"@type": "ImageObject", "url": {"@value": "/l.png"}}},
        {
            "@graph": [
                {"@type": "Organization", "logo": {"@id": f"{URL}#logo"}},
                {"@type": "ImageObject", "@id": f"{URL}#logo", "url": "/l.png"},
            ]
        },
        {
            "@graph": [
                {"@type": "NewsArticle", "logo": "/article.png"},
                {"@type": "Bakery", "logo": "/l.png"},
            ]
        },
    ],
)
def test_structured_data_names_it_in_many_ways(value: object) -> None:
    assert logo('<img class="logo" src="/other.png">' + data(value)) == "l.png"


@pytest.mark.parametrize(
    "body",
    [
        '<header><img src="/l.png" alt="Kiln logo"></header>',
        '<a class="custom-logo-link" href="/"><img src="/l.png" alt="Kiln"></a>',
        '<div id="site-logo"><a href="/"><span><img src="/l.png"></span></a></div>',
        '<a class="navbar-brand" href="/"><img src="/l.png"></a>',
        '<img class="lazy" alt="Logo" data-src="/l.png" src="data:image/gif;base64,R0">',
        '<img class="logo" srcset="/l.png 1x, /l2.png 2x" alt="Kiln">',
        '<img class="logo" src="/blank.gif" data-ll-src="/l.png">',
        '<img class="logo" src="/blank.gif" data-lazy="true" data-cfsrc="/l.png">',
        '<img class="logo" src="data:image/gif;base64,R0" data-lazy-srcset="/l.png 300w, /l2.png 600w">',
        '<img src="/footer-logo.png" alt="logo"><header><img src="/l.png" class="siteLogo"></header>',
        '<div class="partners"><img src="/acme-logo.png"></div><nav><img src="/l.png" alt="Logo"></nav>',
        '<div itemscope itemtype="https://schema.org/Store"><img itemprop="logo" src="/l.png"></div>',
        '<div vocab="https://schema.org/" typeof="Store"><img property="logo" src="/l.png"></div>',
        '<header><a class="logo" href="/"><svg><image href="/l.png" width="9"/></svg></a></header>',
        '<header><a class="logo" href="/"><svg><image xlink:href="/l.png"/></svg></a></header>',
        '<header><a href="/"><object data="/l.png" class="site-logo"></object></a></header>',
        '<header><form><input type="image" class="logo" src="/l.png" alt="Kiln"></form></header>',
        '<header><amp-img class="logo" src="/l.png" alt="Kiln"></amp-img></header>',
        """<a class="siteLogo" href="/" style="height:9px;background: #fff url('/l.png') 0 0">Kiln</a>""",
        '<div id="LOGO" style="background-image:url(/l.png)"></div>',
        '<img src="/upload/1.png" alt="Логотип партнёров"><img src="/l.png" alt="Логотип мастерской">',
        '<img src="/l.png" alt="窯のロゴ">',
        '<img src="/l.png" title="公司标志">',
        '<img src="/l.png" alt="شعار الورشة">',
    ],
)
def test_a_picture_that_calls_itself_a_logo(body: str) -> None:
    assert logo(body, '<meta property="og:image" content="/og.png">') == "l.png"


@pytest.mark.parametrize(
    "body",
    [
        '<img src="/catalogo/vaso.jpg">',
        '<img src="/dialogo.jpg" alt="Logopädie"><img src="/x.gif" alt="Logout">',
        '<ul class="our-clients"><li><img src="/logo-of-acme.png"></li></ul>',
        '<div class="client-logo" style="background:url(/acme.png)"></div>',
        '<div class="hero" style="background:url(/hero.jpg)"></div>',
        '<img src="/acme.png" alt="パートナー企業のロゴ">',
        '<img src="/i/visa-logo.png" alt="Visa"><img src="/facebook-logo.svg">',
        data({"@type": "Product", "brand": {"@type": "Brand", "logo": "/brand.png"}}),
        data({"@type": "Organization", "logo": URL}),
        data({"@type": "Organization", "logo": {"@id": "#logo"}}),
        data({"@type": "Organization", "logo": ""}),
    ],
)
def test_what_is_no_logo_or_of_others(body: str) -> None:
    assert logo(body, '<meta property="og:image" content="/og.png">') == "og.png"
    assert logo(body) == ""


@pytest.mark.parametrize(
    "body",
    [
        '<header><a href="/"><img src="/l.png" alt=""></a></header>',
        '<div id="header"><h1><a href="index.php"><img src="/l.png" alt="Kiln"></a></h1></div>',
        '<nav><a href="https://www.kiln-and-clay.com"><img src="/l.png"></a></nav>',
        '<header><a href="/"><img src="/menu.svg" alt="Menu"></a><a href="/"><img src="/l.png"></a></header>',
        '<header><a href="/back">Back</a><img src="/l.png" alt="Kiln and Clay"></header>',
    ],
)
def test_a_picture_in_the_header_that_leads_home_or_bears_the_name(body: str) -> None:
    assert logo(body, '<title>Kiln and Clay</title><meta property="og:image" content="/og.png">') == "l.png"


@pytest.mark.parametrize(
    "body",
    [
        '<header><a href="/"><img src="/home.svg" alt="Home"></a></header>',
        '<header><a href="/"><img src="/flags/de.svg" alt="Deutsch"></a></header>',
        '<header><a href="/sale"><img src="/banner.jpg" alt="Sale"></a></header>',
        '<header><a href="https://www.guild-of-potters.com/"><img src="/guild.png"></a></header>',
        '<main><a href="/"><img src="/team.jpg" alt="Our team"></a></main>',
        '<header><a href="/"><img src="/img/hero-wide.jpg" alt="Our workshop"></a></header>',
        '<header><a href="/"><img src="/spacer.gif"></a></header>',
        '<header><img src="/k.png" alt="Kil"></header>',
        '<object class="logo" data="/catalogue.pdf"></object>',
    ],
)
def test_other_pictures_in_a_header_are_no_logo(body: str) -> None:
    assert logo(body, '<title>Kiln and Clay</title><meta property="og:image" content="/og.png">') == "og.png"


def test_the_logo_in_a_footer_that_has_the_sites_name() -> None:
    title = "<title>Kiln and Clay</title>"
    assert logo('<img class="footer-logo" src="/l.png" alt="Kiln and Clay">', title) == "l.png"
    assert logo('<img class="footer-logo" src="/guild.png" alt="Guild of Potters">', title) == ""


def test_an_image_of_the_organisation_that_is_called_a_logo() -> None:
    og_image = '<meta property="og:image" content="/og.png">'
    assert logo(data({"@type": "Store", "image": "/img/logo.png"}), og_image) == "img/logo.png"
    assert logo(data({"@type": "Store", "image": "/img/shop.png"}), og_image) == "og.png"


def test_a_logo_for_sharing_comes_before_a_picture_that_leads_home() -> None:
    body = '<header><a href="/"><img src="/loom.jpg"></a></header>'
    assert logo(body, '<meta property="og:image" content="/og-logo.png">') == "og-logo.png"


def test_the_logo_of_an_event_is_not_the_sites() -> None:
    event = {"@type": "Event", "logo": "/fair.png", "location": {"@type": "Place", "name": "Hall"}}
    assert logo('<img class="logo" src="/l.png">' + data(event)) == "l.png"


def test_an_address_with_a_space_is_one_address() -> None:
    assert logo('<img class="logo" src=" /our logo.png ">') == "our%20logo.png"


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="twitter:image:src" content="/l.png">',
        '<meta itemprop="image" content="/l.png">',
        '<link rel="image_src" href="/l.png">',
    ],
)
def test_a_picture_for_sharing_is_named_in_many_ways(head: str) -> None:
    assert logo(head=head) == "l.png"


@pytest.mark.parametrize(
    "content", ["", "/", "#", "undefined", URL, "https://kiln-and-clay.com", "/index.html"]
)
def test_a_page_is_never_a_logo(content: str) -> None:
    assert logo(head=f'<meta property="og:image" content="{content}">') == ""


def test_a_large_icon_stands_in_for_a_logo_and_a_small_one_does_not() -> None:
    assert logo(head='<link rel="icon" sizes="192x192" href="/i.png">') == "i.png"
    assert logo(head='<link rel="apple-touch-icon" href="/i.png">') == "i.png"
    assert logo(head='<link rel="icon" sizes="32x32" href="/i.png">') == ""
    assert logo(head='<link rel="icon" href="/favicon.ico">') == ""


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ('<img class="visage logo" src="/l.png">', "l.png"),
        ('<img class="visa logo" src="/l.png">', ""),
        ('<div class="navbar-brand"><img src="/l.png"></div>', "l.png"),
        ('<div class="my-brand"><img src="/l.png"></div>', ""),
        ('<img class="logo" src="/x.png"><div class="topbar"><img class="logo" src="/l.png"></div>', "l.png"),
        ('<img src="/1.png">' * 4 + '<div class="logo"><img src="/l.png"></div>', ""),
        ('<div class="logo"><i><b><u><s><img src="/l.png"></s></u></b></i></div>', ""),
        ('<img class="footer-picture" alt="Kiln and Clay" src="/l.png">', ""),
        ('<header><a href="/">Home</a><img src="/l.png"></header>', ""),
        ('<header><a href="/"><img class="paypal" src="/l.png"></a></header>', ""),
        ('<a href="/"><img src="/l.png" alt="Kiln and Clay"></a>', ""),
        ('<header><img src="/l.png" alt="Clay"></header>', "l.png"),
        ('<header><img src="/l.png" alt="lay"></header>', ""),
        ('<header><img src="/l.png" alt="Ki"></header>', ""),
        ('<header><img src="/l.png" alt="Kiln"></header>', "l.png"),
        ('<header><a href="/shop"><img src="/l.png"></a></header>', ""),
        ('<header><a href="/"><span><img src="/l.png"></span></a></header>', "l.png"),
        ('<div class="partners"><img class="logo" alt="Kiln and Clay" src="/l.png"></div>', ""),
        ('<img class="logo" src="undefined">', ""),
    ],
)
def test_what_names_and_places_of_pictures_tell(body: str, name: str) -> None:
    assert logo(body, "<title>Kiln and Clay</title>") == name


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ('<link rel="icon" sizes="192x192" href="/i.png">', "i.png"),
        ('<link rel="icon" sizes="32x32" href="/i.png">', ""),
        ('<link rel="icon" href="/i.png">', ""),
        ('<link rel="icon" href="/i.svg">', "i.svg"),
        ('<link rel="apple-touch-icon" href="/i.png">', "i.png"),
        ('<link rel="apple-touch-icon" sizes="57x57" href="/i.png">', ""),
        ('<link rel="apple-touch-icon" sizes="180x180" href="/i.png">', "i.png"),
        ('<link rel="preload" sizes="192x192" href="/i.png">', ""),
        ('<link rel="preload" href="/i.svg">', ""),
        ('<meta property="og:image" content="/logo.php">', ""),
        ('<meta property="og:image" content="/logo.php?id=5">', "logo.php?id=5"),
        ('<meta property="og:image" content="#logo">', ""),
        ('<meta property="og:image" content="https://[x">', ""),
    ],
)
def test_which_icons_and_addresses_stand_in_for_a_logo(head: str, name: str) -> None:
    assert logo("", head, f"{URL}about/us").removeprefix("about/") == name


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ([{"@type": "WebSite", "logo": "/site.png"}, {"@type": "Store", "logo": "/l.png"}], "l.png"),
        ({"@type": "Person", "image": "/logo.png"}, ""),
        ({"@type": "Event", "organizer": {"@type": "Organization", "image": "/logo.png"}}, ""),
        ({"@type": "Store", "image": "/team.png"}, ""),
    ],
)
def test_whose_logo_structured_data_tell(value: object, name: str) -> None:
    assert logo(data(value)) == name


def test_a_word_that_many_titles_begin_with_is_no_name() -> None:
    assert logo('<header><img src="/l.png" alt="Welcome"></header>', "<title>Welcome to Kiln</title>") == ""
