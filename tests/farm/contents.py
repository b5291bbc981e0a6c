"""Hosts with a complete response that is not an ordinary page: statuses, types, encodings, odd markup."""

from __future__ import annotations

from domains.scan.report import ErrorKind
from tests.domains.scan.servers import Conversation, answer
from tests.farm.host import EMAIL, Host, Request, always, completes, fails, page

FINAL = ["400 Bad Request", "401 Unauthorized", "403 Forbidden", "404 Not Found", "410 Gone", "451 Legal"]
PASSING = ["500 Internal", "502 Bad Gateway", "503 Busy", "504 Gateway Timeout", "520 Unknown"]
RESTS = {"rests-for-minutes": "300", "rests-until-a-date": "Wed, 01 Jan 2098 00:00:00 GMT"}

TYPES = {
    "pdf": ("application/pdf", b"%PDF-1.4 of a brochure"),
    "picture": ("image/jpeg", b"\xff\xd8\xff\xe0 of a shop"),
    "film": ("video/mp4", b"\0\0\0\x18ftypmp42"),
    "archive": ("application/zip", b"PK\3\4"),
    "json": ("application/json", b'{"shop": "open"}'),
}

LETTERS = "Crêperie Noël & Søn"
ENCODED = {
    "utf-8-with-a-mark": ("text/html", b"\xef\xbb\xbf" + f"<title>{LETTERS}</title>".encode()),
    "utf-16": ("text/html", f"\ufeff<title>{LETTERS}</title>".encode("utf-16-le")),
    "latin-1-called-utf-8": ("text/html; charset=utf-8", f"<title>{LETTERS}</title>".encode("cp1252")),
    "latin-1-by-meta": ("text/html", f'<meta charset="iso-8859-1"><title>{LETTERS}</title>'.encode("cp1252")),
}
BY_META = {
    "euc-kr": "한국 도자기",
    "gb18030": "北京茶馆",
    "windows-1251": "Пекарня на углу",
    "euc-jp": "京都の菓子屋",
}

WORDPRESS = (
    '<meta name="generator" content="WordPress 6.4.3">'
    '<link rel="stylesheet" href="/wp-content/themes/oak/a.css">'
)


def titled(title: str, content_type: str, body: bytes) -> Host:
    return completes(always(answer(body, "200 OK", f"Content-Type: {content_type}")), title=title)


def cloudflare(text: str, key: int = 0x3C) -> str:
    """The text as Cloudflare's script hides it: each byte XORed with the first."""
    return bytes([key, *(letter ^ key for letter in text.encode())]).hex()


def busy_twice(request: Request, talk: Conversation) -> bytes:
    """503 for the first two requests of the home page, and a page from then on."""
    return answer(b"", "503 Busy") if request.path == "/" and request.times <= 2 else page()


def untyped(response: bytes) -> bytes:
    return response.replace(b"Content-Type: text/html\r\n", b"")


def statuses(lines: list[str], kind: ErrorKind) -> dict[str, Host]:
    return {f"status-{line[:3]}": fails(always(answer(b"<p>no</p>", line)), kind) for line in lines}


STATUSES: dict[str, Host] = {
    **statuses(FINAL, ErrorKind.HTTP_4XX),
    **statuses(PASSING, ErrorKind.HTTP_5XX),
    **statuses(["600 Beyond", "999 Denied"], ErrorKind.BAD_CONTENT),
    **{
        label: Host(
            always(answer(b"", "429 Too Many Requests", f"Retry-After: {rest}")),
            frozenset({ErrorKind.RATE_LIMITED}),
            end=("pending", "rate_limited"),
        )
        for label, rest in RESTS.items()
    },
}

BODIES: dict[str, Host] = {
    **{
        f"type-{label}": fails(always(answer(body, "200 OK", f"Content-Type: {kind}")), ErrorKind.NOT_HTML)
        for label, (kind, body) in TYPES.items()
    },
    "binary-called-html": fails(always(answer(bytes(range(256)) * 500)), ErrorKind.NOT_HTML),
    "no-type": completes(always(untyped(page())), emails=(EMAIL,)),
    **{label: titled(LETTERS, kind, body) for label, (kind, body) in ENCODED.items()},
    **{
        f"encoding-{name}": titled(
            title, "text/html", f'<meta charset="{name}"><title>{title}</title>'.encode(name)
        )
        for name, title in BY_META.items()
    },
    "control-characters": completes(always(page("Ma\0ple\x01 Ridge\x1b")), emails=(EMAIL,)),
    "formula": completes(always(page('=HYPERLINK("http://maple.test","Ridge")')), emails=(EMAIL,)),
    "script-in-title": completes(
        always(page("&lt;img src=x onerror=alert(1)&gt;")), title="<img src=x onerror=alert(1)>"
    ),
    "endless-title": completes(always(page("Maple Ridge " * 20_000)), emails=(EMAIL,)),
    "wordpress": completes(always(page(head=WORDPRESS)), emails=(EMAIL,)),
    "hidden-by-cloudflare": completes(
        always(
            page(body=f'<a class="__cf_email__" data-cfemail="{cloudflare(EMAIL)}">[email protected]</a>')
        ),
        emails=(EMAIL,),
    ),
    "written-out": completes(
        always(page(body="<p>reception (at) maple-ridge-trading [dot] com</p>")), emails=(EMAIL,)
    ),
}

HOSTS: dict[str, Host] = {
    **STATUSES,
    **BODIES,
    # The first requests of its home page fail; a run retries, and then succeeds.
    "busy-twice": Host(busy_twice, frozenset({ErrorKind.HTTP_5XX}), end=("completed", "")),
}
