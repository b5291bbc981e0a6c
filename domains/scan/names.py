"""Text that people type -> one canonical domain, or the reason why it is refused.

Canonical: lower case, ASCII, without a trailing dot, without one leading ``www.``. International names and
IPv4 addresses in any notation are read as the URL Standard requires (UTS 46, hexadecimal, octal). Some text
that the standard allows is refused too, because nobody intends it: backslashes, percent signs, mixed scripts,
other ports.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

import ada_url
import tldextract

LONGEST_NAME = 253
LONGEST_LABEL = 63
LONGEST_INPUT = 2048

# Names of internal networks: special-use domains, and what private networks and clouds commonly use.
INTERNAL_SUFFIXES = frozenset(
    {
        *("localhost", "localdomain", "local", "internal", "intranet", "lan", "home", "corp", "private"),
        *("svc", "cluster", "docker", "arpa", "onion"),
    }
)
EAST_ASIAN = frozenset(
    {"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HANGUL", "BOPOMOFO", "IDEOGRAPHIC"}
)

_WRAPPING = " \t\"'<>,;"
_SCHEME = re.compile(r"([a-z][a-z0-9+.\-]{0,30}):(?!\d)", re.IGNORECASE)
_PLAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9\-]{0,61}[a-z0-9]")
_NOT_IN_A_NAME = re.compile(r"[^a-z0-9\-]")
_END = re.compile(r"[/?#]")  # of the authority
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f\\]")

# The list that the package contains; it is never downloaded. With its private part, hosts of different owners
# on one platform are different domains (one.github.io, two.github.io).
_suffixes = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


class InvalidName(ValueError):
    """The text is not a domain that can be scanned; the message says why."""


def canonical_domain(text: str) -> str:
    """The canonical domain of a host name, a URL or other typed text.

    Raises ``InvalidName`` with a reason that a person understands.
    """
    host = host_of(text)
    name = host.removeprefix("www.")
    # "www.com" is a domain of its own: only a www before a whole domain is decoration.
    return name if "." in name and registrable_domain(name) else host


def host_of(text: str) -> str:
    """The ASCII host that a text names, ``www.`` kept. Raises ``InvalidName``."""
    if len(text) > LONGEST_INPUT:
        raise InvalidName(f"longer than {LONGEST_INPUT} characters")
    if "\t" in text.rstrip() or _FORBIDDEN.search(text.strip(_WRAPPING)):
        raise InvalidName("contains a space, a backslash or a control character")
    return _ascii(_without_port(_authority(text.strip(_WRAPPING))))


def _authority(text: str) -> str:
    """The part between the scheme and the path."""
    if not text:
        raise InvalidName("empty")
    scheme = _SCHEME.match(text)
    if scheme:
        if scheme[1].lower() not in {"http", "https"}:
            raise InvalidName(f"{scheme[1].lower()}: is not a scheme that is scanned; use http or https")
        text = text[scheme.end() :].lstrip("/")  # any number of slashes, as in browsers
    elif "@" in text.partition("/")[0].partition("?")[0].partition("#")[0]:
        raise InvalidName("looks like an e-mail address; give the domain of a web site")
    authority = _END.split(text.removeprefix("//"), maxsplit=1)[0]
    if not authority and (scheme or text[:1] in "/?#"):
        raise InvalidName("names no host")
    user, at, host = authority.rpartition("@")
    if "@" in user or "%" in user or (at and not host):
        raise InvalidName("names no host, or a confusing one")
    return host


def _without_port(host: str) -> str:
    if host.startswith("[") or host.count(":") > 1:
        raise InvalidName("an IP address is not a domain")
    host, colon, port = host.partition(":")
    if colon and port not in {"", "80", "443"}:
        raise InvalidName(f"port {port}: only 80 and 443 are scanned")
    return host


def _ascii(host: str) -> str:
    lowered = host.lower()
    if not _PLAIN.fullmatch(lowered) or "xn--" in lowered:
        lowered = _by_idna(host)
    if len(lowered) > LONGEST_NAME:
        raise InvalidName(f"longer than {LONGEST_NAME} characters")
    _check(lowered)
    return lowered


def _by_idna(host: str) -> str:
    """The general way: other scripts, full-width letters, a trailing dot, and every malformed name."""
    if "%" in host:
        raise InvalidName("a host name cannot contain %")
    mapped = ada_url.idna_to_ascii(host).decode().removesuffix(".")
    if not mapped and not host.isascii():
        raise InvalidName("not an international domain name")
    labels = mapped.split(".")
    if not all(labels):
        raise InvalidName("empty, or with an empty part between dots")
    for label in labels:
        _check_label(label)
    return mapped


def _check_label(label: str) -> None:
    if len(label) > LONGEST_LABEL:
        raise InvalidName(f"a part is longer than {LONGEST_LABEL} characters")
    bad = _NOT_IN_A_NAME.search(label)
    if bad:
        raise InvalidName(f"a host name cannot contain {bad[0]!r}")
    if label.startswith("-") or label.endswith("-"):
        raise InvalidName("a part of a host name cannot start or end with a hyphen")
    if label.startswith("xn--"):
        _check_international(label)


def _check_international(label: str) -> None:
    """Refuse punycode that cannot be decoded, or that mixes scripts, as impostors do."""
    if not stands_for_unicode(label):
        raise InvalidName(f"{label} is not an international domain name")
    shown = ada_url.idna_to_unicode(label)
    if len(_scripts(shown)) > 1:
        raise InvalidName(f"{shown!r} mixes scripts, as no registry allows and impostors do")


def stands_for_unicode(label: str) -> bool:
    """Whether a label that begins with ``xn--`` can be decoded, and is encoded to the same label (UTS 46)."""
    shown = ada_url.idna_to_unicode(label)
    return shown != label and bool(ada_url.idna_to_ascii(shown).decode() == label)


def _scripts(label: str) -> set[str]:
    """The scripts of a label's letters. Those of East Asia count as one, and take Latin letters in."""
    scripts = {unicodedata.name(letter, "?").split()[0] for letter in label if letter.isalpha()}
    if scripts & EAST_ASIAN:
        return scripts - EAST_ASIAN - {"LATIN"} | {"EAST ASIAN"}
    return scripts


def _check(host: str) -> None:
    """Refuse names that are well-formed but not public domains."""
    labels = host.split(".")
    last = labels[-1]
    if last[0].isdigit() and _is_address(host):
        raise InvalidName("an IP address is not a domain")
    if last in INTERNAL_SUFFIXES or "localhost" in labels:
        raise InvalidName(f"{host} is a name of an internal network")
    if len(labels) == 1:
        raise InvalidName("a single word is not a domain; something like example.com is")
    if len(last) < 2 or not last[0].isalpha():
        raise InvalidName(f"{last!r} is not a top-level domain")
    if not registrable_domain(host):
        raise InvalidName(f"{host} is a public suffix, not a domain under one")


def _is_address(host: str) -> bool:
    """Whether the URL Standard reads an IPv4 address here, decimal, octal or hexadecimal."""
    try:
        return bool(ada_url.URL(f"http://{host}").host_type == ada_url.HostType.IPV4)
    except ValueError:
        return False


@lru_cache(maxsize=4096)
def registrable_domain(host: str) -> str:
    """The part of a host that somebody registered (``example.co.uk``); "" for a public suffix.

    The domain of a platform (``github.io``) is a registrable domain, and so is each host directly below it. A
    top-level domain that is not in the list counts as a public suffix of one part.
    """
    parts = _suffixes.extract_str(host)
    if not parts.suffix:
        return ".".join(host.split(".")[-2:]) if "." in host else ""
    if not parts.domain:
        return parts.suffix if parts.is_private else ""
    return f"{parts.domain}.{parts.suffix}"


def same_site(one: str, other: str) -> bool:
    """Whether two hosts belong to the same registered domain."""
    return one == other or registrable_domain(one) == registrable_domain(other) != ""


@lru_cache(maxsize=4096)
def has_known_suffix(host: str) -> bool:
    """Whether a host ends in a public suffix of the bundled list."""
    return bool(_suffixes.extract_str(host).suffix)


def with_parents(host: str) -> list[str]:
    """The host and all its parent domains, longest first."""
    labels = host.split(".")
    return [".".join(labels[place:]) for place in range(len(labels))]


def refusal(host: str, blocked: Mapping[str, str]) -> str:
    """Why a host must not be visited: the reason in ``blocked`` for it or a domain above it; "" if none."""
    name = next((name for name in with_parents(host) if name in blocked), "")
    return f"{name} is on the block list: {blocked[name] or 'it is not visited'}" if name else ""
