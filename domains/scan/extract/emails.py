"""E-mail addresses: mailto, structured data, visible text, meta elements, Cloudflare's encoding, scripts,
disguised addresses.

All addresses pass the same check: ``mail_text`` finds an address in its text, ``mail_address`` decides
whether it is valid.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from urllib.parse import unquote

from turbohtml import Element

from domains.scan.extract.document import CLOUDFLARE, HIDDEN_MAIL, WITH_ADDRESS, Document
from domains.scan.extract.mail.address import Address, is_reachable, is_role, owner, read_address
from domains.scan.extract.mail.encodings import cloudflare, email_encoder, typo3, typo3_link
from domains.scan.extract.mail.scripts import cloaked
from domains.scan.extract.mail.text import Mark, in_text, obfuscated
from domains.scan.extract.rare_elements import RareElements
from domains.scan.extract.script_strings import from_base64, joined
from domains.scan.extract.structured import Thing
from domains.scan.extract.trace import Trace
from domains.scan.names import registrable_domain
from domains.scan.report import Contact

MOST = 200  # addresses a page; more is a list of members, not a contact
MOST_SCRIPTS = 100  # that may join an address
MOST_ACTIONS = 500  # forms, buttons and fields
MOST_DISGUISED = 50  # links and properties whose value may be a disguised address
LONGEST_DISGUISED = 300  # characters of such a value
LONGEST_VALUE = 2_000  # characters of a link's or a property's value
_METAS = ("og:email", "business:contact_data:email", "reply-to", "contact", "dc.publisher.address")
_RECIPIENTS = ("to=", "cc=", "bcc=")
# Where a form is sent to: by its own attribute, or by that of a button.
_ACTIONS = (("form", "action"), ("button", "formaction"), ("input", "formaction"))
# A link that names an address without "mailto:".
_ALONE = re.compile(
    r"(?:(?:e-?)?mail:)?\s{0,3}([\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5})", re.IGNORECASE
)
_CLICKED_FOR_MAIL = RareElements(lambda: ['[onclick*="mailto:" i]'])
_CLICKED = re.compile(r"mailto:[^'\"\s]{3,300}", re.IGNORECASE)
# Attributes with the parts of an address before the "@" and behind the domain's last dot.
_LOCAL_PARTS = ("data-user", "data-name", "data-local", "data-account", "data-mailbox")
_TOP_LEVELS = ("data-tld", "data-ext")
_AUTOMATIC = frozenset(["noreply", "postmaster", "abuse"])


def find(document: Document, things: tuple[Thing, ...], trace: Trace | None = None) -> tuple[Contact, ...]:
    """The page's addresses, best first: those of the site's own domain, then linked ones, then all others."""
    host = document.host
    found: dict[str, Contact] = {}
    for mark, how in _marks(document, things, host):
        value, reason = _checked(mark, host)
        if value and value not in found and len(found) < MOST:
            role, whose = is_role(value), owner(value, host)
            found[value] = Contact("email", value, how, document.url, role=role, owner=whose)
            if trace is not None:
                trace.accept("email", value, how, mark.text, "", f"{whose} domain" + ", a role" * role)
        elif reason and trace is not None:
            trace.refuse("email", mark.text, how, reason)
    return rank(found.values(), host)


def _checked(mark: Mark, host: str) -> Address:
    address = Address("", mark.reason) if mark.reason else read_address(mark.text)
    if address.value and not is_reachable(address.value.rpartition("@")[2], host):
        return Address("", "under no public suffix")
    return address


def rank(contacts: Iterable[Contact], host: str) -> tuple[Contact, ...]:
    """Own domain first, role addresses before personal ones, automatic ones last; else in the given order."""
    site = registrable_domain(host.removeprefix("www.")) or host

    def order(contact: Contact) -> tuple[bool, bool, bool]:
        local, _, domain = contact.value.partition("@")
        own = domain == host or registrable_domain(domain) == site
        return (local.replace("-", "") in _AUTOMATIC, not own, not contact.role)

    return tuple(sorted(contacts, key=order))


def _marks(document: Document, things: tuple[Thing, ...], host: str) -> Iterator[tuple[Mark, str]]:
    """Everything that may be an address, the most reliable first, and the way it was found."""
    yield from _in_values([*_linked(document), *_structured(things)])
    text = document.text
    yield from _with("text", in_text(text))
    yield from _with("obfuscated", obfuscated(text, host))
    yield from _in_values([(document.metas.get(name, ""), "meta") for name in _METAS])
    for script in islice((script for script in document.scripts if "cloak" in script), MOST_SCRIPTS):
        yield from _with("script", cloaked(script))


def _with(how: str, marks: Iterable[Mark]) -> Iterator[tuple[Mark, str]]:
    return ((mark, how) for mark in marks)


def _in_values(values: Iterable[tuple[str, str]]) -> Iterator[tuple[Mark, str]]:
    """The addresses in values that should contain one, each with the way it was found.

    There may be several, with names around them, "mailto:" before or a query after them, or disguised.
    """
    disguised = 0
    for whole, how in values:
        value, _, query = _without_scheme(whole.strip()[:LONGEST_VALUE]).partition("?")
        plain = list(in_text(value))
        yield from _with(how, plain)
        if value and all(mark.reason for mark in plain) and disguised < MOST_DISGUISED:
            disguised += 1
            yield from _with(how, obfuscated(value[:LONGEST_DISGUISED]))
        for part in query.split("&"):
            if part.lower().startswith(_RECIPIENTS):
                yield from _with(how, in_text(part.partition("=")[2]))


def _without_scheme(value: str) -> str:
    value = value.replace("\u200b", "")
    return (
        unquote(value[7:]).lstrip("/ ").removeprefix("http://") if value[:7].lower() == "mailto:" else value
    )


def _linked(document: Document) -> Iterator[tuple[str, str]]:
    for anchor in document.telling:
        href = anchor.href
        scheme = href[:11].lower() if href[:1] in "mMjJ" else ""
        if scheme.startswith("mailto:"):
            yield href, "mailto"
        elif scheme == "javascript:":
            yield typo3_link(href) or joined(href), "mailto"
        elif "@" in href and (address := _ALONE.fullmatch(href)) and "@" not in anchor.text:
            yield address[1], "mailto"  # nothing opens it, so what the link says tells more
        elif f"{CLOUDFLARE}#" in href:
            yield cloudflare(href.partition("#")[2]), "cloudflare"
    yield from _in_elements(document)


def _in_elements(document: Document) -> Iterator[tuple[str, str]]:
    """The addresses in attributes of other elements."""
    for link in document.relations:  # <link rev="made" href="mailto:...">
        if link.href[:7].lower() == "mailto:":
            yield link.href, "mailto"
    yield from _in_attributes(document)
    for element in document.marked["data-cfemail"]:
        yield cloudflare(element.attr("data-cfemail") or ""), "cloudflare"
    for element in document.marked[HIDDEN_MAIL]:
        yield "@".join(from_base64(element.attr(part) or "") for part in ("first", "last")), "script"
    for tag, name in _ACTIONS:
        for element in document.tree.find_all(tag, limit=MOST_ACTIONS):
            action = (element.attr(name) or "").strip()
            if action[:7].lower() == "mailto:":
                yield action, "form"


def _in_attributes(document: Document) -> Iterator[tuple[str, str]]:
    """The addresses that scripts put together from attributes, or that are opened by a click."""
    marked = document.marked
    for name in WITH_ADDRESS:
        for element in marked[name]:
            yield element.attr(name) or "", "script"
    for element in marked["data-mailto-token"]:
        yield typo3(element.attr("data-mailto-token") or ""), "script"
    for element in marked["data-enc-email"]:
        yield email_encoder(element.attr("data-enc-email") or ""), "script"
    for element in marked["data-domain"]:
        yield _from_parts(element), "script"
    for element in islice(document.markup.find(_CLICKED_FOR_MAIL), MOST_SCRIPTS):
        code = element.attr("onclick") or ""
        opened = _CLICKED.search(code)
        yield joined(code) or (opened[0] if opened else ""), "mailto"


def _from_parts(element: Element) -> str:
    """The address whose parts are in attributes; "" if the part before the "@" is not."""
    local, top = (next(filter(None, map(element.attr, names)), "") for names in (_LOCAL_PARTS, _TOP_LEVELS))
    domain = f"{element.attr('data-domain') or ''}.{top.lstrip('.')}".rstrip(".")
    return f"{local}@{domain}" if any(map(str.isalpha, local)) else ""  # digits are a user's number


def _structured(things: tuple[Thing, ...]) -> Iterator[tuple[str, str]]:
    for thing in things:
        for value in thing.texts("email"):
            yield value, thing.how
