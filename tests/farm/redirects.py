"""Hosts that redirect: in circles, to internal addresses, or finally to a page."""

from __future__ import annotations

from domains.scan.report import ErrorKind
from tests.domains.scan.servers import Conversation, answer, redirect
from tests.farm.host import EMAIL, Behaviour, Host, Request, always, completes, fails, page

# Internal addresses, to which no client may be redirected. A server there counts the requests.
INSIDE = {
    "loopback": "http://127.0.0.1/secret",
    "another-loopback": "http://127.9.8.7/secret",
    "short-address": "http://127.1/secret",
    "decimal-address": "http://2130706433/secret",
    "hex-address": "http://0x7f000001/secret",
    "octal-address": "http://0177.0.0.01/secret",
    "zero-address": "http://0.0.0.0/secret",
    "wide-digits": "http://%EF%BC%91%EF%BC%92%EF%BC%97.0.0.1/secret",
    "ipv6": "http://[::1]/secret",
    "mapped-ipv6": "http://[::ffff:127.0.0.1]/secret",
    "nat64": "http://[64:ff9b::7f00:1]/secret",
    "private": "http://192.168.77.1/secret",
    "carrier": "http://100.64.1.1/secret",
    "metadata": "http://169.254.169.254/latest/meta-data/",
    "localhost": "http://localhost/secret",
    "inside-name": "http://loopback.inside.test/secret",
    "no-scheme": "//127.0.0.1/secret",
    "user-part": "http://to-user-part.test@127.0.0.1/secret",
    "backslash": "http://127.0.0.1\\@to-backslash.test/secret",
    "ssh-port": "http://to-ssh-port.test:22/secret",
    "cache-port": "http://to-cache-port.test:11211/secret",
    "file": "file:///etc/hostname",
    "ftp": "ftp://to-ftp.test/secret",
    "gopher": "gopher://127.0.0.1:25/_HELO",
    "mailto": f"mailto:{EMAIL}",
    "script": "javascript:location='/secret'",
    "data": "data:text/html,<p>secret</p>",
}

TO_A_PAGE = {
    "relative-redirect": redirect("start/here.html"),
    "scheme-relative-redirect": redirect("//scheme-relative-redirect.test/start"),
    "spaces-in-redirect": redirect("/start/the right page"),
    "letters-in-redirect": redirect("/start/münchen"),
    "permanent-redirect": answer(b"", "308 Permanent Redirect", "Location: /start"),
    "see-other": answer(b"", "303 See Other", "Location: /start"),
    "refreshes": page("Moved", "", '<meta http-equiv="refresh" content="0; url=/start">'),
}


def home_leads(response: bytes) -> Behaviour:
    """The home page is this answer; every other path is a page with contacts."""
    return lambda request, talk: response if request.path == "/" else page()


def circle(request: Request, talk: Conversation) -> bytes:
    return redirect(f"http://{request.host}{request.path}")


def stairs(request: Request, talk: Conversation) -> bytes:
    """Always one page further."""
    return redirect(f"{request.path.rstrip('/')}/up")


def to_www(request: Request, talk: Conversation) -> bytes:
    return page() if request.www else redirect(f"http://www.{request.host}{request.path}")


def cookie_wall(request: Request, talk: Conversation) -> bytes:
    """A page for clients that return the cookie that they received."""
    if "entered=yes" in request.headers.get("cookie", ""):
        return page()
    return redirect(request.path, "Set-Cookie: entered=yes; Path=/")


HOSTS: dict[str, Host] = {
    "circle": fails(circle, ErrorKind.TOO_MANY_REDIRECTS),
    "ping": fails(always(redirect("http://pong.test/")), ErrorKind.TOO_MANY_REDIRECTS),
    "pong": fails(always(redirect("http://ping.test/")), ErrorKind.TOO_MANY_REDIRECTS),
    "stairs": fails(stairs, ErrorKind.TOO_MANY_REDIRECTS),
    **{
        f"to-{label}": fails(always(redirect(location)), ErrorKind.BLOCKED_ADDRESS)
        for label, location in INSIDE.items()
    },
    "to-nowhere": fails(always(redirect("http://nowhere.invalid/")), ErrorKind.DNS),
    "to-no-url": fails(
        always(redirect("http://[fe80::bad::/")), ErrorKind.BAD_CONTENT, ErrorKind.TOO_MANY_REDIRECTS
    ),
    "refreshes-to-inside": completes(
        always(page(head='<meta http-equiv="refresh" content="0; url=http://127.0.0.1/secret">'))
    ),
    "links-to-inside": completes(
        always(
            page(body='<a href="http://127.0.0.1/secret">Contact</a> <a href="//localhost/secret">About</a>')
        )
    ),
    **{label: completes(home_leads(leads), emails=(EMAIL,)) for label, leads in TO_A_PAGE.items()},
    "to-www": completes(to_www, emails=(EMAIL,)),
    "cookie-wall": completes(cookie_wall, emails=(EMAIL,)),
}
