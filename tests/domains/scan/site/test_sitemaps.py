"""Sitemaps: the files of the protocol, how they are found, and what must not be done with hostile ones."""

from __future__ import annotations

import gzip
import subprocess
import sys
import time
import tracemalloc
from itertools import islice

import pytest

from domains.scan.report import SitemapReport
from domains.scan.site import sitemaps
from domains.scan.site.site_client import ScanRequest, SiteClient
from domains.scan.site.sitemap_file import Allowance, BadSitemapError, Entry, NotASitemapError, entries
from tests.domains.scan.web import Answer, Responder, Web, page, serving

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
HOST = "shop.example"
HOME = f"http://{HOST}/"


def urlset(*urls: str, lastmod: str = "", namespace: str = f' xmlns="{NAMESPACE}"') -> bytes:
    date = f"<lastmod>{lastmod}</lastmod>" if lastmod else ""
    listed = "".join(f"<url><loc>{url}</loc>{date}</url>" for url in urls)
    return f"<?xml version='1.0' encoding='UTF-8'?><urlset{namespace}>{listed}</urlset>".encode()


def index(*urls: str) -> bytes:
    listed = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in urls)
    return f'<sitemapindex xmlns="{NAMESPACE}">{listed}</sitemapindex>'.encode()


def bomb(place: str) -> bytes:
    levels = "".join(f'<!ENTITY {chr(98 + n)} "{("&" + chr(97 + n) + ";") * 10}">' for n in range(9))
    return f'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa">{levels}]>{place}'.encode()


class TestOneFile:
    def test_a_urlset(self) -> None:
        body = urlset(f"{HOME}a?x=1&amp;y=2", lastmod="2026-01-02")
        assert list(entries(body)) == [Entry(f"{HOME}a?x=1&y=2", "2026-01-02")]

    def test_an_index(self) -> None:
        assert list(entries(index(f"{HOME}b.xml"))) == [Entry(f"{HOME}b.xml", "", is_sitemap=True)]

    @pytest.mark.parametrize(
        "body",
        [
            urlset(f"{HOME}a", namespace=""),
            urlset(f"{HOME}a", namespace=' xmlns="http://www.google.com/schemas/sitemap/0.84"'),
            b"\xef\xbb\xbf" + urlset(f"{HOME}a"),
            b"\n\n " + urlset(f"{HOME}a", namespace="").partition(b"?>")[2],
            gzip.compress(urlset(f"{HOME}a")),
            urlset(f"{HOME}a").decode().replace("UTF-8", "UTF-16").encode("utf-16"),
            f"<urlset><url><loc>\n  <![CDATA[{HOME}a]]>\n</loc></url></urlset>".encode(),
            f"{HOME}a\n".encode(),
            f"\ufeff\n{HOME}a\r\n".encode(),
            f"<?x y='>'?><!--<urlset>--><urlset><url><loc>{HOME}a</loc></url></urlset>".encode(),
            f"<?xml version='1.0'><!-- ?> --><urlset><url><loc>{HOME}a</loc></url></urlset>".encode(),
            gzip.compress(f"{HOME}a".encode()),
        ],
        ids=[
            "no namespace", "old namespace", "byte order mark", "space first", "gzip", "utf-16",
            "cdata", "text", "text with mark", "sign in an instruction", "instruction without its end",
            "gzipped text",
        ],
    )  # fmt: skip
    def test_every_form(self, body: bytes) -> None:
        assert [entry.url for entry in entries(body)] == [f"{HOME}a"]

    def test_extensions_are_left_alone(self) -> None:
        body = (
            f'<urlset xmlns="{NAMESPACE}" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1" '
            'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url>'
            f"<image:image><image:loc>{HOME}a.jpg</image:loc></image:image><loc>{HOME}a</loc>"
            "<image:loc>no</image:loc><news:news><news:publication_date>2026</news:publication_date></news:news>"
            "</url></urlset>"
        )
        assert list(entries(body.encode())) == [Entry(f"{HOME}a")]

    @pytest.mark.parametrize(
        "body", [b"", b"  \n", page("Not found").encode(), b"not found", bytes(range(256)), b'{"a": 1}']
    )
    def test_what_is_no_sitemap(self, body: bytes) -> None:
        with pytest.raises(NotASitemapError):
            list(entries(body))

    @pytest.mark.parametrize(
        ("body", "message"),
        [
            (bomb("<urlset><url><loc>&j;</loc></url></urlset>"), "has a DOCTYPE"),
            (bomb("<urlset a='&j;'/>"), "has a DOCTYPE"),
            (
                b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><urlset><url><loc>&x;</loc></url></urlset>',
                "has a DOCTYPE",
            ),
            (b"<urlset><url>" + b"<a>" * 100_000, "nested deeper"),
            (gzip.compress(b"<urlset>" + b" " * 60_000_000), "larger than 50 MB"),
            (gzip.compress(urlset(HOME))[:-9], "broken gzip"),
        ],
        ids=["entities", "entities in an attribute", "external entity", "nesting", "gzip bomb", "cut gzip"],
    )
    def test_hostile_files(self, body: bytes, message: str) -> None:
        with pytest.raises(BadSitemapError, match=message):
            list(entries(body))

    @pytest.mark.parametrize(
        "label", ["gbk", "gb2312", "shift_jis", "windows-31j", "big5", "euc-kr", "koi8-r"]
    )
    def test_every_encoding_that_a_file_declares(self, label: str) -> None:
        text = f'<?xml version="1.0" encoding="{label}"?><urlset><url><loc>{HOME}{{}}</loc></url></urlset>'
        name = {"koi8-r": "\u0447\u0430\u0439", "euc-kr": "\uc0ac\uc9c4"}.get(label, "\u5c71")
        codec = {"windows-31j": "cp932"}.get(label, label)
        assert list(entries(text.format(name).encode(codec))) == [Entry(HOME + name)]

    @pytest.mark.parametrize("label", ["rot13", "hex", "foo", "utf-16", "utf8", "idna", ""])
    def test_what_is_no_encoding_is_read_as_utf8(self, label: str) -> None:
        text = f'<?xml version="1.0" encoding="{label}"?><urlset><url><loc>{HOME}\u5c71</loc></url></urlset>'
        assert list(entries(text.encode())) == [Entry(f"{HOME}\u5c71")]

    def test_the_encoding_that_the_server_names_counts_where_the_file_names_none(self) -> None:
        body = f"<urlset><url><loc>{HOME}\u5c71</loc></url></urlset>".encode("gbk")
        assert list(entries(body, charset="GBK")) == [Entry(f"{HOME}\u5c71")]

    @pytest.mark.parametrize(
        "before",
        [b"\n\n  ", b"<!-- made by <urlset> -->\n", b"<br /><b>Warning</b>: x in y.php\n", b"\xef\xbb\xbf\n"],
    )
    def test_what_stands_before_the_declaration(self, before: bytes) -> None:
        assert list(entries(before + urlset(f"{HOME}a"))) == [Entry(f"{HOME}a")]

    def test_rss(self) -> None:
        body = (
            f'<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><link>{HOME}</link>'
            f'<atom:link href="{HOME}feed" rel="self"/><item><title>x</title><link>{HOME}a</link>'
            f"<pubDate>Tue, 02 Jan 2024 10:00:00 GMT</pubDate></item><item><guid>{HOME}b</guid></item>"
            f'<item><guid isPermaLink="false">17</guid></item></channel></rss>'
        )
        assert list(entries(body.encode())) == [
            Entry(f"{HOME}a", "Tue, 02 Jan 2024 10:00:00 GMT"),
            Entry(f"{HOME}b"),
        ]

    def test_rdf(self) -> None:
        body = f"<rdf:RDF><item><link>{HOME}a</link><dc:date>2024-01-02</dc:date></item></rdf:RDF>"
        assert list(entries(body.encode())) == [Entry(f"{HOME}a", "2024-01-02")]

    def test_atom(self) -> None:
        body = (
            f'<feed xmlns="http://www.w3.org/2005/Atom"><link href="{HOME}"/><entry><id>1</id>'
            f'<link rel="enclosure" href="{HOME}x.mp3"/><link href="{HOME}a"/>'
            "<published>2023</published><updated>2024-01-02</updated></entry></feed>"
        )
        assert list(entries(body.encode())) == [Entry(f"{HOME}a", "2024-01-02")]

    @pytest.mark.parametrize(
        "second",
        [
            f"<url><loc>{HOME}b?x=1&y=2&copy=3</loc></url>",
            f"<url><name>a & b &nbsp; < c</name><loc>{HOME}b?x=1&amp;y=2&copy=3</loc></url>",
            f"<url><title>\x08</title><loc>{HOME}b?x=1&amp;y=2&copy=3</lok></url>",
            f"<url lang=en><loc>{HOME}b?x=1&y=2&copy=3<lastmod></lastmod></url>",
            f"</urlset><url><LOC><![CDATA[{HOME}b?x=1&y=2&copy=3]]></LOC></url><urlset>",
            f"<url><image:loc>{HOME}a.jpg</image:loc><loc>{HOME}b?x=1&y=2&copy=3",
        ],
        ids=["bare &", "entities", "mismatch", "attribute", "two roots", "unclosed"],
    )
    def test_what_is_not_well_formed(self, second: str) -> None:
        body = f"<urlset><url><loc>{HOME}a</loc></url>{second}<url><loc>{HOME}c</loc></url></urlset>"
        found = [entry.url for entry in entries(body.encode())]
        assert found == [f"{HOME}a", f"{HOME}b?x=1&y=2&copy=3", f"{HOME}c"]

    def test_a_broken_feed(self) -> None:
        body = f"<rss><channel><item><title>a & b</title><link>{HOME}a</link><pubDate>2024</pubDate></item>"
        listed = entries(body.encode())
        assert next(listed) == Entry(f"{HOME}a", "2024")

    def test_a_long_broken_file(self) -> None:
        body = f"<urlset>&{''.join(f'<url><loc>{HOME}{n}</loc></url>' for n in range(5_000))}</urlset>"
        assert [entry.url for entry in entries(body.encode())] == [f"{HOME}{n}" for n in range(5_000)]

    def test_what_stands_behind_a_gzip_stream_is_left_out(self) -> None:
        body = gzip.compress(urlset(f"{HOME}a"))
        assert list(entries(body + b"\0\0tail")) == [Entry(f"{HOME}a")]

    @pytest.mark.parametrize("text", [urlset(f"{HOME}a"), f"{HOME}a\n".encode()])
    @pytest.mark.parametrize(("cut", "tail"), [(8, b""), (0, b"\x1f\x8bjunk")])
    def test_what_precedes_an_error_of_gzip_is_read(self, text: bytes, cut: int, tail: bytes) -> None:
        packed = gzip.compress(text)
        reading = entries(packed[: len(packed) - cut] + tail)
        assert next(reading) == Entry(f"{HOME}a")
        with pytest.raises(BadSitemapError, match="broken gzip"):
            next(reading)

    def test_several_gzip_streams_are_one_file(self) -> None:
        body = urlset(f"{HOME}a", f"{HOME}b")
        assert len(list(entries(gzip.compress(body[:60]) + gzip.compress(body[60:])))) == 2

    def test_what_is_unpacked_counts(self) -> None:
        allowance = Allowance(bytes=100)
        with pytest.raises(BadSitemapError, match="budget of bytes"):
            list(entries(gzip.compress(urlset(HOME)), allowance))
        plain = Allowance(bytes=100)  # counted when it was fetched
        assert list(entries(urlset(HOME), plain)) == [Entry(HOME)]
        assert plain.bytes == 100

    def test_the_clock_is_looked_at_inside_a_file(self) -> None:
        listed = entries(urlset(*[HOME] * 5_000), allowance := Allowance())
        next(listed)
        allowance.end = time.monotonic()
        with pytest.raises(BadSitemapError, match="budget of time"):
            list(listed)

    @pytest.mark.parametrize(
        "body",
        [b"<urlset>" + b"<a/>" * 600, f"{HOME}\n".encode() + b"\n" * 600, b"<urlset>&" + b"<a/>" * 100],
        ids=["elements", "lines", "broken"],
    )
    def test_elements_and_lines_are_counted(self, body: bytes) -> None:
        with pytest.raises(BadSitemapError, match="more elements or lines"):
            list(entries(body, Allowance(items=500)))

    @pytest.mark.parametrize(
        "start",
        [b"<urlset a='", b"<urlset><!--", b"<urlset><url b='", f"{HOME}\n".encode()],
    )
    def test_no_token_is_longer_than_64_kb(self, start: bytes) -> None:
        with pytest.raises(BadSitemapError, match="more than 64 KB"):
            list(entries(start + b"x" * 300_000))

    def test_a_sitemap_with_a_doctype_is_refused_and_a_page_is_no_sitemap(self) -> None:
        with pytest.raises(BadSitemapError, match="has a DOCTYPE"):
            list(
                entries(
                    b"<!-- x -->\n<!DOCTYPE urlset [" + b"<!ATTLIST a b CDATA 'x'>" * 5000 + b"]><urlset/>"
                )
            )
        with pytest.raises(NotASitemapError, match="web page"):
            list(entries(b"<!doctype html><urlset><url><loc>/a</loc></url></urlset>"))

    def test_what_stands_before_a_fault_is_kept(self) -> None:
        listed = entries(urlset(f"{HOME}a", f"{HOME}b")[:-20])
        assert next(listed) == Entry(f"{HOME}a")
        with pytest.raises(BadSitemapError, match="broken XML"):
            next(listed)

    def test_no_more_than_50_000_entries(self) -> None:
        listed = entries(urlset(*[HOME] * 50_001))
        assert len(list(islice(listed, 50_000))) == 50_000
        with pytest.raises(BadSitemapError, match="more than 50,000"):
            next(listed)

    def test_memory_stays_flat(self) -> None:
        body = b"<urlset><url>" + b"<a/>" * 500_000 + b"</url></urlset>"
        tracemalloc.start()
        try:
            assert list(entries(body)) == []
            assert tracemalloc.get_traced_memory()[1] < 5_000_000
        finally:
            tracemalloc.stop()


def read(
    pages: dict[str, Responder], *, wordpress: bool = False, **options: object
) -> tuple[SitemapReport, Web]:
    """What the sitemap stage makes of a site whose home page was read."""
    with serving({f"{HOST}/": page("Home"), **pages}) as web, web.session() as session:
        request = ScanRequest(HOST, delay=0, **options)  # type: ignore[arg-type]
        client = SiteClient(session, request, stopping=lambda: False, pause=lambda _: None)
        home = client.home()
        return sitemaps.read_sitemaps(client, home.url, wordpress=wordpress), web


def robots_with(*sitemaps: str) -> str:
    return "User-agent: *\nDisallow: /private\n" + "".join(f"Sitemap: {url}\n" for url in sitemaps)


class TestDiscovery:
    def test_those_of_robots_txt(self) -> None:
        report, web = read(
            {
                f"{HOST}/robots.txt": robots_with(f"{HOME}one.xml", "/two.txt"),
                f"{HOST}/one.xml": urlset(f"{HOME}a", f"{HOME}b", lastmod="2026-01-02"),
                f"{HOST}/two.txt": f"{HOME}c\n{HOME.upper()}\n{HOME}a\n",
            }
        )
        assert report.sitemaps == (f"{HOME}one.xml", f"{HOME}two.txt")
        assert report.urls == (f"{HOME}a", f"{HOME}b", f"{HOME}c", HOME)
        assert (report.url_count, report.newest_lastmod, report.error) == (5, "2026-01-02", "")
        assert web.paths(HOST) == ["/robots.txt", "/", "/one.xml", "/two.txt"]

    def test_well_known_places_until_one_is_found(self) -> None:
        report, web = read(
            {f"{HOST}/sitemap_index.xml": index(f"{HOME}a.xml"), f"{HOST}/a.xml": urlset(HOME)}
        )
        assert report.sitemaps == (f"{HOME}sitemap_index.xml", f"{HOME}a.xml")
        assert web.paths(HOST) == ["/robots.txt", "/", "/sitemap.xml", "/sitemap_index.xml", "/a.xml"]

    def test_the_place_of_wordpress(self) -> None:
        report, web = read({f"{HOST}/wp-sitemap.xml": urlset(f"{HOME}a")}, wordpress=True)
        assert report.url_count == 1
        assert web.paths(HOST) == ["/robots.txt", "/", "/wp-sitemap.xml"]

    def test_a_site_without_any(self) -> None:
        report, _ = read({})
        assert report == SitemapReport()

    def test_a_page_that_answers_to_every_path_is_no_sitemap(self) -> None:
        report, _ = read({f"{HOST}/sitemap.xml": page("Oops"), f"{HOST}/sitemap_index.xml": page("Oops")})
        assert report == SitemapReport()

    def test_a_well_known_place_that_robots_txt_forbids_is_not_asked(self) -> None:
        _, web = read({f"{HOST}/robots.txt": "User-agent: *\nDisallow: /sitemap\n"})
        assert web.paths(HOST) == ["/robots.txt", "/"]

    def test_one_that_is_missing_is_an_error_and_the_others_count(self) -> None:
        report, _ = read(
            {
                f"{HOST}/robots.txt": robots_with(f"{HOME}gone.xml", f"{HOME}a.xml"),
                f"{HOST}/a.xml": urlset(f"{HOME}a"),
            }
        )
        assert report.url_count == 1
        assert report.error == f"{HOME}gone.xml: HTTP 404"

    def test_an_entity_bomb(self) -> None:
        report, _ = read({f"{HOST}/sitemap.xml": bomb("<urlset><url><loc>&j;</loc></url></urlset>")})
        assert "has a DOCTYPE" in report.error
        assert report.url_count == 0

    @pytest.mark.parametrize("place", ["two.txt", "/two.txt", f"{HOST}/two.txt", f"//{HOST}/two.txt"])
    def test_a_line_of_robots_txt_without_scheme(self, place: str) -> None:
        report, _ = read({f"{HOST}/robots.txt": robots_with(place), f"{HOST}/two.txt": f"{HOME}c\n"})
        assert (report.sitemaps, report.error) == ((f"{HOME}two.txt",), "")

    def test_locations_without_host_are_the_sitemaps_own(self) -> None:
        places = ["/a", "b", f"{HOST}/c", f"//{HOST}/d", f"{HOME}e/../f"]
        report, _ = read({f"{HOST}/sitemap.xml": urlset(*places)})
        assert report.urls == tuple(f"{HOME}{name}" for name in "abcdf")

    def test_the_files_of_a_scan_share_its_budgets(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sitemaps, "MAX_ITEMS", 100)
        many = b"<urlset>" + b"<a/>" * 60 + b"</urlset>"
        report, _ = read(
            {
                f"{HOST}/robots.txt": robots_with(*(f"{HOME}{n}.xml" for n in range(3))),
                **{f"{HOST}/{n}.xml": many for n in range(3)},
            }
        )
        assert report.error.count("more elements or lines") == 1
        assert (len(report.sitemaps), report.unread) == (2, 1)

    def test_unpacked_bytes_count_against_the_scans_budget(self) -> None:
        packed = gzip.compress(b"<urlset>" + b" " * 1_000_000 + b"</urlset>")
        report, web = read(
            {
                f"{HOST}/robots.txt": robots_with(f"{HOME}0.xml", f"{HOME}1.xml"),
                f"{HOST}/0.xml": packed,
                f"{HOST}/1.xml": packed,
            },
            max_bytes=500_000,
        )
        assert "budget of bytes" in report.error
        assert "/1.xml" not in web.paths(HOST)


class TestIndexFiles:
    def test_an_index_that_names_itself_ends(self) -> None:
        report, web = read({f"{HOST}/sitemap.xml": index(f"{HOME}sitemap.xml", f"{HOME}sitemap.xml")})
        assert report.sitemaps == (f"{HOME}sitemap.xml",)
        assert web.paths(HOST).count("/sitemap.xml") == 1

    def test_endless_indexes_end(self) -> None:
        pages: dict[str, Responder] = {
            f"{HOST}/sitemap.xml": index(f"{HOME}0.xml"),
            **{f"{HOST}/{n}.xml": index(f"{HOME}{n + 1}.xml") for n in range(50)},
        }
        report, _ = read(pages)
        assert len(report.sitemaps) == 1 + sitemaps.MAX_DEPTH

    def test_wide_indexes_end(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sitemaps, "MAX_FILES", 3)
        pages: dict[str, Responder] = {
            f"{HOST}/sitemap.xml": index(*(f"{HOME}{n}.xml" for n in range(9))),
            **{f"{HOST}/{n}.xml": urlset(f"{HOME}{n}") for n in range(9)},
        }
        report, _ = read(pages)
        assert (len(report.sitemaps), report.url_count, report.unread) == (3, 2, 7)

    def test_files_of_other_sites_are_not_read(self) -> None:
        report, web = read(
            {
                f"{HOST}/sitemap.xml": index(
                    "http://other.example/a.xml", f"{HOME}a.xml", "ftp://x", "http://["
                ),
                f"{HOST}/a.xml": urlset(f"{HOME}a"),
                "other.example/a.xml": urlset(f"{HOME}b"),
            }
        )
        assert report.urls == (f"{HOME}a",)
        assert web.paths("other.example") == []

    def test_robots_txt_may_name_another_host(self) -> None:
        report, _ = read(
            {
                f"{HOST}/robots.txt": robots_with("http://cdn.example/s.xml"),
                "cdn.example/s.xml": urlset(f"{HOME}a"),
            }
        )
        assert report.urls == (f"{HOME}a",)


class TestSums:
    @pytest.mark.parametrize(
        ("dates", "newest"),
        [
            (["2025-12-31", "2026-01-02"], "2026-01-02"),
            (["2026-01-02T10:00:00+02:00", "2026-01-02T09:00:00Z"], "2026-01-02T09:00:00Z"),
            (["yesterday", "2026-01-02", ""], "2026-01-02"),
            (["2023-11", "2024-05", "2024-02-10"], "2024-05"),
            (["2019", "2021", "2020-12-31"], "2021"),
            (["2025-01", "2024-12-31T10:00+01:00"], "2025-01"),
            (["2024-01-02T10:00:00.5Z", "2024-01-02T10:00:00.45Z"], "2024-01-02T10:00:00.5Z"),
            (["Tue, 02 Jan 2024 10:00:00 GMT", "2024-01-01"], "2024-01-02T10:00:00+00:00"),
            (["02 Jan 2024 10:00 +0200", "2024-01-01"], "2024-01-02T10:00:00+02:00"),
            (["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"], "9999-12-31T23:59:59-23:59"),
            (["soon", "2024-13", "0000", "99999", "2024-02-30", "1, 2", "\u0662\u0660\u0662\u0664"], ""),
        ],
    )
    def test_newest_date(self, dates: list[str], newest: str) -> None:
        body = "".join(f"<url><loc>{HOME}</loc><lastmod>{date}</lastmod></url>" for date in dates)
        report, _ = read({f"{HOST}/sitemap.xml": f"<urlset>{body}</urlset>"})
        assert report.newest_lastmod == newest

    def test_a_large_site_is_sampled_and_counted(self) -> None:
        body = urlset(*(f"{HOME}{n}" for n in range(sitemaps.SAMPLE + 10)))
        report, _ = read({f"{HOST}/sitemap.xml": body})
        assert (len(report.urls), report.url_count) == (sitemaps.SAMPLE, sitemaps.SAMPLE + 10)

    def test_time_used_up(self) -> None:
        late = Answer(index(f"{HOME}a.xml"), content_type="application/xml")

        def slow(_: object) -> Answer:
            time.sleep(0.3)
            return late

        report, web = read({f"{HOST}/sitemap.xml": slow, f"{HOST}/a.xml": urlset(HOME)}, max_seconds=0.25)
        assert report.error
        assert "/a.xml" not in web.paths(HOST)


def test_what_few_scans_need_is_loaded_only_for_them():
    """BeautifulSoup reads broken sitemaps; dnspython asks name servers. Every process would load them."""
    told = "import sys, domains.scan.site; sys.exit(bool({'bs4', 'dns'} & sys.modules.keys()))"
    assert subprocess.run([sys.executable, "-c", told]).returncode == 0
