"""A whole scan against real servers on loopback: what is read, in which order, and what comes of it."""

from __future__ import annotations

from typing import Any

import pytest

from domains.scan.report import ErrorKind, FetchError, PageReport
from domains.scan.report_json import final_url
from domains.scan.site import KnownPage, site_scan
from domains.scan.site.dns_stage import DnsLookups
from tests.domains.scan.scans import CONTENT, HOME, HOST, PAGES, scan, site, types, values
from tests.domains.scan.web import Answer, Asked, Responder, links, page, redirect, serving

MAIL = "<p>mail@shopmail.net</p>"


class TestHome:
    def test_content_alone_asks_for_robots_txt_and_the_home_page(self) -> None:
        with serving(site(home=page("Shop", links(contact="Contact") + "<p>mail@shopmail.net</p>"))) as web:
            report = scan(web, stages=CONTENT)
            assert web.paths(HOST) == ["/robots.txt", "/"]
        assert report.home.title == "Shop"
        assert values(report) == {"mail@shopmail.net"}
        assert report.stages == {"content": "complete", "pages": "skipped", "sitemap": "skipped"}
        assert report.requests == 2 + 1  # the refused try by https counts

    def test_the_dns_stage_tells_why_it_found_nothing(self) -> None:
        with serving(site(home=page("Shop", MAIL))) as web:
            report = scan(web, stages=CONTENT, dns=DnsLookups([("127.0.0.1", 9)], 0.2))
        assert report.stages["dns"] == "error"
        assert report.dns is not None
        assert report.dns.error.startswith(f"MX of {HOST}: ")
        assert values(report) == {"mail@shopmail.net"}

    def test_a_home_page_that_is_missing(self) -> None:
        with serving(site(home=Answer(status=404))) as web, pytest.raises(FetchError) as error:
            scan(web)
        assert error.value.kind is ErrorKind.HTTP_4XX

    def test_a_home_page_that_is_a_file(self) -> None:
        with serving(site(home=Answer(b"%PDF-1.7", content_type="application/pdf"))) as web:
            with pytest.raises(FetchError) as error:
                scan(web)
            assert error.value.kind is ErrorKind.NOT_HTML

    def test_a_home_page_that_ends_on_another_domain(self) -> None:
        pages = {f"{HOST}/": redirect("http://new-shop.test/"), "new-shop.test/": page("New", MAIL)}
        with serving(pages) as web:
            report = scan(web, stages=CONTENT)
        assert final_url(report) == "http://new-shop.test/"
        assert [(one.value, one.other_domain) for one in report.emails] == [("mail@shopmail.net", True)]

    def test_a_home_page_that_ends_on_the_same_domain(self) -> None:
        with serving(
            {f"{HOST}/": redirect(f"http://www.{HOST}/"), f"www.{HOST}/": page("Shop", MAIL)}
        ) as web:
            report = scan(web, stages=CONTENT)
        assert final_url(report) == ""
        assert [one.other_domain for one in report.emails] == [False]

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

    def test_a_home_page_in_a_folder_is_read_once(self) -> None:
        pages = site(
            home=redirect("/en/"), **{"en/": page("Shop", '<a href="/">Home</a> <a href="/en">Start</a>')}
        )
        with serving(pages) as web:
            scan(web)
            assert web.paths(HOST) == ["/robots.txt", "/", "/en/"]

    def test_a_page_that_refreshes_to_another_is_left_for_it(self) -> None:
        refresh = '<meta http-equiv="refresh" content="0; url=/real">'
        with serving(
            site(home=page("Moved", head=refresh), real=page("Real", "<p>a@shopmail.net</p>"))
        ) as web:
            report = scan(web, stages=CONTENT)
            assert web.paths(HOST) == ["/robots.txt", "/", "/real"]
        assert report.home.title == "Real"
        assert values(report) == {"a@shopmail.net"}

    def test_refreshes_in_a_row_are_followed_and_end(self) -> None:
        def step(number: int) -> str:
            return page(f"Step {number}", head=f'<meta http-equiv="refresh" content="0; url=/{number + 1}">')

        pages = {f"{HOST}/{number}": step(number) for number in range(1, 9)}
        with serving(site(home=step(0)) | pages) as web:
            report = scan(web, stages=CONTENT)
            assert web.paths(HOST) == ["/robots.txt", "/", "/1", "/2", "/3"]
        assert report.home.title == "Step 3"
        assert report.notes["refreshed_from"] == f"http://{HOST}/"

    def test_a_redirect_to_a_page_that_is_forbidden_is_not_followed(self) -> None:
        pages = site(home=redirect("/private"), robots="User-agent: *\nDisallow: /private\n")
        with serving(pages | {f"{HOST}/private": page("No")}) as web:
            with pytest.raises(FetchError, match=r"forbids /private") as error:
                scan(web)
            assert web.paths(HOST) == ["/robots.txt", "/"]
        assert error.value.kind is ErrorKind.ROBOTS

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


class TestPages:
    def test_the_telling_pages_first_within_the_limit(self) -> None:
        names = ["offers", "blog", "privacy", "team", "about", "imprint", "contact"]
        pages = site(home=page("Shop", links(**{name: name for name in names})))
        pages |= site(**{name: page(name, f"<p>{name}@shopmail.net</p>") for name in names})
        with serving(pages) as web:
            report = scan(web, max_pages=4)
            assert web.paths(HOST) == ["/robots.txt", "/", "/contact", "/imprint", "/about"]
        assert types(report) == ["home", "contact", "legal", "about"]
        assert values(report) == {"contact@shopmail.net", "imprint@shopmail.net", "about@shopmail.net"}
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
            contact=page("Contact", "<p>a@shopmail.net</p>", head),
        )
        with serving(pages) as web:
            assert values(scan(web)) == {"a@shopmail.net"}

    def test_a_page_that_leads_off_the_site_does_not_count(self) -> None:
        pages = site(home=page("Shop", links(contact="Contact")), contact=redirect("http://other.example/"))
        with serving(pages | {"other.example/": page("Other", "<p>a@othermail.net</p>")}) as web:
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

    def test_a_page_that_takes_too_long_to_read_is_given_up(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def extract(body: bytes, **keywords: Any) -> PageReport:
            if b"endless" in body:
                raise FetchError(ErrorKind.BAD_CONTENT, "reading the page takes more than 5 s of CPU time")
            return really(body, **keywords)

        really = site_scan.extract
        monkeypatch.setattr(site_scan, "extract", extract)
        home = page("Shop", links(contact="Contact", about="About us"))
        with serving(site(home=home, contact="endless", about=page("About", "us@shopmail.net"))) as web:
            report = scan(web, max_pages=3)
        assert values(report) == {"us@shopmail.net"}
        assert [one.error_kind for one in report.pages if one.error_kind] == [ErrorKind.BAD_CONTENT]

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
        pages |= site(**{name: page(name, "<p>a@shopmail.net</p>") for name in names})
        with serving(pages) as web:
            report = scan(web, max_pages=6, stop_when_complete=True)
        assert types(report) == ["home", "contact", "about", "team"]
        assert report.notes["pages_ended"] == "complete"


class TestSitemap:
    def test_telling_pages_that_no_link_leads_to(self) -> None:
        listed = "".join(f"<url><loc>{HOME}{name}</loc></url>" for name in ("offers", "contact"))
        pages = site(
            home=page("Shop"),
            sitemap=f"<urlset>{listed}</urlset>",
            contact=page("Contact", "<p>a@shopmail.net</p>"),
        )
        with serving(pages) as web:
            report = scan(web, stages=PAGES | {"sitemap"})
            assert web.paths(HOST) == ["/robots.txt", "/", "/sitemap.xml", "/contact"]
        assert values(report) == {"a@shopmail.net"}
        assert report.sitemap is not None
        assert report.sitemap.url_count == 2

    def test_those_that_it_lists_come_before_pages_of_no_known_type(self) -> None:
        pages = site(
            home=page("Shop", links(x="Shoes", y="Hats", about="About us")),
            sitemap=f"<urlset><url><loc>{HOME}contact</loc></url></urlset>",
            about=page("About"),
            contact=page("Contact"),
        )
        with serving(pages) as web:
            scan(web, stages=PAGES | {"sitemap"}, max_pages=3)
            assert web.paths(HOST) == ["/robots.txt", "/", "/about", "/sitemap.xml", "/contact"]

    @pytest.mark.parametrize(
        "body",
        [
            b'<?xml version="1.0" encoding="foo"?><urlset><url><loc>/contact</loc></url></urlset>',
            b'<?xml version="1.0" encoding="gb2312"?><urlset><url><loc>http://[\xff\xfe</loc></url></urlset>',
            b"\xff\xfe<\0u\0\xd8\xd8",
            b"<urlset>\xff&#0;&#xD800;<url><loc>http://a:b:c/</loc><lastmod>99999999999</lastmod>",
            b"\x1f\x8b\x08\0broken",
            bytes(range(256)) * 9,
        ],
    )
    def test_whatever_it_is_the_pages_stay(self, body: bytes) -> None:
        contact = page("Contact", "<p>a@shopmail.net</p>")
        pages = site(home=page("Shop", links(contact="Contact")), contact=contact, sitemap=body)
        with serving(pages) as web:
            report = scan(web, stages=PAGES | {"sitemap"})
        assert values(report) == {"a@shopmail.net"}

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
            return Answer(page("Contact", "<p>a@shopmail.net</p>").encode(), headers={"ETag": '"1"'})

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
        assert values(second) == values(first) == {"a@shopmail.net"}

    def test_pages_behind_an_unchanged_one_are_found_again(self) -> None:
        def middle(asked: Asked) -> Answer:
            if "if-none-match" in asked.headers:
                return Answer(status=304)
            return Answer(page("Middle", links(last="Last")).encode(), headers={"ETag": '"1"'})

        pages = site(home=page("Shop", links(middle="Middle")), middle=middle, last=page("Last"))
        with serving(pages) as web:
            first = scan(web)
            known = {
                visited.url: KnownPage(visited.report, visited.etag)
                for visited in first.pages
                if visited.report
            }
            again = scan(web, known=known)
        assert [visited.url for visited in again.pages] == [HOME, f"{HOME}middle", f"{HOME}last"]

    def test_the_home_page_is_always_read(self) -> None:
        known = {HOME: KnownPage(PageReport(HOME), '"1"', "Mon, 01 Jan 2024 00:00:00 GMT")}
        with serving(site(home=Answer(page("Shop").encode(), headers={"ETag": '"1"'}))) as web:
            scan(web, known=known)
            assert "if-none-match" not in web.asked[-1].headers
