"""Ways to reach a business without an e-mail address: contact forms, bookings, chats, messengers and apps.

And whether the page hides an address that could not be read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from urllib.parse import SplitResult, parse_qs, urlsplit

from turbohtml import Element

from domains.scan.extract.document import CLOUDFLARE, HIDDEN_MAIL, Document
from domains.scan.extract.technologies.fingerprints import fingerprints, index
from domains.scan.extract.words import word_list
from domains.scan.report import Technology, Way

MOST = 10  # of one kind
MOST_FORMS = 30
LONGEST = 2_000  # characters of a link
BOOKING = frozenset(["scheduling", "reservations", "ordering", "events"])  # categories of technologies
_FORM_HOSTS = (
    "Typeform",
    "Jotform",
    "Tally",
    "Google Forms",
    "Formstack",
    "Cognito Forms",
    "Wufoo",
    "Heyflow",
)
_FORM_SERVICES = ("Formspree", "FormSubmit", "Web3Forms")  # to which a form of the site's own is sent
LONGEST_ACTION = 1_000  # characters
_CAPTCHAS = ("reCAPTCHA", "hCaptcha", "Cloudflare Turnstile", "Friendly Captcha")
# Platforms whose profiles accept messages to the business.
_MESSENGERS = {
    "whatsapp": "WhatsApp",
    "telegram": "Telegram",
    "line": "LINE",
    "kakaotalk": "KakaoTalk",
    "wechat": "WeChat",
}
_OTHER_MESSENGERS = {
    "m.me": ("Messenger", re.compile(r"/([\w.-]{3,100})/?"), "https://m.me/{}"),
    "messenger.com": ("Messenger", re.compile(r"/t/([\w.-]{3,100})/?"), "https://m.me/{}"),
    "viber.me": ("Viber", re.compile(r"/([\w.+-]{3,100})/?"), "https://viber.me/{}"),
    "zalo.me": ("Zalo", re.compile(r"/([\w.]{3,60})/?"), "https://zalo.me/{}"),
    "threema.id": ("Threema", re.compile(r"/([A-Z\d*]{8})/?"), "https://threema.id/{}"),
}
_SCHEMES = re.compile(
    r"(viber)://(?:chat|pa|contact)/?\?(?:number|chatURI)=(?:%2B|\+)?([\w.-]{3,60})|(skype):([\w.:@,-]{3,100})(?:\?\w+)?",
    re.IGNORECASE,
)
_APPLE = re.compile(r"/(?:[a-z]{2}/)?(?:app/)?(?:[^/]{1,200}/)?id(\d{6,12})/?")
_HUAWEI = re.compile(r"(?:/#)?/app/(C\d{6,12})")
_ANDROID_ID = re.compile(r"[a-zA-Z]\w{0,99}(?:\.\w{1,99}){1,9}")
_HOST = re.compile(r"\A\s{0,9}(?:https?:)?//[^/?#]{0,253}", re.IGNORECASE)
# Forms that are for something else, by what their elements and addresses are called.
_OTHER_FORM = re.compile(
    r"comment|review|search|suche|login|log-in|signin|sign-in|register|signup|cart|checkout|newsletter|subscri"
    r"|add-to|filter|mc4wp|password"
)
# The same of forms that ask for a number, but for no message; and fields for digits of another kind.
_OTHER_NUMBER_FORM = re.compile(
    r"(?<![a-z])(?:track|coupon|otp|verif|pay|donat|lookup|calc|account|konto|regist)", re.IGNORECASE
)
_OTHER_DIGITS = re.compile(
    r"card|cvc|cvv|cc-|expir|zip|plz|postal|postcode|postleit|amount|pin|code|birth|order", re.IGNORECASE
)
_TELLING = ("name", "id", "placeholder", "autocomplete")  # attributes of a field
_CAPTCHA_PARTS = ", ".join(
    f"{place}[{name}*={word}]"
    for word in ("captcha", "Captcha", "CAPTCHA", "turnstile")
    for place, name in (("div", "class"), ("input", "name"), ("img", "src"))
)
_HIDDEN_LINK = re.compile(r"javascript:.{0,40}(?:mail|crypt)", re.IGNORECASE)
_HIDING = ("data-cfemail", "data-mailto-token", "data-enc-email", HIDDEN_MAIL)
_HIDDEN_TEXT = "[email protected]"


def find(
    document: Document, technologies: Iterable[Technology], social: Mapping[str, tuple[str, ...]]
) -> tuple[Way, ...]:
    """The ways of one page: forms first, then booking, chat, messengers and apps; at most ten of each."""
    known = {one.name: one for one in technologies}
    found: dict[tuple[str, str, str], Way] = {}
    counts: dict[str, int] = {}
    for kind, value, provider, captcha in (
        *_forms(document, known),
        *_tools(document, known),
        *_linked(document),
        *_profiles(social),
    ):
        key = (kind, provider, value)
        if key not in found and counts.get(kind, 0) < MOST:
            counts[kind] = counts.get(kind, 0) + 1
            found[key] = Way(kind, value, document.url, provider, captcha)
    return tuple(found.values())


def hides_email(document: Document) -> bool:
    """Whether the page shows an address that its source hides.

    Called for pages on which no address was found.
    """
    hrefs = [anchor.href for anchor in document.telling]
    if any(CLOUDFLARE in href or (href[:1] in "jJ" and _HIDDEN_LINK.match(href)) for href in hrefs):
        return True
    if _HIDDEN_TEXT in document.text:
        return True
    return any(document.marked[name] for name in _HIDING)


_Found = Iterator[tuple[str, str, str, str]]  # kind, value, provider, captcha


def _profiles(social: Mapping[str, tuple[str, ...]]) -> _Found:
    for name, messenger in _MESSENGERS.items():
        for url in social.get(name, ()):
            yield "messenger", url, messenger, ""


def _forms(document: Document, known: Mapping[str, Technology]) -> _Found:
    for form in document.tree.find_all("form", limit=MOST_FORMS):
        if _is_contact_form(form):
            action = (form.attr("action") or "")[:LONGEST_ACTION].lower()
            service = next((name for name in _FORM_SERVICES if name.lower() in action), "")
            yield "contact_form", document.url, service, _captcha(form, known)
    for name in _FORM_HOSTS:
        if name in known:
            yield "contact_form", document.url, name, ""
    if "HubSpot" in known and "hsforms" in known["HubSpot"].evidence:
        yield "contact_form", document.url, "HubSpot", ""


def _is_contact_form(form: Element) -> bool:
    """Whether a form asks for a message, for an address and something else, or for a name and a number to
    call, and has no other purpose.
    """
    names = " ".join(form.attr(name) or "" for name in ("id", "class", "role", "name"))
    names = f"{names} {_HOST.sub('', form.attr('action') or '')}"  # a host's name may be "filter-shop.com"
    inputs = [((one.attr("type") or "text").lower(), one) for one in form.iter_elements("input")]
    if _OTHER_FORM.search(names[:1_000].lower()) or any(kind == "password" for kind, _ in inputs):
        return False
    fields = [(kind, one) for kind, one in inputs if kind in {"text", "email", "tel"}]
    if fields and next(iter(form.iter_elements("textarea")), None) is not None:
        return True
    asks_mail = any(kind == "email" or "mail" in (one.attr("name") or "").lower() for kind, one in fields)
    asks_number = _asks_for_number(one for kind, one in fields if kind == "tel")
    is_call = len(fields) > 1 and asks_number and not _OTHER_NUMBER_FORM.search(names[:1_000])
    return (len(fields) > 2 and asks_mail) or is_call


def _asks_for_number(fields: Iterable[Element]) -> bool:
    """Whether there are fields of the type for telephone numbers, and none of them is for other digits."""
    told = [" ".join(field.attr(name) or "" for name in _TELLING)[:200] for field in fields]
    return bool(told) and not any(map(_OTHER_DIGITS.search, told))


def _captcha(form: Element, known: Mapping[str, Technology]) -> str:
    """The name of the captcha; "other" for one of the site's own; "" if there is none."""
    if name := next((name for name in _CAPTCHAS if name in known), ""):
        return name
    return "other" if form.select_one(_CAPTCHA_PARTS) is not None else ""


def _tools(document: Document, known: Mapping[str, Technology]) -> _Found:
    for name, technology in known.items():
        if technology.category in BOOKING:
            yield "booking", document.url, name, ""
        elif technology.category == "chat":
            yield "chat", document.url, name, ""


def _linked(document: Document) -> _Found:
    for anchor in document.outside:
        href = "https:" + anchor.href if anchor.href.startswith("//") else anchor.href
        if len(href) <= LONGEST and (kind := _kind_of(href.partition("//")[2].partition("/")[0])):
            yield from _link(kind, href)
    for anchor in document.telling:
        if anchor.href[:1] in "vVsS" and (match := _SCHEMES.match(anchor.href[:200])):
            name = (match[1] or match[3]).title()
            yield "messenger", f"{name.lower()}:{match[2] or match[4]}", name, ""


@lru_cache(maxsize=4096)
def _kind_of(authority: str) -> tuple[str, str] | None:
    """("booking", provider), ("messenger", host) or ("app", host) of a host. Cached: every link asks."""
    host = authority.partition("?")[0].partition("#")[0].rpartition("@")[2].partition(":")[0].lower()
    bare = host.removeprefix("www.")
    if bare in _OTHER_MESSENGERS or bare == "signal.me":
        return "messenger", bare
    if bare in {"apps.apple.com", "itunes.apple.com", "play.google.com", "appgallery.huawei.com"}:
        return "app", bare
    known = fingerprints()
    names = [name for name in index().of_hosts([host]) if known[name].category in BOOKING]
    return ("booking", names[0]) if names else None


def _link(kind: tuple[str, str], href: str) -> _Found:
    try:
        parts = urlsplit(href)
    except ValueError:
        return
    what, name = kind
    if what == "booking":
        address = (href.partition("#")[0], name) if _is_of_business(parts) else None
    else:
        address = _app(name, parts) if what == "app" else _messenger(name, parts)
    if address:
        yield what, *address, ""


def _is_of_business(parts: SplitResult) -> bool:
    """Whether it is the page of a business at a booking tool, not one of the tool's own pages."""
    segments = [one for one in parts.path.lower().split("/") if one]
    own_host = (parts.hostname or "").count(".") > 1 and not (parts.hostname or "").startswith("www.")
    if not segments:
        return own_host
    return segments[0] not in word_list("not_profiles")


def _app(host: str, parts: SplitResult) -> tuple[str, str] | None:
    """(canonical address, store)."""
    if host == "play.google.com":
        name = parse_qs(parts.query).get("id", [""])[0]
        known = parts.path.rstrip("/") == "/store/apps/details" and _ANDROID_ID.fullmatch(name[:200])
        return (f"https://play.google.com/store/apps/details?id={name}", "Google Play") if known else None
    if host == "appgallery.huawei.com":
        match = _HUAWEI.search(parts.path + ("/#" + parts.fragment if parts.fragment else ""))
        return (f"https://appgallery.huawei.com/app/{match[1]}", "AppGallery") if match else None
    match = _APPLE.fullmatch(parts.path) if "/app/" in parts.path else None
    return (f"https://apps.apple.com/app/id{match[1]}", "App Store") if match else None


def _messenger(host: str, parts: SplitResult) -> tuple[str, str] | None:
    """(canonical address, messenger)."""
    if host == "signal.me":
        match = re.fullmatch(r"(?:p/\+\d{6,15}|eu/[\w-]{10,100})", parts.fragment)
        return (f"https://signal.me/#{match[0]}", "Signal") if match else None
    provider, pattern, form = _OTHER_MESSENGERS[host]
    match = pattern.fullmatch(parts.path)
    return (form.format(match[1]), provider) if match else None
