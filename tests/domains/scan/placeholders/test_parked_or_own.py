"""Pages with words, links or a status between those of a site without contents and those of a business."""

import pytest

from domains.scan.placeholders import tells
from tests.domains.scan.placeholders.pages import HOST, page, seen

MAIL = f'<a href="mailto:info@{HOST}">info@{HOST}</a>'
CALL = '<a href="tel:+12125550143">+1 212-555-0143</a>'
PAGES = "".join(f'<a href="/{name}">{name}</a>' for name in ("cloth", "sails", "visit"))
PROVIDER = "".join(f'<a href="https://names.example/{number}">Names</a>' for number in range(5))
SEDO = '<script src="https://img.sedoparking.com/templates/js/main.js"></script>'
COMING = "<p>The new website for our looms is coming.</p>"


def told(sentences: int) -> str:
    """So many sentences of a business, of 60 characters each."""
    return f"<p>{'We weave cloth of wool and linen by hand for homes and inns. ' * sentences}</p>"


def by(title: str, body: str, status: int = 200) -> str:
    found = seen(page(title, body), status=status)
    return found.by if found else ""


@pytest.mark.parametrize(
    ("body", "parked"),
    [
        pytest.param(told(15) + PAGES, True, id="few-words"),
        pytest.param(told(40), True, id="no-further-pages"),
        pytest.param(told(40) + PAGES, False, id="article-with-further-pages"),
        pytest.param(told(90), False, id="very-many-words"),
        pytest.param(
            "".join(f'<a href="https://l{n}.example/">Loom</a>' for n in range(40)), False, id="links"
        ),
    ],
)
def test_what_loads_a_parking_service_and_says_little_is_parked(body: str, parked: bool) -> None:
    assert by("Looms", body + SEDO) == ("parked with Sedo" if parked else "")


@pytest.mark.parametrize(
    ("links", "provider"),
    [
        (("https://a-names.com/1", "https://a-names.com/2", "https://b-sails.com/"), "a-names.com"),
        (("https://a-names.com/1", "https://b-sails.com/", "https://c-looms.com/"), ""),
    ],
)
def test_where_most_links_lead_is_the_provider(links: tuple[str, ...], provider: str) -> None:
    body = f"<p>{HOST} is for sale</p>" + "".join(f'<a href="{link}">Names</a>' for link in links)
    assert by(HOST, body) == "the domain is for sale or parked" + (
        f"; its links lead to {provider}" if provider else ""
    )


@pytest.mark.parametrize(
    ("title", "body", "parked"),
    [
        pytest.param("Boats", f"<p>This domain is for sale.</p>{CALL}", True, id="brief"),
        pytest.param("Boats", f"<p>This domain is for sale.</p>{told(10)}", True, id="nobody-to-call"),
        pytest.param(HOST, f"<p>{HOST} is for sale.</p>{told(10)}{CALL}", True, id="name-of-the-domain"),
        pytest.param("Boats", f"<p>This domain is for sale.</p>{told(10)}{CALL}", False, id="call"),
        pytest.param("Boats", f"<p>This domain is for sale.</p>{told(10)}{PAGES}", False, id="further-pages"),
        pytest.param("Boats", f"<p>The {HOST} domain for sale boots</p>{CALL}", True, id="says-domain"),
        pytest.param("Boats", f"<p>{HOST} for sale boots</p>{CALL}", False, id="name-alone"),
        pytest.param(
            "Buy domain: the cost", "<p>The domain was bought and traded</p>", True, id="title-and-text"
        ),
        pytest.param("Looms", "<p>The domain was bought and traded</p>", False, id="text-alone"),
        pytest.param(
            "", "<p>Web design for inns</p><p>Your domain has expired? Buy it.</p>", False, id="designer"
        ),
    ],
)
def test_a_domain_for_sale(title: str, body: str, parked: bool) -> None:
    assert bool(by(title, body)) is parked


@pytest.mark.parametrize(
    ("title", "body", "found"),
    [
        pytest.param("Names", f"<p>{HOST} is a domain on our web hosting</p>", True, id="its-own-domain"),
        pytest.param(
            "Names",
            "<p>Sign in to your account to publish your site. Web hosting.</p>",
            True,
            id="for-the-owner",
        ),
        pytest.param("Names", f"<p>{HOST} is a domain of looms</p>", False, id="no-hosting"),
        pytest.param("Names", "<p>Web hosting by Names</p>", False, id="no-domain"),
        pytest.param("Names", f"<p>{HOST} is a domain on our web hosting</p>{CALL}", False, id="call"),
        pytest.param("Apache2 Ubuntu Default Page: It works", "<p>Web hosting</p>", True, id="default-page"),
        pytest.param(
            "Apache2 Ubuntu Default Page: It works",
            f"<p>Web hosting</p>{MAIL}",
            False,
            id="address-of-the-domain",
        ),
    ],
)
def test_a_long_page_that_leads_to_a_provider(title: str, body: str, found: bool) -> None:
    assert bool(by(title, body + told(30) + PROVIDER)) is found


@pytest.mark.parametrize(
    ("title", "body"),
    [
        pytest.param(HOST, f"<p>This domain is registered</p>{PAGES}", id="further-pages"),
        pytest.param(HOST, f"<p>Domain parked and sold</p>{told(10)}", id="many-words"),
        pytest.param(
            HOST, '<p>This domain has no website.</p><input type="password" name="p">', id="sign-in"
        ),
        pytest.param("Print shop", "<p>Upload your files</p>", id="upload-to-a-print-shop"),
        pytest.param("Looms", "<p>The domain cannot be shown. Web hosting by Names.</p>", id="no-error"),
        pytest.param("Looms", "<p>Ihr Webspace wurde eingerichtet</p>", id="what-a-business-does"),
        pytest.param(
            "Looms", f"<p>Unsere Webseite ist derzeit nicht erreichbar.</p>{told(5)}", id="more-to-say"
        ),
        pytest.param(HOST, f"<p>Derzeit nicht verfügbar</p>{told(4)}", id="goods-that-are-not-there"),
        pytest.param(
            f"{HOST} - handwoven cloth of wool, linen and silk for your home",
            "<p>Derzeit nicht verfügbar</p>",
            id="name-in-a-long-title",
        ),
        pytest.param("Looms", "<p>It works!</p><a href='/cloth'>Cloth</a>", id="slogan-with-a-page"),
        pytest.param("Looms", f"<p>It works!</p>{CALL}", id="slogan-with-a-number"),
        pytest.param("Coming soon", told(11), id="news-of-many-words"),
        pytest.param("Looms", f"{told(4)}<p>Coming soon</p>", id="soon-below-what-there-is"),
        pytest.param(
            "Looms", f"{told(4)}<p>Our website is under construction.</p>", id="site-below-what-there-is"
        ),
        pytest.param("Looms", COMING, id="news-of-a-site-that-has-a-title"),
        pytest.param("News is on its way", "<p>The weavers are working on our new barn.</p>", id="no-site"),
        pytest.param(
            "Looms",
            "<p>Our website.</p><p>The weavers are working on our new barn.</p>",
            id="no-news-in-the-title",
        ),
    ],
)
def test_the_businesss_own_page(title: str, body: str) -> None:
    assert by(title, body) == ""


OWNERS = "a host's page for the owner of a site"
NO_MORE = "the domain is registered, no more"
ITS_DOMAIN = "a page that tells of no more than its domain"
EMPTY = "a site without contents"
TO_COME = "a site that is to come"


@pytest.mark.parametrize(
    ("title", "body", "found"),
    [
        pytest.param("Print", f"<p>Upload your files, {HOST}</p>", OWNERS, id="upload-and-name"),
        pytest.param("", "<p>Upload your files</p>", OWNERS, id="upload-without-a-title"),
        pytest.param("Welcome", "<p>Upload your files</p>", OWNERS, id="upload-and-no-more"),
        pytest.param("Print", "<p>Congratulations! Upload your files</p>", OWNERS, id="upload-and-greeting"),
        pytest.param("Looms", "<p>The domain is under construction.</p>", NO_MORE, id="domain-in-the-making"),
        pytest.param("Looms", f"<p>Names of domains - {HOST}</p>", ITS_DOMAIN, id="domain-and-its-name"),
        pytest.param(
            "", "<p>This domain has no website.</p>", "a domain without a site", id="without-a-title"
        ),
        pytest.param(
            "Looms", f"<p>{HOST}</p><p>Your hosting was activated</p>", EMPTY, id="hosting-and-name"
        ),
        pytest.param(
            "Webspace eingerichtet", "<p>Ihr Webspace wurde eingerichtet</p>", EMPTY, id="state-as-title"
        ),
        pytest.param(
            "News is on its way", "<p>Website.</p><p>Working on our new barn.</p>", TO_COME, id="news"
        ),
        pytest.param("Welcome", COMING, TO_COME, id="title-that-says-nothing"),
        pytest.param("Being rebuilt", COMING, TO_COME, id="title-that-says-what-happens"),
        pytest.param("Web hosting", COMING, TO_COME, id="title-of-a-host"),
        pytest.param(
            "Looms",
            f'<p>Coming soon</p><a href="https://www.{HOST}/">Home</a>',
            TO_COME,
            id="link-to-itself",
        ),
    ],
)
def test_a_page_without_contents(title: str, body: str, found: str) -> None:
    assert by(title, body) == found


@pytest.mark.parametrize(
    ("title", "body", "found"),
    [
        pytest.param(
            "Error",
            "<p>The domain cannot be shown. Web hosting by Names.</p>",
            "a provider's error page",
            id="domain-and-hosting",
        ),
        pytest.param(
            "Error", "<p>The page cannot be shown. Web hosting by Names.</p>", "", id="hosting-alone"
        ),
        pytest.param("Error", "<p>The domain cannot be shown.</p>", "", id="domain-alone"),
        pytest.param(
            "404", "<p>Web design by Kiln. Upload your website to our hosting.</p>", OWNERS, id="design"
        ),
        pytest.param("Looms", "<p>Coming soon</p>", "", id="soon"),
    ],
)
def test_what_an_error_of_the_home_page_says(title: str, body: str, found: str) -> None:
    assert by(title, body, 404) == found


@pytest.mark.parametrize(
    ("status", "path", "looked_at"),
    [
        (404, "/", True),
        (404, "/cloth", False),
        (404, "/cloth/", False),
        (403, "/cloth", True),
        (500, "/", False),
    ],
)
def test_which_errors_may_be_somebody_elses_page(status: int, path: str, looked_at: bool) -> None:
    assert tells(status, f"https://{HOST}{path}") is looked_at


REGISTRAR = '<p>+420 224 182 736</p><p><a href="mailto:help@names-office.cz">help@names-office.cz</a></p>'


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("cs", "Doména {host} je registrována"),
        ("cs", "Doména {host} byla úspěšně zaregistrována"),
        ("cs", "Tato doména je zaregistrována u registrátora Jména a.s."),
        ("sk", "Táto doména je zaregistrovaná"),
        ("sr", "Domen {host} je registrovan"),
        ("uk", "Домен зареєстрований"),
        ("et", "Domeen {host} on registreeritud"),
        ("lt", "Domenas {host} yra registruotas"),
        ("lv", "Šis domēns ir reģistrēts"),
        ("pt", "Este domínio está registado"),
        ("tr", "Bu alan adı kayıtlı"),
    ],
)
def test_the_contact_of_a_registrar_is_no_business(language: str, said: str) -> None:
    found = seen(page(HOST, f"<h1>{said.format(host=HOST)}</h1>{REGISTRAR}", language))
    assert found is not None


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("cs", "Tkalcovna {host} je zaregistrována v obchodním rejstříku"),
        ("sk", "{host} zaregistrovaná v obchodnom registri Žilina"),
        ("et", "{host} registreeritud kaubamärk"),
        ("tr", "Kayıtlı elektronik posta adresi"),
    ],
)
def test_a_business_that_is_registered(language: str, said: str) -> None:
    assert seen(page(HOST, f"<h1>{said.format(host=HOST)}</h1>{REGISTRAR}", language)) is None
