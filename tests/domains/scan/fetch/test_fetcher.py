"""What a fetch gives: pages, redirects followed, cookies and connections kept, errors by kind."""

import gc
import gzip
import weakref
import zlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from backports import zstd

from domains.scan.fetch import require_html
from domains.scan.fetch.response_checks import retry_after
from domains.scan.report import ErrorKind, FetchError, Response
from tests.domains.scan.servers import always, answer, fetcher, redirect, routes, serving

HOME = b"<!doctype html><title>Home</title>"
URL = "http://shop.example/"


def hosts(server, *names):
    return f"127.0.0.1:{server.port} {' '.join(names or ('shop.example',))}"


@pytest.fixture
def get():
    """Fetch http://shop.example/ from a server that always answers so."""

    def fetch(*answers, url=URL, policy=None, **options):
        with (
            serving(always(*answers)) as server,
            fetcher(hosts(server), **(policy or {})) as one,
            one.session() as session,
        ):
            return session.get(url, **options)

    return fetch


@pytest.fixture
def kind_of(get):
    def fetch(*answers, **options):
        with pytest.raises(FetchError) as caught:
            get(*answers, **options)
        return caught.value.kind

    return fetch


def test_a_page_with_all_that_is_known_of_it(get):
    page = get(answer(HOME, "200 OK", "X-Twice: a", "X-Twice: b", "ETag: x"), url=f"{URL}#top", html=True)
    assert (page.url, page.status, page.body, page.redirects) == (URL, 200, HOME, 0)
    assert page.headers["x-twice"] == "a, b"
    assert page.headers["etag"] == "x"
    assert page.address == "127.0.0.1"


def test_the_request_is_honest_and_complete():
    with serving(always(answer(HOME))) as server, fetcher(hosts(server)) as one, one.session() as session:
        session.get("http://user:secret@shop.example/a%20b?q=ü#part", headers={"If-None-Match": "x"})
    first, *lines = server.heads[0].strip().split("\r\n")
    sent = dict(line.split(": ", 1) for line in lines)
    assert first == "GET /a%20b?q=%C3%BC HTTP/1.1"
    assert sent["Host"] == "shop.example"
    assert sent["User-Agent"] == "ScraperSky/test"
    assert sent["Accept-Encoding"] == "gzip, deflate, br, zstd"
    assert sent["If-None-Match"] == "x"
    assert "text/html" in sent["Accept"]
    assert "Accept-Language" in sent
    assert "Authorization" not in sent


def test_the_environments_proxies_and_netrc_are_not_used(get, monkeypatch, tmp_path):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine shop.example login me password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9/")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9/")
    with serving(always(answer(HOME))) as server, fetcher(hosts(server)) as one, one.session() as session:
        assert session.get(URL).body == HOME
    assert "secret" not in server.heads[0]
    assert "Authorization" not in server.heads[0]


def test_redirects_are_followed_and_counted(get):
    page = get(redirect("/a/b?c=d#e"), redirect("../f"), answer(HOME))
    assert (page.url, page.redirects) == ("http://shop.example/f", 2)


def test_a_redirect_in_raw_utf8_is_understood(get):
    page = get(redirect("/Übersicht".encode().decode("latin-1")), answer(HOME))
    assert page.url == "http://shop.example/%C3%9Cbersicht"


def test_redirects_end_somewhere(kind_of):
    assert kind_of(redirect("/")) is ErrorKind.TOO_MANY_REDIRECTS
    with serving(always(redirect("/again"))) as server, fetcher(hosts(server), max_redirects=2) as one:
        with one.session() as session, pytest.raises(FetchError, match="more than 2 redirects"):
            session.get(URL)
        assert session.requests == 3


@pytest.mark.parametrize("location", ["http://[broken", "http://shop.example:x/", "/" + "a" * 9000])
def test_a_redirect_to_nonsense_is_bad_content(kind_of, location):
    assert kind_of(redirect(location)) is ErrorKind.BAD_CONTENT


def test_cookies_are_kept_within_a_session_only():
    def wall(talk):
        while head := talk.hear():
            passed = "Cookie: ok=1" in head
            talk.send(answer(HOME) if passed else redirect("/", "Set-Cookie: ok=1; Path=/"))

    with serving(wall) as server, fetcher(hosts(server)) as one:
        for _ in range(2):
            with one.session() as session:
                assert session.get(URL).body == HOME
                assert session.get(URL).redirects == 0
    assert len(server.heads) == 6


def test_a_flood_of_cookies_is_not_kept():
    many, more = ([f"Set-Cookie: {letter}{number}=x" for number in range(90)] for letter in "cd")
    answers = [answer(HOME, "200 OK", *many), answer(HOME, "200 OK", *more), answer(HOME)]
    with serving(always(*answers)) as server, fetcher(hosts(server)) as one, one.session() as session:
        for _ in range(3):
            session.get(URL)
    assert "c0=x" in server.heads[1]
    assert "Cookie" not in server.heads[2]


def test_connections_are_used_again_and_closed_at_the_end():
    closed = []

    def speak(talk):
        always(redirect("/next"), answer(HOME))(talk)
        closed.append(True)  # the client has hung up

    with serving(speak) as server, fetcher(hosts(server)) as one:
        with one.session() as session:
            for _ in range(3):
                session.get(URL)
            assert server.connections == 1
        assert session.requests == 4
        assert session.bytes == 3 * len(HOME)
    assert closed == [True]


def test_each_answer_tells_the_address_that_it_came_from():
    with (
        serving(always(answer(HOME))) as one_server,
        serving(always(answer(HOME)), address="127.0.0.2") as other_server,
        fetcher(f"{hosts(one_server)}\n127.0.0.2:{other_server.port} other.example") as one,
        one.session() as session,
    ):
        urls = [URL, "http://other.example/", URL]
        assert [session.get(url).address for url in urls] == ["127.0.0.1", "127.0.0.2", "127.0.0.1"]
        assert one_server.connections == 1


def test_a_kept_connection_that_the_server_hung_up_is_opened_again():
    def once_a_connection(talk):
        talk.hear()
        talk.send(answer(HOME))
        talk.hear()  # and no answer to the second request

    with serving(once_a_connection) as server, fetcher(hosts(server)) as one, one.session() as session:
        assert session.get(URL).body == HOME
        assert session.get(URL).body == HOME
    assert server.connections == 2


@pytest.mark.parametrize(
    ("status", "headers", "kind"),
    [
        ("400 Bad", (), ErrorKind.HTTP_4XX),
        ("404 Not Found", (), ErrorKind.HTTP_4XX),
        ("410 Gone", ("Retry-After: 5",), ErrorKind.HTTP_4XX),
        ("429 Slow", (), ErrorKind.RATE_LIMITED),
        ("500 Oops", ("Retry-After: 5",), ErrorKind.HTTP_5XX),
        ("503 Busy", (), ErrorKind.HTTP_5XX),
        ("503 Busy", ("Retry-After: -5",), ErrorKind.HTTP_5XX),
        ("503 Busy", ("Retry-After: 120",), ErrorKind.RATE_LIMITED),
        ("302 Found", (), ErrorKind.BAD_CONTENT),
        ("304 Not Modified", (), ErrorKind.BAD_CONTENT),
        ("999 Denied", (), ErrorKind.BAD_CONTENT),
    ],
)
def test_the_kinds_of_statuses(get, status, headers, kind):
    with pytest.raises(FetchError) as caught:
        get(answer(b"", status, *headers))
    assert caught.value.kind is kind
    assert caught.value.status == int(status[:3])


def test_a_site_says_when_to_come_back(get):
    with pytest.raises(FetchError) as caught:
        get(answer(b"", "429 Slow", "Retry-After: 120"))
    assert caught.value.retry_after == 120


def test_retry_after_in_all_its_forms():
    in_an_hour = datetime.now(UTC) + timedelta(hours=1)
    week = 7 * 86_400
    assert 3590 < retry_after(format_datetime(in_an_hour, usegmt=True)) <= 3600
    assert 3590 < retry_after(format_datetime(in_an_hour.replace(tzinfo=None))) <= 3600
    assert retry_after("Thu, 01 Jan 1970 00:00:00 GMT") == 0
    assert retry_after("Fri, 31 Dec 9999 23:59:59 GMT") == week
    assert retry_after("9" * 400) == week
    assert [retry_after(text) for text in ("", "-5", "soon", "²", "1.5")] == [None] * 5


def test_unchanged_is_an_answer_where_it_was_asked_for(get):
    page = get(answer(b"", "304 Not Modified"), headers={"If-None-Match": "x"})
    assert (page.status, page.body) == (304, b"")


@pytest.mark.parametrize("media_type", ["application/pdf", "image/png", "application/json", "text/css"])
def test_other_files_are_no_pages(kind_of, media_type):
    named = answer(b"a whole file", "200 OK", f"Content-Type: {media_type}; charset=utf-8")
    assert kind_of(named, html=True) is ErrorKind.NOT_HTML


@pytest.mark.parametrize(
    "body", [b"%PDF-1.7 x", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04", bytes(range(256)) * 20, b"\0" * 100]
)
def test_binary_that_calls_itself_html_is_no_page(kind_of, body):
    assert kind_of(answer(body), html=True) is ErrorKind.NOT_HTML


@pytest.mark.parametrize("body", [b"\x1f\x8b\x08" + b"\0" * 50, b"\x01\x02\x03" * 20])
def test_what_is_packed_in_an_unknown_way_is_no_file_of_another_kind(kind_of, body):
    sent = answer(body, "200 OK", "Content-Type: text/html", "Content-Encoding: compress")
    assert kind_of(sent, html=True) is ErrorKind.BAD_CONTENT


@pytest.mark.parametrize("packed", [gzip.compress(HOME), zlib.compress(HOME), zstd.compress(HOME)])
def test_a_page_whose_packing_is_not_announced_is_no_file_of_another_kind(kind_of, packed):
    assert kind_of(answer(packed), html=True) is ErrorKind.BAD_CONTENT


@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        ("application/xhtml+xml", HOME),
        ("TEXT/HTML ; charset=x", HOME),
        ("", HOME),
        ("text/html", b""),
        ("text/html", b"<html><title>Nul</title>" + b"\0" * 500),
        ("text/html", b"N\0ul \x01\x02 in a long text that is a page none the less for all that " * 3),
        ("text/html", "\ufeff<title>Café</title>".encode("utf-16")),
        ("text/html", "<title>Café</title>".encode("utf-16-le")),
        ("text/html", "\r\n <title>Мастерская по дереву</title>".encode("utf-16-be")),
        ("text/html", "<title>東京の花屋</title>".encode("iso-2022-jp")),
        ("text/html", "<title>東京の花屋</title>".encode("shift_jis")),
    ],
)
def test_pages_however_written_are_pages(media_type, body):
    require_html(Response(URL, 200, {"content-type": media_type}, body))


def test_a_message_is_posted_once_and_not_redirected():
    speak = routes(home=answer(b"thanks", "201 Created"), away=redirect("/"), no=answer(b"", "400 No"))
    with serving(speak) as server, fetcher(hosts(server)) as one, one.session() as session:
        posted = session.post(URL, b"", {"X-Signed": "yes"})
        assert (posted.status, posted.body) == (201, b"thanks")
        for path, kind in (("away", ErrorKind.BAD_CONTENT), ("no", ErrorKind.HTTP_4XX)):
            with pytest.raises(FetchError) as caught:
                session.post(f"{URL}{path}", b"", {})
            assert caught.value.kind is kind
    assert server.heads[0].startswith("POST / ")
    assert "X-Signed: yes" in server.heads[0]
    assert server.paths == ["/", "/away", "/no"]


def test_http_where_nothing_answers_by_https_and_then_always():
    with serving(always(answer(HOME))) as server, fetcher(hosts(server)) as one, one.session() as session:
        assert session.get_site("shop.example").url == URL
        assert session.get_site("shop.example", "/robots.txt").url == f"{URL}robots.txt"
        assert session.requests == 3


def test_a_session_that_fell_back_to_http_is_freed_at_its_end():
    """Without the garbage collector, which a run calls seldom: it would hold hundreds of scans."""
    gc.disable()
    try:
        with serving(always(answer(HOME))) as server, fetcher(hosts(server)) as one:
            with one.session() as session:
                session.get_site("shop.example")
            seen = weakref.ref(session)
            del session
            assert seen() is None
    finally:
        gc.enable()


def test_an_answer_however_bad_settles_the_scheme():
    with serving(routes()) as server, fetcher(hosts(server)) as one, one.session() as session:
        for _ in range(2):
            with pytest.raises(FetchError, match="HTTP 404"):
                session.get_site("shop.example")
        assert session.requests == 3


def test_neither_scheme_answers():
    with fetcher("127.0.0.1:1:1 shop.example") as one, one.session() as session:
        with pytest.raises(FetchError, match="port 443") as caught:
            session.get_site("shop.example")
        assert caught.value.kind is ErrorKind.CONNECT
        assert caught.value.unsent
        assert not caught.value.local


def test_what_a_server_wrote_into_an_error_is_fit_to_be_stored():
    with pytest.raises(FetchError) as caught:
        raise FetchError(ErrorKind.NOT_HTML, "type \0\x1b[2J\n\ud800 text" + "x" * 9999)
    assert str(caught.value).startswith("type   [2J   text")
    assert len(str(caught.value)) == 500
