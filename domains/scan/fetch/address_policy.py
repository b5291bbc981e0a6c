"""Decides which network addresses may be visited: public ones, and those in explicitly allowed networks.

An address that is not known to be public is refused. Of IPv6, only global unicast addresses are public,
except those that contain an IPv4 address (6to4, Teredo, ISATAP); mapped and compatible addresses are not
global unicast. Python's ``is_global`` uses the IANA registries as they were at its release, so the networks
below are refused in any case.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network
from ipaddress import ip_address as parse_address

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address

ip_address = lru_cache(maxsize=1024)(parse_address)  # each is looked at several times

# Purpose by network: https://www.iana.org/assignments/iana-ipv4-special-registry and its IPv6 sister.
_REFUSED: tuple[tuple[Network, str], ...] = tuple(
    (ip_network(network), purpose)
    for network, purpose in (
        ("0.0.0.0/8", "this network"),
        ("10.0.0.0/8", "a private network"),
        ("100.64.0.0/10", "a carrier's shared network"),
        ("127.0.0.0/8", "loopback"),
        ("168.63.129.16/32", "the metadata service of Azure"),
        ("169.254.0.0/16", "link-local, where cloud metadata lives"),
        ("172.16.0.0/12", "a private network"),
        ("192.0.0.0/24", "protocol assignments"),
        ("192.0.2.0/24", "documentation"),
        ("192.31.196.0/24", "AS112"),
        ("192.52.193.0/24", "AMT relays"),
        ("192.88.99.0/24", "6to4 relays"),
        ("192.168.0.0/16", "a private network"),
        ("192.175.48.0/24", "AS112"),
        ("198.18.0.0/15", "benchmarking"),
        ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
        ("::/128", "unspecified"),
        ("::1/128", "loopback"),
        ("64:ff9b:1::/48", "local address translation"),
        ("100::/64", "discard-only"),
        ("2001::/23", "protocol assignments, Teredo among them"),
        ("2001:db8::/32", "documentation"),
        ("2002::/16", "6to4"),
        ("2620:4f:8000::/48", "AS112"),
        ("3ffe::/16", "the 6bone, long given back"),
        ("3fff::/20", "documentation"),
        ("5f00::/16", "segment routing"),
        ("fc00::/7", "a private network"),
        ("fe80::/10", "link-local"),
        ("fec0::/10", "site-local"),
        ("ff00::/8", "multicast"),
    )
)
_GLOBAL_UNICAST = IPv6Network("2000::/3")
_TRANSLATED = IPv6Network("64:ff9b::/96")
_ISATAP = frozenset({0x0000_5EFE, 0x0200_5EFE})  # begin the last 64 bits (RFC 5214); an IPv4 address follows


@dataclass(frozen=True, slots=True)
class AddressPolicy:
    """``allowed`` networks are exempt from every refusal (intranets, tests)."""

    allowed: tuple[Network, ...] = ()

    def allows(self, text: str) -> bool:
        """Whether the text is an address in an explicitly allowed network."""
        try:
            address = ip_address(text)
        except ValueError:
            return False
        return self._exempt(address)

    def refuse(self, text: str) -> str | None:
        """The reason why the address must not be visited; None if it may be."""
        try:
            address = ip_address(text)
        except ValueError:
            return f"{text!r} is not an IP address"
        reason = None if self._exempt(address) else _reason(address)
        return f"{text} is not public: {reason}" if reason else None

    def _exempt(self, address: Address) -> bool:
        return any(address in network for network in self.allowed)


def _reason(address: Address) -> str | None:
    if isinstance(address, IPv6Address) and address in _TRANSLATED:
        # How networks without IPv4 reach it: the way leads to the address inside.
        return _reason(IPv4Address(int(address) & 0xFFFFFFFF))
    for network, purpose in _REFUSED:
        if address in network:
            return purpose
    if isinstance(address, IPv6Address):
        if int(address) >> 32 & 0xFFFF_FFFF in _ISATAP:
            return "ISATAP"
        return None if address in _GLOBAL_UNICAST else "outside global unicast"
    return None if address.is_global else "reserved"
