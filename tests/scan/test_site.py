"""A whole scan against real servers on loopback: what is asked for, in which order, and what comes of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from domains.scan.report import ErrorKind, FetchError, PageReport, SiteReport
from domains.scan.report_json import to_json
from domains.scan.site import KnownPage, ScanRequest, ScanStopped, scan_site
from tests.scan.web import Answer, Asked, Responder, Web, links, page, redirect, serving

HOST = "shop.example"
HOME = f"http://{HOST}/"
PAGES = frozenset({"content", "pages"})
CONTENT = frozenset({"content"})


def scan(
    web: Web,
    *,
    stopping: Callable[[], bool] = lambda: False,
    pause: Callable[[float], None] = lambda _: None,
    **options: Any,
) -> SiteReport:
    request = ScanRequest(HOST, **{"delay": 0, "stages": PAGES, **options})
    with web.session() as session:
        return scan_site(session, request, stopping=stopping, pause=pause)


def site(**pages: Responder) -> dict[str, Responder]:
    """Pages of the host by name; ``home`` is the home page."""
    paths = {"home": "/", "robots": "/robots.txt", "sitemap": "/sitemap.xml"}
    return {f"{HOST}{paths.get(name, f'/{name}')}": answer for name, answer in pages.items()}


def values(report: SiteReport) -> set[str]:
    return {contact.value for contact in (*report.emails, *report.phones)}


def types(report: SiteReport) -> list[str]:
    return [page.page_type for page in report.pages]


class TestHome:
    def test_content_alone_asks_for_robots_txt_and_the_home_page(self) -> None:
        with serving(site(home=page("Shop", links(contact="Contact") + "<p>mail@shop.example</p>"))) as web:
            report = scan(web, stages=CONTENT)
            assert web.paths(HOST) == ["/robots.txt", "/"]
        assert report.home.title == "Shop"
        assert values(report) == {"mail@shop.example"}
        assert report.stages == {"content": "complete", "pages": "skipped", "sitemap": "skipped"}
        assert report.requests == 2 + 1  # the refused try by https counts

    def test_a_home_page_that_is_missing(self) -> None:
        with serving(site(home=Answer(status=404))) as web, pytest.raises(FetchError) as error:
            scan(web)
        assert error.value.kind is ErrorKind.HTTP_4XX

    def test_a_home_page_that_is_a_file(self) -> None:
        with serving(site(home=Answer(b"%PDF-1.7", content_type="application/pdf"))) as web:
            with pytest.raises(FetchError) as error:
                scan(web)
            assert error.value.kind is ErrorKind.NOT_HTML

    def test_a_redirect_to_www_and_its_robots_txt(self) -> None:
        www = f"www.{HOST}"
        pages: dict[str, Responder] = {
            f"{HOST}/": redirect(f"http://{www}/"),
            f"{HOST}/robots.txt": redirect(f"http://{www}/robots.txt"),
            f"{www}/": page("Shop", links(private="Team", contact="Contact")),
            f"{www}/robots.txt": "User-agent: *\nDisallow: /private\n",
            f"{www}/contact": page("Contact"),
        }
        with serving(pages) as web:
            report = scan(web)
            assert web.paths(www) == ["/robots.txt", "/", "/contact"]
        assert report.notes["final_url"] == f"http://{www}/"

    def test_a_redirect_to_another_site_that_forbids_us(self) -> None:
        pages = site(home=redirect("http://other.example/")) | {
            "other.example/": page("Other"),
            "other.example/robots.txt": "User-agent: *\nDisallow: /\n",
        }
        with serving(pages) as web, pytest.raises(FetchError, match=r"robots.txt of other.example") as error:
            scan(web)
        assert error.value.kind is ErrorKind.ROBOTS

    def test_a_redirect_to_another_site(self) -> None:
        pages = site(home=redirect("http://other.example/")) | {"other.example/": page("Other")}
        with serving(pages) as web:
            report = scan(web)
        assert (report.domain, report.home.title) == (HOST, "Other")
        assert report.notes["final_url"] == "http://other.example/"

    def test_a_page_that_refreshes_to_another_is_left_for_it(self) -> None:
        refresh = '<meta http-equiv="refresh" content="0; url=/real">'
        with serving(
            site(home=page("Moved", head=refresh), real=page("Real", "<p>a@shop.example</p>"))
        ) as web:
            report = scan(web, stages=CONTENT)
            assert web.paths(HOST) == ["/robots.txt", "/", "/real"]
        assert report.home.title == "Real"
        assert values(report) == {"a@shop.example"}

    @pytest.mark.parametrize("target", ["/", "http://other.example/", "/private", "/missing"])
    def test_a_refresh_that_leads_nowhere_useful(self, target: str) -> None:
        pages = site(
            home=page("Stays", head=f'<meta http-equiv="refresh" content="0; url={target}">'),
            robots="User-agent: *\nDisallow: /private\n",
        )
        with serving(pages | {"other.example/": page("Other")}) as web:
            assert scan(web, stages=CONTENT).home.title == "Stays"
            assert web.paths("other.example") == []
            assert "/private" not in web.paths(HOST)


class TestRobots:
    def test_a_site_that_forbids_us_is_not_asked_for_its_home_page(self) -> None:
        with serving(site(home=page("Shop"), robots="User-agent: ScraperSky\nDisallow: /\n")) as web:
            with pytest.raises(
                FetchError, match=r"robots.txt of shop.example forbids / to us \(Disallow: /\)"
            ) as e:
                scan(web)
            assert web.paths(HOST) == ["/robots.txt"]
        assert e.value.kind is ErrorKind.ROBOTS

    def test_rules_may_be_ignored_by_setting(self) -> None:
        with serving(site(home=page("Shop"), robots="User-agent: *\nDisallow: /\n")) as web:
            assert scan(web, respect_robots=False).home.title == "Shop"

    @pytest.mark.parametrize(
        ("answer", "kind"),
        [
            (Answer(status=503), ErrorKind.HTTP_5XX),
            (Answer(status=500), ErrorKind.HTTP_5XX),
            (Answer(status=429, headers={"Retry-After": "120"}), ErrorKind.RATE_LIMITED),
        ],
    )
    def test_a_server_in_trouble_is_left_alone(self, answer: Answer, kind: ErrorKind) -> None:
        with serving(site(home=page("Shop"), robots=answer)) as web:
            with pytest.raises(FetchError, match=r"robots.txt of shop.example answered HTTP") as error:
                scan(web)
            assert web.paths(HOST) == ["/robots.txt"]
        assert error.value.kind is kind
        assert error.value.retry_after == (120 if kind is ErrorKind.RATE_LIMITED else None)

    @pytest.mark.parametrize(
        "answer",
        [
            Answer(status=404),
            Answer(status=403),
            redirect("/robots.txt"),
            Answer(b"x", 200, {"Content-Encoding": "gzip"}),
        ],
        ids=["missing", "forbidden", "redirect loop", "broken"],
    )
    def test_no_robots_txt_forbids_nothing(self, answer: Answer) -> None:
        with serving(site(home=page("Shop"), robots=answer)) as web:
            assert scan(web).home.title == "Shop"

    def test_a_host_that_cannot_be_reached_is_tried_once(self) -> None:
        asked: list[float] = []
        with serving({"elsewhere.example/": ""}) as web:
            web.pages = {f"{HOST}/": ""}
            session = web.session()
            web.server_close()
            with session as opened, pytest.raises(FetchError) as error:
                scan_site(opened, ScanRequest(HOST), stopping=lambda: False, pause=asked.append)
            assert error.value.kind is ErrorKind.CONNECT
            assert opened.requests == 2  # https, then http; for robots.txt alone

    def test_forbidden_pages_are_not_asked_for(self) -> None:
        pages = site(
            home=page("Shop", links(about="About", contact="Contact")),
            robots="User-agent: *\nDisallow: /about\n",
            contact=page("Contact"),
            about=page("About"),
        )
        with serving(pages) as web:
            scan(web)
            assert web.paths(HOST) == ["/robots.txt", "/", "/contact"]

    def test_another_host_of_the_site_has_rules_of_its_own(self) -> None:
        other = f"help.{HOST}"
        pages = site(
            home=page(
                "Shop", f'<a href="http://{other}/contact">Contact</a> <a href="http://{other}/x">X</a>'
            )
        )
        pages |= {
            f"{other}/robots.txt": "User-agent: *\nDisallow: /contact\n",
            f"{other}/contact": page("Contact"),
            f"{other}/x": page("X"),
        }
        with serving(pages) as web:
            scan(web)
            assert web.paths(other) == ["/robots.txt", "/x"]

    def test_another_host_whose_robots_txt_is_in_trouble_is_left_alone(self) -> None:
        other = f"help.{HOST}"
        pages = site(home=page("Shop", f'<a href="http://{other}/a">A</a> <a href="http://{other}/b">B</a>'))
        pages |= {f"{other}/robots.txt": Answer(status=503), f"{other}/a": page("A")}
        with serving(pages) as web:
            report = scan(web)
            assert web.paths(other) == ["/robots.txt"]
        assert other in report.notes["robots_unreadable"]

    def test_pages_that_ask_not_to_be_followed(self) -> None:
        head = '<meta name="robots" content="nofollow">'
        pages = site(
            home=page("Shop", links(offers="Offers", contact="Contact"), head), contact=page("Contact")
        )
        with serving(pages) as web:
            scan(web)
            assert web.paths(HOST) == ["/robots.txt", "/", "/contact"]


class TestPauses:
    @pytest.mark.parametrize(
        ("rule", "seconds"), [("", 0.5), ("Crawl-delay: 2", 2.0), ("Crawl-delay: 0.1", 0.5)]
    )
    def test_between_pages(self, rule: str, seconds: float) -> None:
        pages = site(
            home=page("Shop", links(about="About", contact="Contact")),
            robots=f"User-agent: *\n{rule}\n",
            contact=page("Contact"),
            about=page("About"),
        )
        pauses: list[float] = []
        with serving(pages) as web:
            scan(web, delay=0.5, pause=pauses.append)
        assert pauses == [seconds, seconds]

    def test_a_stop_request_ends_the_pause_and_the_scan(self) -> None:
        def interrupted(_: float) -> None:
            raise ScanStopped

        with serving(site(home=page("Shop", links(contact="Contact")))) as web:
            with pytest.raises(ScanStopped):
                scan(web, pause=interrupted)
            assert web.paths(HOST) == ["/robots.txt", "/"]

    def test_a_stop_request_before_the_start(self) -> None:
        with serving(site(home=page("Shop"))) as web:
            with pytest.raises(ScanStopped):
                scan(web, stopping=lambda: True)
            assert web.asked == []


class TestPages:
    def test_the_telling_pages_first_within_the_limit(self) -> None:
        names = ["offers", "blog", "privacy", "team", "about", "imprint", "contact"]
        pages = site(home=page("Shop", links(**{name: name for name in names})))
        pages |= site(**{name: page(name, f"<p>{name}@shop.example</p>") for name in names})
        with serving(pages) as web:
            report = scan(web, max_pages=4)
            assert web.paths(HOST) == ["/robots.txt", "/", "/contact", "/imprint", "/about"]
        assert types(report) == ["home", "contact", "legal", "about"]
        assert values(report) == {"contact@shop.example", "imprint@shop.example", "about@shop.example"}
        assert {contact.page for contact in report.emails} == {
            f"{HOME}{name}" for name in ("contact", "imprint", "about")
        }
        assert report.notes["pages_ended"] == "pages"

    def test_links_of_further_pages_are_followed(self) -> None:
        pages = site(home=page("Shop", links(a="A")), a=page("A", links(b="B")), b=page("B", links(c="C")))
        with serving(pages) as web:
            report = scan(web, max_pages=10)
        assert [visited.url for visited in report.pages] == [HOME, f"{HOME}a", f"{HOME}b", f"{HOME}c"]
        assert (report.pages[-1].http_status, report.pages[-1].error_kind) == (404, ErrorKind.HTTP_4XX)
        assert report.stages["pages"] == "complete"

    @pytest.mark.parametrize(
        "twin",
        [
            page("About", "<p>the same</p>"),
            page("Variant", "<p>other words</p>", f'<link rel="canonical" href="{HOME}about">'),
            redirect("/about"),
        ],
        ids=["same text", "canonical", "redirect"],
    )
    def test_one_page_under_two_urls_counts_once(self, twin: Responder) -> None:
        body = links(about="About", about_us="About us", contact="Contact")
        pages = site(home=page("Shop", body), about=page("About", "<p>the same</p>"), about_us=twin)
        with serving(pages | site(contact=page("Contact"))) as web:
            report = scan(web)
        assert sorted(visited.url for visited in report.pages) == [HOME, f"{HOME}about", f"{HOME}contact"]

    def test_a_canonical_url_that_is_the_home_page_everywhere_is_a_mistake(self) -> None:
        head = f'<link rel="canonical" href="{HOME}">'
        pages = site(
            home=page("Shop", links(contact="Contact"), head),
            contact=page("Contact", "<p>a@shop.example</p>", head),
        )
        with serving(pages) as web:
            assert values(scan(web)) == {"a@shop.example"}

    def test_a_page_that_leads_off_the_site_does_not_count(self) -> None:
        pages = site(home=page("Shop", links(contact="Contact")), contact=redirect("http://other.example/"))
        with serving(pages | {"other.example/": page("Other", "<p>a@other.example</p>")}) as web:
            report = scan(web)
        assert types(report) == ["home"]
        assert values(report) == set()

    def test_endless_pages_end_with_the_limit(self) -> None:
        def calendar(asked: Asked) -> Answer:
            number = int(asked.path.rpartition("/")[2] or 0) + 1
            return Answer(page(f"Day {number}", f'<a href="/day/{number}">next</a>').encode())

        pages: dict[str, Responder] = {
            f"{HOST}/": calendar,
            **{f"{HOST}/day/{n}": calendar for n in range(50)},
        }
        with serving(pages) as web:
            scan(web, max_pages=20)
            assert len(web.paths(HOST)) == 21

    def test_pages_that_all_say_the_same_are_not_followed(self) -> None:
        def same(_: Asked) -> Answer:
            return Answer(page("Calendar", f'<a href="/{len(web.asked)}">next</a>').encode())

        pages: dict[str, Responder] = {f"{HOST}/": same, **{f"{HOST}/{n}": same for n in range(50)}}
        with serving(pages) as web:
            scan(web, max_pages=20)
            assert len(web.paths(HOST)) == 3

    def test_early_stop(self) -> None:
        names = ["contact", "about", "team", "locations", "privacy"]
        pages = site(home=page("Shop", links(**{name: name for name in names})))
        pages |= site(**{name: page(name, "<p>a@shop.example</p>") for name in names})
        with serving(pages) as web:
            report = scan(web, max_pages=6, stop_when_complete=True)
        assert types(report) == ["home", "contact", "about", "team"]
        assert report.notes["pages_ended"] == "complete"


class TestTrouble:
    def test_a_site_that_asks_us_to_come_later_is_left_alone(self) -> None:
        pages = site(
            home=page("Shop", links(contact="Contact", about="About")),
            contact=Answer(status=429),
            about=page("About"),
        )
        with serving(pages) as web:
            report = scan(web)
            assert "/about" not in web.paths(HOST)
        assert (report.stages["content"], report.stages["pages"]) == ("complete", "error")
        assert report.pages[-1].error_kind is ErrorKind.RATE_LIMITED

    def test_three_pages_in_a_row_that_fail_are_enough(self) -> None:
        names = {name: name for name in ("a", "b", "c", "d")}
        with serving(
            site(home=page("Shop", links(**names)), **{name: Answer(status=500) for name in names})
        ) as web:
            report = scan(web, max_pages=9)
            assert web.paths(HOST) == ["/robots.txt", "/", "/a", "/b", "/c"]
        assert report.stages["pages"] == "error"

    def test_a_page_that_fails_does_not_spoil_the_others(self) -> None:
        pages = site(
            home=page("Shop", links(contact="Contact", about="About")),
            contact=Answer(status=500),
            about=page("About", "<p>a@shop.example</p>"),
        )
        with serving(pages) as web:
            report = scan(web)
        assert values(report) == {"a@shop.example"}
        assert report.stages["pages"] == "complete"

    def test_bytes_are_limited(self) -> None:
        names = {name: name for name in ("a", "b", "c", "d")}
        pages = site(home=page("Shop", links(**names)))
        pages |= site(**{name: page(name, f"{name} " * 50_000) for name in names})
        with serving(pages) as web:
            report = scan(web, max_pages=9, max_bytes=150_000)
        assert len(report.pages) == 3
        assert report.notes["pages_ended"] == "bytes"

    def test_time_is_limited(self) -> None:
        pages = site(home=page("Shop", links(contact="Contact")), contact=page("Contact"))
        with serving(pages) as web:
            report = scan(web, delay=30, max_seconds=10)
        assert types(report) == ["home"]
        assert report.notes["pages_ended"] == "time"


class TestSitemap:
    def test_telling_pages_that_no_link_leads_to(self) -> None:
        listed = "".join(f"<url><loc>{HOME}{name}</loc></url>" for name in ("offers", "contact"))
        pages = site(
            home=page("Shop"),
            sitemap=f"<urlset>{listed}</urlset>",
            contact=page("Contact", "<p>a@shop.example</p>"),
        )
        with serving(pages) as web:
            report = scan(web, stages=PAGES | {"sitemap"})
            assert web.paths(HOST) == ["/robots.txt", "/", "/sitemap.xml", "/contact"]
        assert values(report) == {"a@shop.example"}
        assert report.sitemap is not None
        assert report.sitemap.url_count == 2

    def test_an_error_is_told_and_fails_nothing(self) -> None:
        robots = f"Sitemap: {HOME}sitemap.xml\n"
        with serving(site(home=page("Shop"), robots=robots, sitemap=Answer(status=500))) as web:
            report = scan(web, stages=PAGES | {"sitemap"})
        assert report.stages == {"content": "complete", "pages": "complete", "sitemap": "error"}
        assert report.sitemap is not None
        assert "HTTP 500" in report.sitemap.error


class TestAgain:
    def test_a_page_that_has_not_changed_is_not_sent_again(self) -> None:
        def contact(asked: Asked) -> Answer:
            if asked.headers.get("if-none-match") == '"1"':
                return Answer(status=304)
            return Answer(page("Contact", "<p>a@shop.example</p>").encode(), headers={"ETag": '"1"'})

        with serving(site(home=page("Shop", links(contact="Contact")), contact=contact)) as web:
            first = scan(web)
            known = {
                visited.url: KnownPage(visited.report, visited.etag, visited.last_modified)
                for visited in first.pages
                if visited.report
            }
            second = scan(web, known=known)
        again = second.pages[1]
        assert (again.http_status, again.bytes, again.etag) == (304, 0, '"1"')
        assert values(second) == values(first) == {"a@shop.example"}

    def test_the_home_page_is_always_read(self) -> None:
        known = {HOME: KnownPage(PageReport(HOME), '"1"', "Mon, 01 Jan 2024 00:00:00 GMT")}
        with serving(site(home=Answer(page("Shop").encode(), headers={"ETag": '"1"'}))) as web:
            scan(web, known=known)
            assert "if-none-match" not in web.asked[-1].headers


def test_json_has_everything_and_nothing_that_a_database_refuses() -> None:
    pages = site(
        home=page("Shop", links(contact="Contact") + "<p>a@shop.example</p>"),
        contact=page("Contact", "<p>+1 202 555 0143</p>"),
        sitemap=f"{HOME}a\n",
    )
    with serving(pages) as web:
        report = scan(web, stages=PAGES | {"sitemap"})
    shape = json.loads(json.dumps(to_json(report), allow_nan=False))
    assert set(shape) == {
        "home", "contacts", "social", "technologies", "wordpress", "organisation",
        "pages", "sitemap", "stages", "notes",
    }  # fmt: skip
    assert [contact["value"] for contact in shape["contacts"]] == ["a@shop.example", "+12025550143"]
    assert shape["contacts"][1] | {"how": ""} == {
        "kind": "phone", "value": "+12025550143", "how": "",
        "page": f"{HOME}contact", "extension": "", "role": False,
    }  # fmt: skip
    assert [(p["page_type"], p["http_status"]) for p in shape["pages"]] == [("home", 200), ("contact", 200)]
    assert shape["sitemap"]["url_count"] == 1
    assert shape["stages"] == {"content": "complete", "pages": "complete", "sitemap": "complete"}
    assert "links" not in shape["home"]


def test_json_without_nul_or_half_characters() -> None:
    report = SiteReport(HOST, PageReport(HOME, title="a\0b\ud800c"), notes={"x": ["\0"]})
    shape = to_json(report)
    assert shape["home"]["title"] == "abc"
    assert shape["notes"]["x"] == [""]
