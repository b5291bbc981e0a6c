"""What a message says."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from domains.notices import messages
from domains.notices.messages import Heading, compose
from domains.notices.selection import DomainChange, Found

AT = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
IDS = [uuid.UUID(int=number) for number in range(300)]
HEADING = Heading(7, "Bakers", "t", "Europe/Berlin", "https://sky.example.com")


def found(*changes, further=0):
    """Changes as (number of the domain, lines); ``further`` ones are only counted."""
    shown = [DomainChange(IDS[number], f"d{number}.com", AT, list(lines), 0) for number, *lines in changes]
    domains = {one.domain_id for one in shown} | set(IDS[200 : 200 + further])
    return Found(3, 99, len(shown) + further, domains, shown)


def test_subject_and_body():
    message = compose(
        found((1, "title: Old → New"), (2, "contacts: + email a@d2.com"), (1, "x: + y")), HEADING, 250, 9999
    )
    assert message.title == "3 changes of 2 domains: Bakers"
    assert message.body.splitlines() == [
        "d1.com",
        f"https://sky.example.com/admin/domains/domain/{IDS[1]}/change/",
        "2026-07-02 00:30 (Europe/Berlin)",
        "  title: Old → New",
        "2026-07-02 00:30 (Europe/Berlin)",
        "  x: + y",
        "",
        "d2.com",
        f"https://sky.example.com/admin/domains/domain/{IDS[2]}/change/",
        "2026-07-02 00:30 (Europe/Berlin)",
        "  contacts: + email a@d2.com",
        "",
        "All of them: https://sky.example.com/admin/domains/change/?tenant=t&notice=7.3.99",
    ]


def test_one_is_singular_and_without_a_public_url_there_are_no_links():
    message = compose(found((1, "first scan")), replace(HEADING, links=""), 250, 9999)
    assert message.title.startswith("1 change of 1 domain:")
    assert "http" not in message.body


@pytest.mark.parametrize("longest", [400, 1024, 2000, 32768])
def test_what_does_not_fit_is_counted_and_linked(longest):
    changes = found(*((number, "title: A → B", "wordpress: 1 → 2") for number in range(150)), further=64)
    body = compose(changes, HEADING, 250, longest).body
    assert len(body) <= longest
    told = body.count("title:")
    assert f"and {214 - told} more changes" in body
    assert body.endswith("?tenant=t&notice=7.3.99")
    assert told == min(150, told) > 0


def test_a_domain_that_does_not_fit_at_all_is_counted():
    body = compose(found((1, *["title: " + "x" * 300] * 9)), HEADING, 250, 1024).body
    assert body.startswith("1 change\n")


def test_a_service_without_titles_has_it_in_the_body():
    changes = found(*((number, "title: A → B") for number in range(100)))
    plain, without = (compose(changes, HEADING, longest, 1000) for longest in (250, 0))
    assert len(without.body) + len(without.title) < 1000 < len(plain.body) + len(plain.title)


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("a\nFrom: boss\tb", "a From: boss b"),
        ("pay\u202egnp.exe", "pay\\u202egnp.exe"),
        ("\x1b[31mred", "\\u001b[31mred"),
        ("hey @everyone, @here", "hey @\u200beveryone, @\u200bhere"),
        ("<!channel> <@U1> <#C1>", "<\u200b!channel> <\u200b@U1> <\u200b#C1>"),
        ("info@example.com", "info@example.com"),
        ("x" * 1000, "x" * 300),
    ],
)
def test_text_of_others_is_cleaned(hostile, shown):
    assert messages.clean(hostile) == shown
    message = compose(found((1, hostile)), replace(HEADING, name=hostile), 250, 9999)
    assert f"  {shown}" in message.body.splitlines()
    assert "\n" not in message.title


def test_a_repeated_message_says_so():
    assert compose(found((1, "x")), replace(HEADING, repeated=True), 250, 9999).body.startswith(
        "This message may have been sent before"
    )
