"""Pages on names without a site, and pages of businesses that sound like them."""

from functools import cached_property
from operator import itemgetter

import pytest

from domains.scan.placeholders import patterns
from domains.scan.placeholders.parking_words import ParkingWords, known
from domains.scan.report import ErrorKind
from tests.domains.scan.placeholders.pages import HOST, contents, page, seen

MARKS = {
    "Sedo": '<script src="https://img.sedoparking.com/templates/js/main.js"></script>',
    "GoDaddy": '<script>window.onload=function(){window.location.href="/lander"}</script>',
    "Dan.com": f'<a href="https://dan.com/buy-domain/{HOST}">Get it</a>',
    "Afternic": f'<a href="https://www.afternic.com/forsale/{HOST}">Get it</a>',
    "Bodis": '<div id="target" style="opacity: 0"></div><script>window.park = "eyJ1dWlkIjoi";</script>',
    "ParkingCrew": '<script src="//d1lxhc4jvstzrp.cloudfront.net/themes/a/main.js"></script>',
    "HugeDomains": f'<a href="https://www.hugedomains.com/domain_profile.cfm?d={HOST}">Price</a>',
    "Namecheap": '<img src="https://parkingpage.namecheap.com/i/logo.png">',
    "Uniregistry": f'<a href="https://uniregistry.com/buy-domains/{HOST}">Enquire</a>',
    "Above.com": f'<a href="https://www.above.com/marketplace/{HOST}">Enquire</a>',
    "Google's ads for parked domains": '<script src="https://www.google.com/adsense/domains/caf.js"></script>',
}


@pytest.mark.parametrize("name", MARKS)
def test_a_parking_service_is_known_by_what_it_loads(name):
    found = seen(page(HOST, f"<ul><li>Looms<li>Cheap looms<li>Weaving</ul>{MARKS[name]}"))
    assert (found.kind, found.by) == (ErrorKind.PARKED, f"parked with {name}")


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (f"{HOST} is for sale", "Call our broker at +1 212 555 0143"),
        (f"{HOST.title()} - domain for sale", "Enquire now"),
        (HOST, "The domain name tidewater-loom.com may be for sale."),
        (HOST, "This premium domain is available for purchase."),
        ("Buy this domain", "Secure checkout"),
        (f"{HOST} steht zum Verkauf", "Anfragen an verkauf@namen-makler.de"),
        (HOST, "Die Domain tidewater-loom.com kann erworben werden."),
        (HOST, f"Le nom de domaine {HOST} est à vendre !"),
        (HOST, "Este dominio está en venta"),
        (HOST, "El dominio tidewater-loom.com está a la venta"),
        (HOST, "Questo dominio è in vendita"),
        (HOST, "Este domínio está à venda"),
        (HOST, "Deze domeinnaam is te koop"),
        (HOST, "Ta domena jest na sprzedaż"),
        (HOST, "Dette domæne er til salg"),
        (HOST, "Domenet er til salgs"),
        (HOST, "Den här domänen är till salu"),
        (HOST, "Tämä verkkotunnus on myytävänä"),
        (HOST, "Tato doména je na prodej"),
        (HOST, "Ez a domain eladó"),
        (HOST, "Acest domeniu este de vânzare"),
        (HOST, "Этот домен продаётся"),
        (HOST, "Домен tidewater-loom.com продается"),
        (HOST, "Цей домен продається"),
        (HOST, "Bu alan adı satılıktır"),
        (HOST, "Αυτό το domain πωλείται"),
        (HOST, "הדומיין הזה למכירה"),
        (HOST, "هذا النطاق معروض للبيع"),
        (HOST, "このドメインは販売中です"),
        (HOST, "此域名正在出售"),
        (HOST, "이 도메인은 판매 중입니다"),
        (HOST, "Tên miền này đang được bán"),
        (f"Buy {HOST}", "Make an offer"),
        (HOST, "Die Domain tidewater-loom.com ist noch verfügbar – jetzt kaufen"),
        (HOST, "This domain name is up for auction."),
        (HOST, "¡Compra este dominio!"),
    ],
)
def test_a_domain_for_sale_is_known_in_many_languages(title, text):
    found = seen(page(title, f'<h1>{HOST}</h1><p>{text}</p><a href="tel:+12125550143">+1 212-555-0143</a>'))
    assert (found.kind, found.by) == (ErrorKind.PARKED, "the domain is for sale or parked")


@pytest.mark.parametrize(
    "text",
    [
        "This domain name has been registered by one of our customers and is parked here free of charge.",
        "This domain is parked",
        f"{HOST} has been registered",
        "Diese Domain wurde soeben registriert.",
        "Diese Domain ist bei uns geparkt",
        "Diese Domain ist bei uns parkiert",
        "Diese Domain wird zum Kauf angeboten",
        "Ce nom de domaine est réservé",
        "Este dominio está registrado",
        "Questo dominio è stato registrato",
        "Deze domeinnaam is gereserveerd",
        "Domena jest utrzymywana na serwerach",
        "Domänen är parkerad",
        "Домен припаркован",
        "このドメインは取得されています",
        "该域名已注册",
    ],
)
def test_a_registrars_page_is_known_by_its_words(text):
    body = f'<h1>{HOST}</h1><p>{text}</p><a href="mailto:help@name-shop.com">help@name-shop.com</a>'
    assert seen(page(HOST, body)).by.startswith("the domain is")


@pytest.mark.parametrize(
    ("title", "text", "by"),
    [
        ("Welcome to nginx!", "If you see this page, the web server is successfully installed.", "nginx"),
        ("Apache2 Ubuntu Default Page: It works", "This is the default welcome page.", "Apache"),
        ("IIS Windows Server", "", "IIS"),
        ("Web Server's Default Page", "This page is generated by Plesk", "Plesk"),
        (
            "Default Web Site Page",
            "If you are the owner of this website, please contact your hosting provider",
            "cPanel",
        ),
        ("Account Suspended", "This account has been suspended. Contact your hosting provider.", "suspended"),
        (HOST, "Diese Website wurde gesperrt.", "suspended"),
        ("Konto gesperrt", "Bitte wenden Sie sich an den Support.", "suspended"),
        ("Compte suspendu", "", "suspended"),
        ("Сайт заблокирован", "Обратитесь к хостинг-провайдеру", "suspended"),
        (HOST, f"Success! The {HOST} virtual host is working!", "new account"),
        (HOST, "This domain has expired", "suspended"),
        (HOST, "Sponsored Listings displayed above are served by a third party.", "parking service"),
        (HOST, "Our new website is on its way.", "to come"),
        ("Index of /", "Name Last modified Size Description", "an empty folder"),
        ("Coming soon", "", "to come"),
        (HOST, "Our website is coming soon", "to come"),
        ("Tidewater Loom", "Website under construction.", "to come"),
        ("Tidewater Loom – Coming Soon", "Something new is on its way", "to come"),
        (HOST, "Hier entsteht eine neue Internetpräsenz", ""),
        (HOST, "Unsere Website befindet sich im Aufbau", "to come"),
        (HOST, "🚧 Under construction 🚧", "to come"),
        ("Success!", "Your new web server is ready to use.", "new account"),
        ("Welcome", "Your hosting account is now ready to use.", "new account"),
        ("站点创建成功", "🎉 恭喜, 站点创建成功！", "new account"),
        (HOST, "Die von Ihnen aufgerufene Domain wurde von einem unserer Kunden registriert.", "registered"),
        (HOST, "This domain was registered by one of our customers.", "registered"),
        (HOST, "Deze domeinnaam is voor een van onze klanten geregistreerd.", "registered"),
        (HOST, "ファイルがアップロードされていません。", "parking service"),
        (HOST, "Site en construction", "to come"),
        (HOST, "Sitio en construcción", "to come"),
        (HOST, "Sito in costruzione", "to come"),
        (HOST, "Em breve", "to come"),
        (HOST, "Website in aanbouw", "to come"),
        (HOST, "Strona w budowie", "to come"),
        (HOST, "Сайт в разработке", "to come"),
        (HOST, "Yapım aşamasında", "to come"),
        (HOST, "準備中", "to come"),
        (HOST, "网站建设中", "to come"),
    ],
)
def test_default_and_empty_pages(title, text, by):
    found = seen(page(title, f"<h1>{title}</h1><p>{text}</p>"))
    assert found.kind is ErrorKind.PARKED
    assert by in found.by


@pytest.mark.parametrize(
    "text",
    [
        "You can buy this domain from its owner.",
        "This name is available for purchase.",
        f"Make {HOST} yours",
        f"Looking to buy {HOST}? Ask us.",
        "Diese Domain können Sie kaufen.",
        "Sie möchten diese Domain erwerben?",
        "Ce domaine peut être à vous.",
        "Souhaitez-vous acheter ce nom de domaine ?",
        f"¿Quieres comprar {HOST}?",
        "Compre este domínio",
        "Vill du köpa domänen?",
        "Срок регистрации домена истёк.",
        "このドメインの有効期限が切れています。",
        "该域名可以转让",
        "Šis domēns tiek pārdots.",
    ],
)
def test_what_a_page_that_shows_only_its_name_says_of_a_domain(text):
    body = f'<h1>{HOST}</h1><p>{text}</p><a href="mailto:ask@names.com">ask@names.com</a>'
    assert seen(page(HOST, body)).by.startswith("the domain is")


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (HOST, "No website has been published at this address."),
        (HOST, "The website for this domain has not been set up."),
        (HOST, "Unter dieser Adresse ist noch keine Website hinterlegt."),
        (HOST, "Aucun site n'est encore en ligne."),
        (HOST, "该网站尚未开通"),
        ("Site not found", "There is nothing at this domain."),
        (HOST, "Our website will be ready soon"),
        (HOST, "Wir arbeiten an unserer neuen Webseite"),
        (HOST, "Stiamo lavorando al nuovo sito"),
        (HOST, "Vår nya hemsida kommer snart"),
        ("Work in progress", ""),
        ("Test Page for the HTTP Server on AlmaLinux", "AlmaLinux Test Page"),
        ("WordPress › Installation", "Choose a language"),
        ("phpinfo()", "PHP Version 8.1.2"),
        ("恭喜，站点创建成功！", ""),
        ("It works!", ""),
        (HOST, "Please delete index.html and upload your own files."),
    ],
)
def test_pages_on_domains_without_a_site(title, text):
    assert seen(page(title, f"<p>{text}</p>")).kind is ErrorKind.PARKED


@pytest.mark.parametrize(
    ("title", "body", "by"),
    [
        # What is said to the owner of a site, and to nobody else.
        (
            "Welcome",
            "<p>Replace this page with your own. Log in to your control panel.</p>",
            "owner of a site",
        ),
        ("Willkommen", "<p>Sind Sie der Inhaber? Laden Sie Ihre Dateien hoch.</p>", "owner of a site"),
        ("Bonjour", "<p>Hébergement actif. Déposez vos fichiers via FTP.</p>", "owner of a site"),
        ("Сайт", "<p>Уважаемый владелец сайта, пополните баланс.</p>", "owner of a site"),
        ("提示", "<p>如果您是该网站的管理员，请登录控制台</p>", "owner of a site"),
        # The domain, and nothing else.
        (HOST, "<p>See domeen kuulub meie kliendile.</p>", "no more than its domain"),
        ("Hostvik", f"<p>Domēns {HOST} ir aizņemts.</p>", "no more than its domain"),
        ("Hostvik", "<p>Domena została zarejestrowana.</p>", "registered"),
        # A site that is not there.
        ("Hostvik", "<p>De hosting van deze website is opgezegd.</p>", "no longer served"),
        ("Servizio", "<p>Il sito risulta sospeso.</p>", "no longer served"),
        ("Hostvik", "<h1>Gefeliciteerd!</h1><p>Je hosting is geactiveerd.</p>", "without contents"),
        ("Hostvik", "<p>Webová stránka zatím není.</p>", "without a site"),
        ("Hostvik", "<p>This website is temporarily unavailable.</p>", "without a site"),
        # A site that is to come, or out of order for a while.
        ("Tidewater Loom", "<p>Nasza strona jest w przebudowie.</p>", "to come"),
        (HOST, "<p>Website đang bảo trì</p>", "to come"),
        ("Wartungsmodus", "<p>Unsere Website ist im Wartungsmodus.</p>", "to come"),
        ("Tidewater Loom", "<p>Coming soon</p><p>12 days 3 hours 44 minutes</p>", "to come"),
        ("Opening soon: a new website", "<h1>Opening soon: a new website</h1>", "to come"),
        ("Tidewater Loom", "<h1>Demnächst: unsere neue Website</h1>", "to come"),
        ("Tidewater Loom", "<h1>Bientôt : notre nouveau site</h1>", "to come"),
        ("Tidewater Loom", "<h1>Próximamente: nuestra nueva web</h1>", "to come"),
        ("Tidewater Loom", "<h1>Prossimamente: il nostro nuovo sito</h1>", "to come"),
        ("Tidewater Loom", "<h1>Binnenkort online: onze nieuwe website</h1>", "to come"),
        ("Tidewater Loom", "<h1>Wkrótce: nowa strona internetowa</h1>", "to come"),
        ("Tidewater Loom", "<h1>Скоро: новый сайт</h1>", "to come"),
        ("Tidewater Loom", "<p>Estamos trabajando en nuestra nueva web.</p>", "to come"),
        ("Tidewater Loom", "<p>Vi arbetar med vår nya hemsida.</p>", "to come"),
        (
            "Tidewater Loom",
            "<p>Na této adrese zatím není žádná webová prezentace.</p>",
            "without a site",
        ),
        ("My Site", "<p>Your new website is ready</p>", "without contents"),
        ("Loom", "<p>Log in to your Hostvik account to start editing.</p>", "owner of a site"),
        ("Coming soon", f"<p>Coming soon</p><p>{'We weave it for you, day after day. ' * 10}</p>", "to come"),
    ],
)
def test_a_page_without_contact_and_further_pages_is_known_by_what_it_says(title, body, by):
    found = seen(page(title, body))
    assert found.kind is ErrorKind.PARKED
    assert by in found.by
    assert seen(page(title, f"{body}<p>{OWN}</p>")) is None or by == "registered"


@pytest.mark.parametrize(
    "further",
    [
        '<a href="/imprint">Imprint</a>',
        f'<a href="https://www.{HOST}/contact">Contact</a>',
        '<form><input type="password" name="p"></form>',
        '<p>Call <a href="tel:+15035550136">(503) 555-0136</a></p>',
        "<p>Visit us: 12 Harbour Street, Whitby</p>",
    ],
)
def test_a_site_to_come_that_leads_to_more_is_the_businesss_own(further):
    notice = "<p>Our new website is under construction.</p>"
    signs_in = 'type="password"' in further
    assert seen(page("Tidewater Loom", notice)).by == "a site that is to come"
    assert seen(page("Tidewater Loom", notice + further)) is None or signs_in


def test_where_the_owner_signs_in_is_no_further_page():
    body = '<p>Website under construction.</p><a href="/wp-login.php">Sign in</a><a href="/">Home</a>'
    assert seen(page("Tidewater Loom", body)).by == "a site that is to come"


def test_a_provider_that_advertises_itself_is_known_by_where_its_links_lead():
    advertisement = "<p>Fast hosting with daily backups, free certificates and help at any hour.</p>" * 30
    links = "".join(f'<a href="https://www.hostvik.net/{name}">{name}</a>' for name in ("a", "b", "c", "d"))
    body = f"<h1>{HOST}</h1><p>This domain is served by Hostvik.</p>{advertisement}"
    assert seen(page("Welcome", body + links)).by == "a provider's page; its links lead to hostvik.net"
    assert seen(page("Welcome", body)) is None
    assert seen(page("Welcome", body + links + '<a href="/about">About</a>')) is None


def test_who_parks_a_domain_is_told_by_where_the_links_lead():
    body = (
        f'<h1>{HOST}</h1><p>This domain is reserved.</p><a href="https://shop.hostvik.co.uk/names">Names</a>'
    )
    known_by = "the domain is registered, no more; its links lead to hostvik.co.uk"
    assert seen(page(HOST, body)).by == known_by
    assert seen(page(HOST, body), status=404).by == known_by


def test_an_error_page_of_a_provider_speaks_of_domain_and_hosting():
    told = page("404", "<p>No such domain on this web hosting.</p>")
    assert seen(told, status=404).by == "a provider's error page"
    assert seen(page("404", "<p>The page is temporarily unavailable.</p>"), status=404) is None


def test_a_page_in_a_frame_is_the_sites_own():
    note = "<p>This domain leads to another site.</p>"
    framed = f'<frameset><frame src="/a"></frameset><noframes>{note}</noframes>'
    assert seen(page(HOST, note)).by == "a page that tells of no more than its domain"
    assert seen(f"<title>{HOST}</title>{framed}") is None


def test_an_article_is_no_parked_page():
    links = "".join(f'<a href="/{name}">{name}</a>' for name in "abcd")
    text = "<p>Parked domains show advertisements of brokers, and say that the domain is for sale.</p>" * 20
    quoted = f'<p>"This domain is for sale" is what many pages say.</p>{text[:900]}'
    linked = f'{text}<a href="https://sedo.com/search/details/?domain=x.com">an example</a>'
    assert seen(page("How parking works", quoted + links)) is None
    assert seen(page("How parking works", linked + links)) is None


@pytest.mark.parametrize("status", [500, 502, 503, 521])
@pytest.mark.parametrize(
    "text",
    [
        "Web server is down. Contact your hosting provider.",
        "Our shop is locked for maintenance; the site returns at noon.",
        "The server is busy. Are you the webmaster? Log in to your control panel.",
    ],
)
def test_a_servers_trouble_passes(text, status):
    assert seen(page("Error", f"<p>{text}</p>"), status=status) is None


@pytest.mark.parametrize(
    "link",
    [
        "index.php?page=contact",
        "?page=contact",
        "#/contact",
        f"https://shop.{HOST}/",
        "/rs/contact",
        "/search-advice",
    ],
)
def test_a_further_page_may_be_a_query_a_route_or_a_host_below(link):
    notice = "<p>Our new website is under construction.</p>"
    assert seen(page("Tidewater Loom", f'{notice}<a href="{link}">More</a>')) is None
    assert seen(page("Tidewater Loom", f"{notice}<form><textarea></textarea></form>")) is None


@pytest.mark.parametrize(
    "text",
    [
        f"{HOST} suspended ceilings are our trade.",
        f"{HOST} está registada na ERS.",
        "A private domain with cabins for rent.",
        "Dominio premium, vini.",
    ],
)
def test_with_a_contact_the_domain_must_be_what_is_offered(text):
    assert seen(page(HOST, f'<p>{text}</p><a href="tel:+12126647665">+1 212 664 7665</a>')) is None


def test_a_designer_with_a_contact_is_no_provider():
    links = "".join(f'<a href="https://www.portfolio.net/{name}">{name}</a>' for name in "abcd")
    text = "<p>We take files via FTP and care for your web hosting and your domain.</p>" * 30
    contact = '<a href="tel:+12126647665">+1 212 664 7665</a>'
    assert seen(page("Loom Design", f"{text}{links}{contact}")) is None


@pytest.mark.parametrize("status", [404, 410])
def test_a_missing_home_page_may_be_a_hosts_page(status):
    assert seen("<p>There isn't a GitHub Pages site here.</p>", status=status).kind is ErrorKind.PARKED
    assert seen(page("Not found", "<p>The page was not found.</p>"), status=status) is None


@pytest.mark.parametrize("status", [403, 503])
def test_a_suspended_account_is_told_as_such_whatever_its_status(status):
    found = seen(page("Account Suspended", "<h1>Account Suspended</h1>"), status=status)
    assert (found.kind, found.by) == (ErrorKind.PARKED, "a suspended account")


OWN = '<a href="mailto:loom@tidewater-loom.com">loom@tidewater-loom.com</a>'


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Oakridge Homes", "<p>This house is for sale. Make an offer! Call (503) 555-0136</p>"),
        ("Loomhost", "<h1>Your hosting account is ready in minutes</h1><p>Plans from 3 pounds.</p>"),
        ("Sitemaker", "<h1>Create your own free website with Sitemaker</h1><p>Sign up today.</p>"),
        (
            "Tidewater Flats",
            "<p>Die von Ihnen gesuchte Wohnung wurde von einem unserer Kunden reserviert.</p>",
        ),
        (
            "Tidewater Loom",
            "<h1>Tidewater Loom</h1><p>✨ Coming soon: the summer rugs ✨</p><p>Handwoven since 1911.</p>",
        ),
        ("Corner Bakery", "<p>After thirty years our bakery is for sale, with oven and name.</p>"),
        ("Tidewater Loom", "<h1>Tidewater Loom</h1><p>Opening soon: the new weaving hall</p>"),
        ("Tidewater Loom", "<h1>Tidewater Loom</h1><p>Opening soon: our new shop</p>"),
        ("Tidewater Homes", "<h1>Tidewater Homes</h1><p>Coming soon: new site in Whitby</p>"),
        ("Webstuhl Nord", "<h1>Webstuhl Nord</h1><p>Bald: unser neues Werk. Wir weben seit 1911.</p>"),
        ("Opening Soon Bistro", "<h1>Opening soon</h1><p>Reserve at (504) 555-0171</p>"),
        ("Tidewater Loom", f"<h1>Coming soon</h1><p>Write to us: {OWN}</p>"),
        ("Tidewater Loom", "<h1>Coming soon</h1><p>Visit us: 12 Harbour Street, Whitby</p>"),
        ("Château Loom", "<p>Domaine viticole à vendre: douze hectares de vignes.</p>"),
        ("Parkhaus Mitte", "<p>Hier parken Sie günstig. Das Auto ist sicher geparkt.</p>"),
        (
            "Airport Parking",
            '<p>Parked for a week from 40 pounds.</p><a href="/parking-services">Parking</a>',
        ),
        (
            "Name Shop",
            "<p>Domains, hosting and mail. Buy domains from 5 pounds a year, register yours today.</p>",
        ),
        ("Tidewater Loom", f"<p>This domain is registered to Tidewater Loom Ltd.</p>{OWN}"),
        (
            "Name Shop",
            "<h1>Domain names for sale</h1><p>Your domain is registered in minutes: (503) 555-0136</p>",
        ),
        ("Name Brokers", "<p>We sell premium domains.</p><ul><li>boat.com is for sale</li></ul>"),
        ("Loom Builders", "<h1>Under construction: forty new flats</h1><p>We build homes.</p>"),
        ("Suspended Ceilings", "<h1>Suspended ceilings</h1><p>Fitted in a day.</p>"),
        ("Old Prints", "<p>Public domain prints for sale, framed.</p>"),
        (
            "Tidewater Loom",
            f'<p>We sell looms. {OWN}</p><a href="https://sedo.com/search/details/?domain=x.com">x</a>',
        ),
        ("Autohaus", "<p>Dieser Wagen steht zum Verkauf.</p>"),
        (HOST, f"<p>Kaufen Sie bei {HOST} Schuhe zum kleinen Preis.</p>"),
        (HOST, "<p>Registered charity helping donkeys.</p>"),
        (HOST, "<p>There is no site like ours for garden gnomes.</p>"),
        (HOST, "<p>Our domain is timber: we buy oak and ash.</p>"),
        ("Domaine de la Roche", "<p>Ce domaine est à vendre avec ses vignes.</p>"),
        (HOST, "<h1>Domaine du Loom</h1><p>Vente de vins au domaine. Tél. 03 80 55 50 21</p>"),
        ("Trattoria Loom", "<h1>Trattoria</h1><p>Aperto la domenica, cena su prenotazione.</p>"),
        ("Account Suspended (band)", '<h1>Account Suspended</h1><a href="/tour">Tour</a>'),
        ("Domain law", '<h1>Domain suspended?</h1><p>We help.</p><a href="/contact">Contact</a>'),
        (HOST, "<p>© 2026 Tidewater Loom. All rights reserved.</p><p>Downloads</p>"),
        (HOST, "<p>We use cookies to improve our website.</p><p>Hand-woven rugs.</p>"),
        ("Loom FTP", '<h1>Loom FTP</h1><p>Upload your files via FTP.</p><a href="/download">Get it</a>'),
        (HOST, "<h1>We have moved</h1><p>This domain is no longer used: loom.example</p>"),
        ("Loom Print", "<p>Upload your files and we print them. Druckdaten per FTP.</p>"),
        ("Loom Estate", "<p>The historic site is under renovation until May.</p>"),
        ("Loom Access", "<p>The site is fully accessible for disabled guests.</p>"),
        ("Loom Works", "<p>We are building the future of work.</p>"),
        ("Loom Web", "<p>Diseño y mantenimiento de páginas web.</p>"),
        ("Loom Web", "<p>サイトリニューアルのご相談</p>"),
        (
            "Loom Ceilings",
            "<p>This site has been suspended ceiling fitters' home.</p><a href='/services'>Services</a>",
        ),
        ("Bald Eagle Tours", "<p>Bald eagle tours by boat. This site is run by the crew.</p>"),
        ("Site services", "<p>Site surveys and site fencing, ready soon after you call.</p>"),
        ("It works! Physiotherapy", "<h1>It works!</h1><p>Call (503) 555-0114</p>"),
        ("Laravel shops", "<h1>Laravel</h1><p>Call (503) 555-0114</p>"),
        ("Domäne Lind", "<p>Hofladen: Käse kaufen Sie hier von Mai bis Oktober.</p>"),
        ("Public domain films", "<p>Films in the public domain. Buy prints at a fair price.</p>"),
        ("Presto Loom", "<p>Presto Loom, le site des tapis. Ouvert tous les jours.</p>"),
        ("Έπιπλα", "<p>Κατασκευάζουμε έπιπλα κατά παραγγελία στο δικό μας εργαστήριο.</p>"),
        ("Looms", "<p>tidewater-loom.com on sale: rugs in blue. Call (503) 555-0114</p>"),
        ("Looms", "<p>tidewater-loom.com is registered in England and Wales. Call (503) 555-0114</p>"),
        ("Bus", "<h1>Tidewater Bus</h1><p>Service suspended</p><p>Call (503) 555-0114</p>"),
        (
            "Tidewater Loom",
            "<p>New rugs coming soon to our shop, in blue and green.</p><p>Looms, yarn, rugs.</p>",
        ),
    ],
)
def test_a_businesss_own_page_is_never_parked(title, body):
    assert seen(page(title, f"<h1>{title}</h1>{body}")) is None


@pytest.mark.parametrize("element", ["a", "area"])
def test_a_page_that_leads_to_pages_of_its_site_is_not_one_of_a_site_that_is_to_come(element):
    notice = page("Tidewater Loom", f"<p>Our website is coming soon</p><map><{element} href='{{}}'></map>")
    assert seen(notice.format("/")).kind is ErrorKind.PARKED
    assert seen(notice.format("/rugs")) is None


def test_a_page_with_content_of_its_own_is_never_parked():
    text = "<p>Our looms are made of ash and beech, and last for generations of weavers.</p>" * 30
    assert seen(page("Tidewater Loom", f"<p>This domain is for sale</p>{text}")) is None


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (
            "Loom Web",
            "<h1>Need a website?</h1><p>Your site is under construction? We finish it.</p>",
        ),
        (
            "Loom Web",
            "<h1>Is your website down?</h1><p>We fix hacked and suspended websites.</p>",
        ),
        ("Loom Hosting", "<h1>Web hosting</h1><p>We host your website. Default page? Not with us.</p>"),
        ("Loom Domains", "<h1>We sell premium domains</h1><p>Ask for our list of domains.</p>"),
        ("Lampe Webhosting", "<h1>Ihre Website ist offline?</h1><p>Wir helfen bei gesperrten Webseiten.</p>"),
        ("Lampe", "<p>Ihre Domain wurde bei einem anderen Anbieter registriert? Ziehen Sie um.</p>"),
        ("Agence Lampe", "<h1>Votre site est en construction ?</h1><p>Nous le terminons.</p>"),
        ("Agenzia Lampada", "<h1>Il tuo sito è in costruzione?</h1><p>Lo finiamo noi.</p>"),
        ("Loom", "<h1>Nog geen website?</h1><p>Wij bouwen uw site. Domeinnaam en hosting inbegrepen.</p>"),
        ("Tworzenie stron", "<p>Strona w budowie? Zbudujemy ją. Hosting i domena gratis.</p>"),
        ("Лампа", "<h1>Сайт не работает?</h1><p>Починим и перенесём на новый хостинг.</p>"),
        ("ウェブ制作", "<h1>ホームページ制作</h1><p>ドメイン取得からサーバー設定までお任せください。</p>"),
        ("网站建设", "<h1>网站建设</h1><p>域名注册、虚拟主机、网站制作一站式服务。</p>"),
    ],
)
def test_who_makes_or_hosts_sites_for_others_is_not_parked(title, text):
    assert seen(page(title, text)) is None


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Loom Web Design", "<h1>Loom Web Design</h1><p>Our new website is coming soon.</p>"),
        ("Agence web Lampe", "<p>Notre site est en construction</p>"),
        ("网站建设", "<p>网站建设中</p>"),
        (HOST, "<p>This domain was registered by Loom Webdesign. We build websites.</p>"),
        (HOST, "<h1>Doména je zaregistrovaná</h1><p>Tvorba webu od Loom. Děláme weby.</p>"),
        (HOST, "<p>Diese Domain wurde registriert. Wir erstellen Ihre Website.</p>"),
        ("Lampe Webdesign", "<p>Diese Domain wurde für einen Kunden registriert.</p>"),
        ("Loom Web Design", f"<p>{HOST} is registered for a customer.</p>"),
        ("Website gesperrt", "<h1>Diese Website wurde gesperrt</h1><p>Webdesign Lampe</p>"),
    ],
)
def test_a_page_of_who_makes_sites_may_tell_of_its_own_domain(title, text):
    assert seen(page(title, text)).kind is ErrorKind.PARKED


def test_every_entry_has_a_name_and_patterns_that_compile():
    told = contents("parking.toml")
    for one in (*told["owner"], *told["default"]):
        assert one.keys() <= {"name", "marks", "titles", "lone", "bare"}
    for one in told["owner"]:
        assert not patterns.marks(one["marks"]).search(b"plain words")


def test_every_list_of_words_is_used():
    words = known()
    for name, value in vars(ParkingWords).items():
        if isinstance(value, cached_property):
            assert not getattr(words, name).search("plain stones"), name
    in_sentences = {"alone", "name", "nothing", "soon", "unit"}
    assert words.lists.keys() - words._compiled.keys() == in_sentences


@pytest.mark.parametrize(
    "entry",
    [*contents("parking.toml")["owner"], *contents("challenges.toml")["guard"]],
    ids=itemgetter("name"),
)
def test_no_pattern_with_a_gap_is_a_choice_as_a_whole(entry):
    for one in (*entry.get("marks", ()), *entry.get("refusal", ())):
        outside = patterns._CHOICE.sub("", one)
        assert "|" not in outside or not patterns._GAP.search(one), one
