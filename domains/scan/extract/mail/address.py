"""One e-mail address: whether it is valid, its canonical form, and the owner of its domain."""

from __future__ import annotations

import re
from functools import partial
from typing import NamedTuple

import idna
from disposable_email_domains import blocklist

from domains.scan.extract.words import depends_on_words, word_list
from domains.scan.names import has_known_suffix, registrable_domain

LONGEST_LOCAL = 64  # RFC 5321
_TRACKERS = (".wixpress.com", ".sentry.io", ".example", ".invalid", ".test.com")
_BLANK = re.compile(r"(?:^|\.)x{3,}\.")  # "xxxxx.com": to be filled in
_HASH = re.compile(r"[0-9a-f]{32}")


class Address(NamedTuple):
    """``value``: lower case, the domain in ASCII; "" if it is not valid, for the reason ``reason``."""

    value: str
    reason: str = ""


@partial(depends_on_words, maxsize=4_096)
def read_address(text: str) -> Address:
    """The address in a text that contains one "@" and nothing besides the address."""
    local, _, domain = text.lower().rpartition("@")
    if reason := _local_refused(local):
        return Address("", reason)
    try:
        domain = domain if domain.isascii() else idna.encode(domain, uts46=True).decode()
    except (idna.IDNAError, UnicodeError):
        return Address("", "no domain name")
    reason = _domain_refused(domain)
    return Address("", reason) if reason else Address(f"{local}@{domain}")


def is_role(value: str) -> bool:
    """Whether an address belongs to a role instead of a person."""
    return value.partition("@")[0] in _roles()


def owner(value: str, host: str) -> str:
    """The owner of an address's domain: "own" (the site's), "free", "disposable" or "other"."""
    domain = value.rpartition("@")[2]
    registrable = registrable_domain(domain) or domain
    if registrable == (registrable_domain(host) or host):
        return "own"
    if domain in blocklist or registrable in blocklist:
        return "disposable"
    return "free" if {domain, registrable} & _free_providers() else "other"


def is_reachable(domain: str, host: str) -> bool:
    """Whether a domain has a public suffix. Addresses of an intranet are accepted only on that intranet."""
    return has_known_suffix(domain) or domain.rpartition(".")[2] == host.rpartition(".")[2]


def _local_refused(local: str) -> str:
    if not local or not local.isascii():
        return "no local part"
    if len(local) > LONGEST_LOCAL:
        return "local part of more than 64 characters"
    if ".." in local or local[-1] in ".-" or local[0] == ".":
        return "shortened or misplaced dots"
    if local in _placeholder_locals():
        return "placeholder"
    return "identifier of an error tracker" if _HASH.fullmatch(local) else ""


def _domain_refused(domain: str) -> str:
    last = domain.rpartition(".")[2]
    if "." not in domain or "_" in domain:
        return "no domain name"
    if not registrable_domain(domain) and domain not in _suffixes_with_mail():
        return "no domain name"
    if last in _file_endings():
        return "name of a file"
    if any(label.startswith("-") or label.endswith("-") or len(label) > 63 for label in domain.split(".")):
        return "no domain name"
    if domain in _placeholder_domains() or domain.endswith(_TRACKERS) or _BLANK.search(domain):
        return "placeholder"
    return ""


@depends_on_words
def _roles() -> frozenset[str]:
    return word_list("roles")


@depends_on_words
def _free_providers() -> frozenset[str]:
    return word_list("free_mail_providers")


@depends_on_words
def _file_endings() -> frozenset[str]:
    return word_list("file_endings")


@depends_on_words
def _placeholder_domains() -> frozenset[str]:
    return word_list("placeholder_domains")


@depends_on_words
def _suffixes_with_mail() -> frozenset[str]:
    return word_list("suffixes_with_mail")


@depends_on_words
def _placeholder_locals() -> frozenset[str]:
    return word_list("placeholder_locals")
