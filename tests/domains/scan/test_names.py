"""What people type becomes one canonical domain, or is refused with a reason."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domains.scan.names import InvalidName, canonical_domain, host_of, registrable_domain, same_site


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("example.com", "example.com"),
        (" HTTPS://Www.Example.COM:443/a?b=c#d ", "example.com"),
        ("http://user:secret@example.com.", "example.com"),
        ("//example.com/path", "example.com"),
        ("<https://example.com>,", "example.com"),
        ("www.www.example.com", "www.example.com"),
        ("www.com", "www.com"),
        ("www.co.uk", "www.co.uk"),
        ("example.com/a@b:c", "example.com"),
        ("Bücher.example", "xn--bcher-kva.example"),
        ("straße.de", "xn--strae-oqa.de"),
        ("東京タワー.jp", "xn--5ck2eqb538s34z.jp"),
        ("ｅｘａｍｐｌｅ。com", "example.com"),
        ("xn--bcher-kva.example", "xn--bcher-kva.example"),
        ("123.com", "123.com"),
        ("someone.github.io", "someone.github.io"),
        ("business-001.test", "business-001.test"),
        (f"{'a' * 63}.com", f"{'a' * 63}.com"),
    ],
)
def test_one_canonical_form(typed, canonical):
    assert canonical_domain(typed) == canonical


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "empty"),
        ("http://", "no host"),
        ("co.uk", "public suffix"),
        ("com", "single word"),
        ("localhost", "internal network"),
        ("db.internal", "internal network"),
        ("kubernetes.default.svc", "internal network"),
        ("a.localhost.example.com", "internal network"),
        ("1.2.3.4", "IP address"),
        ("http://0x7f.1/", "IP address"),
        ("http://2130706433/", "IP address"),
        ("[::1]", "IP address"),
        ("http://\uff11\uff12\uff17\u3002\uff10\u3002\uff10\u3002\uff11/", "IP address"),
        ("example.com:8080", "port 8080"),
        ("ftp://example.com", "use http or https"),
        ("mailto:info@example.com", "use http or https"),
        ("info@example.com", "e-mail address"),
        ("http://127.0.0.1@example.com:80@evil.example/", "confusing"),
        ("http://127.0.0.1\\@example.com/", "backslash"),
        ("exam ple.com", "space"),
        ("exam\0ple.com", "control character"),
        ("http://%31%32%37.0.0.1/", "%"),
        ("exa_mple.com", "cannot contain '_'"),
        ("-example.com", "hyphen"),
        ("example..com", "empty part"),
        ("example.123", "not a top-level domain"),
        ("xn--a.com", "not an international domain name"),
        ("pаypal.com", "mixes scripts"),  # the first a is Cyrillic
        (f"{'a' * 64}.com", "longer than 63"),
        (f"a.{'b' * 64}", "longer than 63"),
        (".".join(["abcdefghi"] * 26), "longer than 253"),
        ("a" * 5000, "longer than 2048"),
    ],
)
def test_refused_with_a_reason(typed, reason):
    with pytest.raises(InvalidName, match=re.escape(reason)):
        canonical_domain(typed)


def test_every_line_of_the_list_of_valid_inputs(inputs):
    assert len(inputs.typed) >= 60
    assert [canonical_domain(typed) for typed, _ in inputs.typed] == [
        canonical for _, canonical in inputs.typed
    ]


def test_every_line_of_the_list_of_invalid_inputs(inputs):
    assert len(inputs.refused) >= 66
    for line in inputs.refused:
        with pytest.raises(InvalidName, match=r"\w"):
            canonical_domain(line)


def test_what_points_inside_is_refused_when_submitted_unless_only_its_address_tells(inputs):
    assert len(inputs.never_fetched) >= 108
    only_the_address_tells = {f"http://{name}/" for name in inputs.told_by_address}
    for line in inputs.never_fetched:
        if line not in only_the_address_tells:
            with pytest.raises(InvalidName, match=r"\w"):
                canonical_domain(line)


@given(st.text(max_size=300))
def test_whatever_is_typed_gives_a_host_or_a_reason(text):
    try:
        host = host_of(text)
    except InvalidName:
        return
    assert re.fullmatch(r"[a-z0-9\-]+(\.[a-z0-9\-]+)+", host)
    assert len(host) <= 253
    assert host_of(host) == host


@pytest.mark.parametrize(
    ("host", "registered"),
    [
        ("a.b.example.com", "example.com"),
        ("shop.example.co.uk", "example.co.uk"),
        ("co.uk", ""),
        ("github.io", "github.io"),
        ("pages.someone.github.io", "someone.github.io"),
        ("site.farm.test", "farm.test"),
        ("test", ""),
    ],
)
def test_the_registered_part_of_a_host(host, registered):
    assert registrable_domain(host) == registered


def test_hosts_of_one_site():
    assert same_site("www.example.com", "shop.example.com")
    assert same_site("localhost", "localhost")
    assert not same_site("example.com", "example.org")
    assert not same_site("one.github.io", "two.github.io")
    assert not same_site("com", "org")
