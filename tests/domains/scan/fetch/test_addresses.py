"""Only public addresses may be visited; what is not known to be public is refused."""

from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domains.scan.fetch.addresses import AddressPolicy

PUBLIC_ONLY = AddressPolicy()


@pytest.mark.parametrize(
    ("address", "purpose"),
    [
        ("0.0.0.0", "this network"),
        ("10.1.2.3", "private"),
        ("100.64.0.1", "carrier"),
        ("100.100.100.200", "carrier"),
        ("127.0.0.1", "loopback"),
        ("127.255.255.254", "loopback"),
        ("168.63.129.16", "metadata"),
        ("169.254.169.254", "metadata"),
        ("172.16.0.1", "private"),
        ("172.31.255.255", "private"),
        ("192.0.0.192", "protocol"),
        ("192.0.2.1", "documentation"),
        ("192.88.99.1", "6to4"),
        ("192.168.0.1", "private"),
        ("198.18.0.1", "benchmarking"),
        ("198.51.100.1", "documentation"),
        ("203.0.113.1", "documentation"),
        ("224.0.0.1", "multicast"),
        ("240.0.0.1", "reserved"),
        ("255.255.255.255", "reserved"),
        ("::", "unspecified"),
        ("::1", "loopback"),
        ("::7f00:1", "outside"),
        ("::ffff:127.0.0.1", "outside"),
        ("::ffff:8.8.8.8", "outside"),
        ("64:ff9b::7f00:1", "loopback"),
        ("64:ff9b::a9fe:a9fe", "metadata"),
        ("64:ff9b:1::a00:1", "translation"),
        ("100::1", "discard"),
        ("2001:0:7f00:1::", "Teredo"),
        ("2001:db8::1", "documentation"),
        ("2002:808:808::1", "6to4"),
        ("3ffe::1", "6bone"),
        ("3fff::1", "documentation"),
        ("2a00:1450::5efe:10.0.0.1", "ISATAP"),
        ("2a00:1450::200:5efe:8.8.8.8", "ISATAP"),
        ("5f00::1", "segment routing"),
        ("4000::1", "outside"),
        ("fc00::1", "private"),
        ("fd00:ec2::254", "private"),
        ("fe80::1", "link-local"),
        ("fe80::1%eth0", "link-local"),
        ("fec0::1", "site-local"),
        ("ff02::1", "multicast"),
        ("localhost", "not an IP address"),
        ("127.1", "not an IP address"),
    ],
)
def test_what_is_not_public_is_refused(address, purpose):
    assert purpose in PUBLIC_ONLY.refuse(address)


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "93.184.215.14", "2606:4700::1111", "2a00:1450:4001::1", "64:ff9b::808:808", "2a00:5efe::1"],
)
def test_public_addresses_may_be_visited(address):
    assert PUBLIC_ONLY.refuse(address) is None


def test_an_allowed_network_is_exempt_and_nothing_else():
    policy = AddressPolicy((ip_network("127.2.0.0/16"), ip_network("fd00::/8")))
    assert policy.refuse("127.2.3.4") is None
    assert policy.refuse("fd00::1") is None
    assert policy.refuse("127.0.0.1")
    assert policy.refuse("fe80::1")
    assert policy.allows("127.2.3.4")
    assert not policy.allows("8.8.8.8")
    assert not policy.allows("name.example")


@given(st.ip_addresses())
def test_what_python_knows_to_be_special_is_never_let_through(address):
    if PUBLIC_ONLY.refuse(str(address)) is None:
        inner = ip_address(int(address) & 0xFFFFFFFF) if address in ip_network("64:ff9b::/96") else address
        assert inner.is_global
        assert not inner.is_multicast
        assert not inner.is_private
