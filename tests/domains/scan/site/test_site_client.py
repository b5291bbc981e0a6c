"""How a scan behaves towards a site: its robots.txt, pauses, trouble, limits."""

from __future__ import annotations

import pytest

from domains.scan.report import ErrorKind, FetchError
from domains.scan.site import ScanRequest, ScanStopped, scan_site
from tests.domains.scan.scans import HOST, scan, site, types, values
from tests.domains.scan.web import Answer, links, page, redirect, serving


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
            about=page("About", "<p>a@shopmail.net</p>"),
        )
        with serving(pages) as web:
            report = scan(web)
        assert values(report) == {"a@shopmail.net"}
        assert report.stages["pages"] == "complete"

    def test_bytes_are_limited(self) -> None:
        names = {name: name for name in ("a", "b", "c", "d")}
        pages = site(home=page("Shop", links(**names)))
        pages |= site(**{name: page(name, f"{name} " * 50_000) for name in names})
        with serving(pages) as web:
            report = scan(web, max_pages=9, max_bytes=150_000)
        assert len(report.pages) == 3
        assert report.notes["pages_ended"] == "bytes"

    @pytest.mark.parametrize(("rule", "delay"), [("", 30), ("Crawl-delay: 30", 0)])
    def test_time_is_limited(self, rule: str, delay: float) -> None:
        robots = f"User-agent: *\n{rule}\n"
        pages = site(home=page("Shop", links(contact="Contact")), contact=page("Contact"), robots=robots)
        with serving(pages) as web:
            report = scan(web, delay=delay, max_seconds=10)
        assert types(report) == ["home"]
        assert report.notes["pages_ended"] == "time"
