"""Scans of sites that somebody else's page stands for: how they end, and that nothing of it is kept."""

from __future__ import annotations

import pytest

from domains.scan.report import ErrorKind, FetchError
from tests.domains.scan.scans import HOST, scan, site, values
from tests.domains.scan.web import Answer, links, page, redirect, serving

CHECK = page("Just a moment...", "<script>window._cf_chl_opt={}</script><p>guard@guardmail.net</p>")
SALE = page(HOST, "<p>This domain is for sale: offers@name-broker.net</p>")


def refused(status: int) -> Answer:
    return Answer(CHECK.encode(), status)


@pytest.mark.parametrize("home", [CHECK, refused(403), refused(503), refused(429)])
@pytest.mark.parametrize("robots", ["User-agent: *\n", refused(403), CHECK])
def test_a_check_before_the_home_page(home: str | Answer, robots: str | Answer) -> None:
    with serving(site(home=home, robots=robots)) as web, pytest.raises(FetchError) as error:
        scan(web)
    assert error.value.kind is ErrorKind.CHALLENGE
    assert "Cloudflare" in str(error.value)


def test_a_check_before_robots_txt_with_an_error_of_the_server_leaves_the_site_alone() -> None:
    with serving(site(home=page("Shop"), robots=refused(503))) as web:
        with pytest.raises(FetchError, match="bot check") as error:
            scan(web)
        assert web.paths(HOST) == ["/robots.txt"]
    assert error.value.kind is ErrorKind.CHALLENGE


def test_a_check_before_robots_txt_alone_is_a_robots_txt_that_cannot_be_had() -> None:
    with serving(site(home=page("Shop"), robots=refused(403))) as web:
        assert scan(web).home.title == "Shop"


def test_a_check_before_a_further_page_leaves_no_contacts() -> None:
    home = page("Shop", links(contact="Contact"))
    with serving(site(home=home, contact=CHECK)) as web:
        report = scan(web)
    assert [found.error_kind for found in report.pages] == [None, ErrorKind.CHALLENGE]
    assert values(report) == set()


def test_a_parked_home_page() -> None:
    with serving(site(home=SALE)) as web, pytest.raises(FetchError, match="for sale") as error:
        scan(web)
    assert error.value.kind is ErrorKind.PARKED


def test_a_home_page_that_leads_on_to_a_parked_one() -> None:
    head = '<meta http-equiv="refresh" content="0; url=/parked">'
    with serving(site(home=page("Hello", head=head), parked=SALE)) as web, pytest.raises(FetchError) as error:
        scan(web)
    assert error.value.kind is ErrorKind.PARKED


def test_a_hosts_default_page_that_leads_on_within_the_site_is_only_its_entrance() -> None:
    head = '<meta http-equiv="refresh" content="0; url=/shop">'
    with serving(site(home=page("Domain Default page", head=head), shop=page("Shop"))) as web:
        assert scan(web).home.title == "Shop"


def test_a_check_that_leads_on_is_not_followed() -> None:
    check = page(
        "Just a moment...",
        "<script>_cf_chl_opt={}</script>",
        '<meta http-equiv="refresh" content="0; url=/x">',
    )
    with serving(site(home=check, x=page("Shop"))) as web:
        with pytest.raises(FetchError) as error:
            scan(web)
        assert "/x" not in web.paths(HOST)
    assert error.value.kind is ErrorKind.CHALLENGE


@pytest.mark.parametrize("status", [200, 403])
@pytest.mark.parametrize(
    ("guard", "name"),
    [("validate.perfdrive.com/7c1/", "Radware"), ("gate.shieldwall.net/bot-check", "unknown make")],
)
def test_a_home_page_that_ends_on_the_host_of_a_guard(guard: str, name: str, status: int) -> None:
    check = Answer(page("Hold on", "<p>Tick the box.</p>").encode(), status)
    asked = f"{guard}?back=http%3A%2F%2F{HOST}%2F"
    away = redirect(f"http://{asked}")
    with serving({**site(home=away), asked: check}) as web, pytest.raises(FetchError, match=name) as error:
        scan(web)
    assert error.value.kind is ErrorKind.CHALLENGE


def test_a_plain_refusal_stays_what_it_is() -> None:
    forbidden = Answer(page("403 Forbidden").encode(), 403)
    with serving(site(home=forbidden)) as web, pytest.raises(FetchError) as error:
        scan(web)
    assert (error.value.kind, error.value.status) == (ErrorKind.HTTP_4XX, 403)
