"""Ordinary sites: businesses of one page, and sites of many pages in several languages."""

from __future__ import annotations

from typing import NamedTuple

from tests.domains.scan import web
from tests.domains.scan.servers import answer
from tests.farm.crawling import text, url_set, xml
from tests.farm.host import Request

OFFERS = range(1, 36)  # the numbers of a site's ordinary pages that its menu names


class Way(NamedTuple):
    """How a site's contact page is to be found."""

    language: str
    path: str
    label: str


WAYS = [
    Way("en", "/contact.html", "Contact"),
    Way("en", "/company/contact-details", "Contact details"),
    Way("en", "/page/12", "Contact us"),
    Way("de", "/service/kontakt", "Kontakt"),
    Way("de", "/rechtliches/impressum.html", "Impressum"),
    Way("fr", "/contactez-nous", "Contactez-nous"),
    Way("es", "/contactenos", "Contáctenos"),
    Way("it", "/azienda/contatti", "Contatti"),
    Way("pt", "/contato", "Contato"),
    Way("nl", "/over/contact", "Contact"),
    Way("da", "/kontakt-os", "Kontakt os"),
    Way("no", "/kontakt-oss", "Kontakt oss"),
    Way("fi", "/yhteystiedot", "Yhteystiedot"),
    Way("cs", "/o-nas/kontakty", "Kontakty"),
    Way("hu", "/kapcsolat", "Kapcsolat"),
    Way("ro", "/ro/contact", "Contactați-ne"),
    Way("el", "/epikoinonia", "Επικοινωνία"),
    Way("uk", "/page/kontakty", "Контакти"),
    Way("ko", "/inquiry", "문의하기"),
    Way("ja", "/gaiyou/otoiawase", "お問い合わせ"),
]


class ManyPages(NamedTuple):
    """A site of many pages, and what a scan of it must find. Contacts stand on its contact page only."""

    host: str
    contact_path: str
    email: str
    phone: str
    pages: int


def many_pages(number: int, edition: int = 0) -> ManyPages:
    """Site ``many-N.test``; the first one is large. Another edition has changed a little."""
    return ManyPages(
        host=f"many-{number}.test",
        contact_path=WAYS[number % len(WAYS)].path,
        email=f"{'desk' if not edition else f'desk{edition}'}@branch-{number}.maple-ridge-trading.com",
        phone=f"+442079460{number:03}",
        pages=(800 if number == 0 else 36) + edition,
    )


def respond(request: Request, edition: int = 0) -> bytes:
    """Answer for a site of many pages."""
    number = int(request.host.partition(".")[0].removeprefix("many-"))
    site, way = many_pages(number, edition), WAYS[number % len(WAYS)]
    if request.path == "/robots.txt":
        return text(f"User-agent: *\nDisallow: /staff/\nSitemap: http://{site.host}/sitemap.xml\n")
    if request.path == "/sitemap.xml":
        return xml(url_set(site.host, site.pages, folder="offer"))
    if request.path == "/":
        return _framed(way, f"{site.host}, edition {edition}", "<p>Good day.</p>")
    if request.path == site.contact_path:
        phone = f"+44 20 7946 0{number:03}"
        return _framed(way, way.label, f"<p>{site.email}</p><p>{phone}</p>")
    return _offer(request.path, way, site)


def _offer(path: str, way: Way, site: ManyPages) -> bytes:
    number = path.removeprefix("/offer/")
    if not number.isdigit() or int(number) >= site.pages:
        return answer(b"<p>nothing here</p>", "404 Not Found")
    following = f'<a href="/offer/{int(number) + 1}">{int(number) + 1}</a>'
    return _framed(way, f"{number}", f"<p>Article 4711-{number}, 12.5 kg, since 1987.</p>{following}")


def _framed(way: Way, title: str, body: str) -> bytes:
    """A page with the site's menu above it and its footer below."""
    menu = " ".join(f'<a href="/offer/{number}">{number}</a>' for number in OFFERS)
    foot = (
        f'<a href="{way.path}">{way.label}</a> <a href="/staff/rota">Rota</a>'
        '<a href="/catalogue.pdf">PDF</a> <a href="/basket?sessionid=7&amp;order=asc">Basket</a>'
        '<a href="https://another-trade.example/">Friends</a>'
    )
    whole = web.page(title, f"<nav>{menu}</nav>{body}<footer>{foot}</footer>", language=way.language)
    return answer(whole.encode(), "200 OK", "Content-Type: text/html; charset=utf-8")


def one_page(host: str) -> bytes:
    body = f'<p><a href="mailto:info@{host}">Write</a> or ring <a href="tel:+442079460999">us</a></p>'
    return answer(web.page(f"Home of {host}", body).encode())
