"""Our own lists: input that people type, input to be refused, and URLs that must never be fetched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address
from itertools import chain

from tests.farm.server import INSIDE


@dataclass(frozen=True)
class Inputs:
    """``typed``: what people type and the canonical domain. ``refused``: with a reason, when submitted.

    ``never_fetched``: refused when submitted or when fetched, wherever they come from. ``told_by_address``:
    those that are recognised only by the address of their name.
    """

    typed: Sequence[tuple[str, str]]
    refused: Sequence[str]
    never_fetched: Sequence[str]
    told_by_address: Mapping[str, str]  # a URL's host name -> its address


TYPED = [
    ("oakandelm.com", "oakandelm.com"),
    ("OakAndElm.COM", "oakandelm.com"),
    ("  oakandelm.com ", "oakandelm.com"),
    ("oakandelm.com.", "oakandelm.com"),
    ("oakandelm.com/", "oakandelm.com"),
    ("oakandelm.com;", "oakandelm.com"),
    ("'oakandelm.com'", "oakandelm.com"),
    ('"oakandelm.com",', "oakandelm.com"),
    ("<http://oakandelm.com/>", "oakandelm.com"),
    ("www.oakandelm.com", "oakandelm.com"),
    ("wWw.OakAndElm.com.", "oakandelm.com"),
    ("www.www.oakandelm.com", "www.oakandelm.com"),
    ("www3.oakandelm.com", "www3.oakandelm.com"),
    ("wwwoak.com", "wwwoak.com"),
    ("www.net", "www.net"),
    ("www.co.nz", "www.co.nz"),
    ("http://oakandelm.com", "oakandelm.com"),
    ("https://oakandelm.com", "oakandelm.com"),
    ("hTTpS://OAKANDELM.com/Shop/", "oakandelm.com"),
    ("//oakandelm.com/shop", "oakandelm.com"),
    ("http://oakandelm.com:80", "oakandelm.com"),
    ("https://oakandelm.com:443/shop", "oakandelm.com"),
    ("oakandelm.com:80", "oakandelm.com"),
    ("oakandelm.com/shop?sort=price#top", "oakandelm.com"),
    ("oakandelm.com?ref=mail", "oakandelm.com"),
    ("oakandelm.com#opening-hours", "oakandelm.com"),
    ("https://oakandelm.com/go?to=https://pine.org", "oakandelm.com"),
    ("https://oakandelm.com/@elm", "oakandelm.com"),
    ("https://oakandelm.com/mail:us@pine.org", "oakandelm.com"),
    ("https://oakandelm.com///shop//", "oakandelm.com"),
    ("https://oakandelm.com/%E6%9D%B1%E4%BA%AC", "oakandelm.com"),
    ("https://elm@oakandelm.com/", "oakandelm.com"),
    ("https://elm:word@oakandelm.com/", "oakandelm.com"),
    ("shop.oakandelm.com", "shop.oakandelm.com"),
    ("https://de.shop.oakandelm.com/korb", "de.shop.oakandelm.com"),
    ("one.two.three.four.pine.org", "one.two.three.four.pine.org"),
    ("oakandelm.com.au", "oakandelm.com.au"),
    ("www.oakandelm.org.uk", "oakandelm.org.uk"),
    ("council.gov.uk", "council.gov.uk"),
    ("oak.bakery", "oak.bakery"),
    ("oak.construction", "oak.construction"),
    ("oak.berlin", "oak.berlin"),
    ("q.com", "q.com"),
    ("g.co", "g.co"),
    ("4oaks.com", "4oaks.com"),
    ("1800.com", "1800.com"),
    ("oak-and-elm.io", "oak-and-elm.io"),
    ("oak--elm.net", "oak--elm.net"),
    (f"{'oak' * 21}.com", f"{'oak' * 21}.com"),
    ("xn--caf-dma.example", "xn--caf-dma.example"),
    ("café.example", "xn--caf-dma.example"),
    ("CAFÉ.example", "xn--caf-dma.example"),
    ("cafe\u0301.example", "xn--caf-dma.example"),
    ("https://zürich.example/stadt", "xn--zrich-kva.example"),
    ("fußweg.de", "xn--fuweg-mqa.de"),
    ("пекарня.рф", "xn--80ajpngj0i.xn--p1ai"),
    ("花店.jp", "xn--hxto71f.jp"),
    ("ｏａｋ．com", "oak.com"),
    ("oak。com", "oak.com"),
    ("tenant.github.io", "tenant.github.io"),
    ("business-001.test", "business-001.test"),
]

REFUSED = [
    *("", " ", "\t\n", ".", "...", "-", "---", "?", "#", "/", "//", "://", "@"),
    *("org", "com.", "co.nz", "gov.uk", "oakandelm", "localhost", "router", "nil", "none", "n/a", "unknown"),
    *(
        "http://",
        "https://",
        "https:///shop",
        "http://?x=1",
        "http://#top",
        "http://elm@",
        "://oakandelm.com",
    ),
    *("/shop/index.html", "?q=oakandelm.com", "#oakandelm.com"),
    *("oak..com", ".oakandelm.com", "http://..com/", "oakandelm.com.."),
    *(
        "-oak.com",
        "oak-.com",
        "oak.-elm.com",
        "oak.com-",
        "oak_elm.com",
        "oak!.com",
        "oak$elm.com",
        "oak,elm",
    ),
    *("oak elm.com", "oakandelm.com pine.org", "oakandelm.com,pine.org", "oakandelm.com;pine.org"),
    *("oak.c", "oak.77", "oak.com7-", "*.oakandelm.com", "%6fak.com", "oak%2ecom", "oak.com\\shop"),
    *("8.8.4.4", "https://8.8.4.4/", "8.8.4", "300.300.300.300", "[2001:4860:4860::8844]", "2001:4860::8844"),
    *(
        "http://[2001:4860::",
        "http://oakandelm.com:8443/",
        "http://oakandelm.com:port/",
        "oakandelm.com:70000",
    ),
    *("ftp://oakandelm.com", "ssh://oakandelm.com", "mailto:elm@oakandelm.com", "elm@oakandelm.com"),
    *(
        "javascript:void(0)",
        "data:,oak",
        "file:///srv/oak",
        "tel:+442079460123",
        "blob:https://oakandelm.com/1",
    ),
    *("oak\0.com", "oak\x1f.com", "oak\x7f.com", "oakandelm.com\r\nHost: pine.org", "oa\tk.com"),
    *("xn--.net", "xn--b.net", "xn--oak-and-elm-99999999.com", "раypal.com"),
    *('["oakandelm.com"]', '{"url": "https://oakandelm.com"}', "<a href=oakandelm.com>"),
    *(f"{'o' * 64}.com", f"{'oak.' * 64}com", f"https://oakandelm.com/{'o' * 3000}"),
]

# Addresses of networks that are not public, in their usual form.
NOT_PUBLIC = [
    *("127.0.0.1", "127.200.3.4", "10.0.0.254", "172.16.31.7", "172.30.1.1", "192.168.0.254"),
    *("169.254.169.254", "169.254.1.1", "100.64.0.7", "100.127.255.254", "0.0.0.0", "0.1.2.3"),
    *("192.0.0.8", "192.0.2.77", "198.18.7.7", "198.19.255.1", "198.51.100.77", "203.0.113.77"),
    *("192.88.99.77", "224.0.0.251", "239.1.2.3", "240.1.2.3", "255.255.255.255"),
    *("[::1]", "[::]", "[fe80::77]", "[fe80::77%25eth1]", "[fec0::7]", "[fc00::77]", "[fd12:3456:789a::1]"),
    *("[ff02::fb]", "[ff05::2]", "[2001:db8::77]", "[100::7]", "[3fff:7::1]", "[5f00:7::1]"),
    *("[2001::7f00:1]", "[2001:10::7]"),
]

OTHER_NAMES = [
    *("localhost", "LocalHost", "localhost.", "my.localhost", "localhost.localdomain", "ip6-loopback"),
    *("printer", "intranet", "nas.local", "gitlab.internal", "wiki.intranet", "db.default.svc.cluster.local"),
    *("metadata.google.internal", "gateway.docker.internal", "router.home.arpa", "shop.onion"),
]

CONFUSING = [
    *("http://oakandelm.com@127.0.0.1/", "http://oakandelm.com:443@10.0.0.254/", "http://a:b@[::1]/"),
    *(
        "http://127.0.0.1#@oakandelm.com/",
        "http://127.0.0.1?@oakandelm.com/",
    ),
    *("http://127.0.0.1\\@oakandelm.com/", "http://127.0.0.1\\.oakandelm.com/", "http:\\\\10.0.0.254\\"),
    *("http://10.0.0.254%2f@oakandelm.com/", "http://10.0.0.254%00.oakandelm.com/", "http:/127.0.0.1/secret"),
    *("//10.0.0.254/secret", "10.0.0.254", "10.0.0.254:80", "[fd12:3456:789a::1]", "::1", "127.0.0.1/secret"),
    *("http://%31%30.0.0.254/", "http://1%300.0.0.1/", "\x0bhttp://127.0.0.1/", "http://127.0.0.1\r/"),
    *("http://oakandelm.com\r\nX-Host: 127.0.0.1/", "http://oak\0andelm.com/", "http://127.0.0.1\t/"),
]

PORTS = [f"http://oakandelm.com:{port}/" for port in (0, 22, 23, 25, 2375, 5432, 9200, 11211, 65536, 100000)]

SCHEMES = [
    *(
        "file:///etc/hostname",
        "file://oakandelm.com/etc/hostname",
        "ftp://oakandelm.com/",
        "sftp://10.0.0.254/",
    ),
    *(
        "gopher://10.0.0.254:70/1",
        "dict://127.0.0.1:2628/d:oak",
        "ldaps://10.0.0.254/",
        "tftp://10.0.0.254/oak",
    ),
    *(
        "data:text/plain,secret",
        "javascript:fetch('/secret')",
        "view-source:http://127.0.0.1/",
        "ws://127.0.0.1/",
    ),
    *(
        "jar:http://10.0.0.254!/a",
        "http+unix://%2Frun%2Fapp.sock/",
        "unix:/run/app.sock",
        "netdoc:/etc/hostname",
    ),
]


def spellings(address: str) -> Iterable[str]:
    """The ways to write an IPv4 address that resolvers, URL parsers or routers take for it."""
    number, parts = int(IPv4Address(address)), address.split(".")
    first, *rest = map(int, parts)
    yield from (str(number), f"{number:#x}", f"0{number:o}")
    yield ".".join(f"{int(part):#x}" for part in parts)
    yield ".".join(f"0{int(part):o}" for part in parts)
    yield f"{first}.{number & 0xFFFFFF}"
    yield f"{first:#x}.{rest[0]}.0{number & 0xFFFF:o}"
    yield address.translate({ord("0") + digit: 0xFF10 + digit for digit in range(10)})
    yield address.replace(".", "\u3002")
    yield f"{address}."
    high, low = f"{number >> 16:x}", f"{number & 0xFFFF:x}"
    yield from (f"[::ffff:{address}]", f"[0:0:0:0:0:ffff:{high}:{low}]", f"[::{high}:{low}]")
    yield from (f"[64:ff9b::{high}:{low}]", f"[64:ff9b:1::{high}:{low}]", f"[2002:{high}:{low}::]")


INSIDE_SPELT = chain.from_iterable(
    map(spellings, ["127.0.0.1", "10.0.0.254", "169.254.169.254", "192.168.0.254"])
)

OWN = Inputs(
    typed=TYPED,
    refused=REFUSED,
    never_fetched=[
        *(f"http://{host}/" for host in [*NOT_PUBLIC, *INSIDE_SPELT, *OTHER_NAMES, *INSIDE]),
        *CONFUSING,
        *PORTS,
        *SCHEMES,
    ],
    told_by_address=INSIDE,
)
