"""HTTP as servers really write it: heads, framing, compression, and what keeps a connection."""

import gzip
import time
import tracemalloc
import zlib

import brotli
import pytest
from backports import zstd

from domains.scan.fetch.curl_handle import MAX_CONNECTIONS
from domains.scan.report import ErrorKind, FetchError
from tests.domains.scan.servers import always, answer, authority, fetcher, serving

URL = "http://shop.example/"
HOME = b"<title>Home</title>" * 20
OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"


def hosts(server):
    return f"127.0.0.1:{server.port}:{server.port} shop.example"


def outcomes(speak, *urls, tls=None, **limits):
    """What a session gets from each URL, response or error; and the server."""
    found = []
    with serving(speak, tls) as server, fetcher(hosts(server), **limits) as one, one.session() as session:
        for url in urls or (URL,):
            try:
                found.append(session.get(url))
            except FetchError as error:
                found.append(error)
    return found, server


def page(data, **limits):
    """The one answer of a server that sends these bytes and closes."""

    def speak(talk):
        talk.hear()
        talk.send(data)

    (found,), _ = outcomes(speak, **limits)
    return found


def connections(*answers, times=2):
    """How many connections it takes to ask a server so many times that gives these answers in turn."""
    found, server = outcomes(always(*answers), *[URL] * times)
    return server.connections, found


def chunks(*bodies):
    return b"".join(b"%x\r\n%b\r\n" % (len(body), body) for body in [*bodies, b""])


def head(*lines):
    return b"\r\n".join([OK.strip(), *lines, b"Content-Length: 4", b"", b"body"])


@pytest.mark.parametrize(
    ("lines", "name", "value"),
    [
        ([b"X-Long: one", b"\ttwo", b"  three "], "x-long", "one two three"),
        ([b"X-City: K\xf6ln"], "x-city", "Köln"),
        ([b"X-City: \xc3\xa0"], "x-city", "\xc3\xa0"),
        ([b": nameless", b"X-After: it"], "x-after", "it"),
        ([b"X-Spaced : it"], "x-spaced", "it"),
        ([b"X-Empty:"], "x-empty", ""),
        ([b"X-Twice: a", b"x-tWICE: b, c"], "x-twice", "a, b, c"),
    ],
)
def test_header_fields_as_servers_write_them(lines, name, value):
    found = page(head(*lines))
    assert found.headers == {name: value, "content-length": "4"}
    assert found.body == b"body"


@pytest.mark.parametrize(
    "lines",
    [[b"this is no field", b"X-After: it"], [b" continues nothing"], [b"ETag: a\rb"], [b"ETag: a\0b"]],
)
def test_a_head_that_could_mislead_is_refused(lines):
    """Lines without a colon and values with control characters: by them answers are smuggled."""
    assert page(head(*lines)).kind is ErrorKind.BAD_CONTENT


def test_a_header_field_of_a_site_cannot_break_a_request():
    with serving(always(answer(HOME))) as server, fetcher(hosts(server)) as one, one.session() as session:
        for value in ("x\r\nEvil: y", "x\nEvil: y", "x\rEvil: y", "€"):
            with pytest.raises(FetchError) as caught:
                session.get(URL, headers={"If-None-Match": value})
            assert caught.value.kind is ErrorKind.BAD_CONTENT
    assert server.heads == []


def test_line_ends_without_carriage_return():
    assert page(b"HTTP/1.1 200\nX-A: b\nContent-Length: 4\n\nbody").body == b"body"
    assert page(CHUNKED.replace(b"\r", b"") + chunks(b"bo", b"dy").replace(b"\r", b"")).body == b"body"


@pytest.mark.parametrize("data", [head(b"X-Long: one", b" two"), CHUNKED + chunks(b"bo", b"dy")])
@pytest.mark.parametrize("size", [1, 3, 7])
def test_an_answer_in_small_pieces(data, size):
    def speak(talk):
        talk.hear()
        for start in range(0, len(data), size):
            talk.send(data[start : start + size])
            time.sleep(0.0005)

    assert outcomes(speak)[0][0].body == b"body"


@pytest.mark.parametrize(
    "first",
    [b"HTTP/2 200 OK", b"HTTP/1.1 OK", b"HTTP/1.1 20", b"HTTP/1.1 \xb2\xb2\xb2 OK", b""],
)
def test_a_status_line_that_is_none(first):
    refusal = page(head().replace(OK.strip(), first))
    assert refusal.kind is ErrorKind.BAD_CONTENT
    assert "not an HTTP answer" in str(refusal)


def test_another_protocol_is_known_by_its_first_bytes():
    def speak(talk):
        talk.send(b"220 mail.example ESMTP\r\n")
        talk.server.over.wait()

    started = time.monotonic()
    (found,), _ = outcomes(speak)
    assert found.kind is ErrorKind.BAD_CONTENT
    assert time.monotonic() - started < 5


def test_half_a_head_is_no_answer():
    assert page(OK + b"Content-Type: text/html\r\n").kind is ErrorKind.CONNECT


def test_many_header_lines_of_some_length_are_accepted():
    assert page(head(*[b"X-%d: %b" % (number, b"a" * 2000) for number in range(101)])).body == b"body"
    assert page(head(*[b"X-%d: a" % number for number in range(1000)])).body == b"body"
    assert page(head(b"X: " + b"a" * 90_000)).body == b"body"


@pytest.mark.parametrize("status", [b"100 Continue", b"102 Processing", b"103 Early Hints"])
def test_interim_answers_are_passed_over_while_they_are_few(status):
    interim = b"HTTP/1.1 " + status + b"\r\nX-Interim: yes\r\n\r\n"
    for times in (1, 3):
        found = page(interim * times + head())
        assert (found.status, found.body, "x-interim" in found.headers) == (200, b"body", False)
    assert page(interim * 10_000 + head()).kind is ErrorKind.BAD_CONTENT


def test_an_interim_answer_alone_is_none():
    assert page(b"HTTP/1.1 103 Early Hints\r\nX: y\r\n\r\n").kind is ErrorKind.CONNECT


@pytest.mark.parametrize(
    ("lengths", "result"),
    [
        (["4", "4"], b"body"),
        (["4, 4"], b"body"),
        (["4", "5"], ErrorKind.BAD_CONTENT),
        (["-4"], ErrorKind.BAD_CONTENT),
        (["x"], ErrorKind.BAD_CONTENT),
        (["4" * 30], b"body and more"),
    ],
)
def test_lengths_that_are_given_twice_or_make_no_sense(lengths, result):
    fields = b"".join(b"Content-Length: %b\r\n" % length.encode() for length in lengths)
    found = page(OK + fields + b"\r\nbody and more")
    assert (found.kind if isinstance(found, FetchError) else found.body) == result


@pytest.mark.parametrize(
    ("body", "result"),
    [
        (b"2;name=value\r\nbo\r\n002 \r\ndy\r\n0\r\nX-Trailer: x\r\nY: z\r\n\r\n", b"body"),
        (b"4\r\nbody\r\n0\r\n", ErrorKind.CONNECT),  # closed before the last empty line
        (b"4\r\nbody\r\n", ErrorKind.CONNECT),
        (b"4\r\nbody\r\n4", ErrorKind.CONNECT),
        (b"4\r\nbody\r\n0", ErrorKind.CONNECT),  # of what may have been a larger number
        (b"4\r\nbody and more\r\n0\r\n\r\n", ErrorKind.CONNECT),
        (b"-4\r\nbody\r\n0\r\n\r\n", ErrorKind.CONNECT),
        (b"0x4\r\nbody\r\n0\r\n\r\n", ErrorKind.BAD_CONTENT),
        (b"\r\n4\r\nbody\r\n0\r\n\r\n", ErrorKind.CONNECT),
        (b"4;" + b"x" * 2_000_000 + b"\r\nbody\r\n0\r\n\r\n", b"body"),
    ],
)
def test_chunks_and_what_only_looks_like_them(body, result):
    found = page(CHUNKED + body)
    assert (found.kind if isinstance(found, FetchError) else found.body) == result


def test_chunks_outrank_a_length():
    data = OK + b"Content-Length: 2\r\nTransfer-Encoding: identity, Chunked\r\n\r\n" + chunks(b"body")
    assert page(data).body == b"body"


def test_very_many_tiny_chunks_take_no_more_memory_than_their_bytes():
    body = chunks(*[b"ab"] * 100_000)
    with serving(always(CHUNKED + body)) as server, fetcher(hosts(server)) as one, one.session() as session:
        tracemalloc.start()
        try:
            assert len(session.get(URL).body) == 200_000
            _, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert most < 2_000_000  # as a list of pieces they would be 4 MB and more


@pytest.mark.parametrize("version", [b"HTTP/1.0", b"HTTP/1.1"])
def test_without_length_a_body_goes_to_the_end(version):
    assert page(version + b" 200 OK\r\n\r\n" + HOME).body == HOME


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (answer(HOME), 1),
        (CHUNKED + chunks(HOME), 1),
        (CHUNKED + chunks(HOME)[:-2] + b"X-Trailer: x\r\n\r\n", 1),
        (answer(HOME, "200 OK", "Connection: Close"), 2),
        (answer(HOME, "200 OK", "Connection: keep-alive, close"), 2),
        (answer(HOME).replace(b"1.1", b"1.0"), 2),
        (answer(HOME, "200 OK", "Connection: Keep-Alive").replace(b"1.1", b"1.0"), 1),
        (answer(gzip.compress(HOME), "200 OK", "Content-Encoding: gzip"), 1),
        (b"HTTP/1.1 204 No Content\r\nContent-Length: 9\r\n\r\n", 1),
        (answer(HOME, "404 Not Found"), 1),
        (answer(b"", "503 Busy"), 1),
        (answer(b"a" * 200_000, "404 Not Found"), 2),  # not worth waiting for
        (CHUNKED.replace(b"200", b"404") + chunks(HOME), 1),
        (answer(HOME, "302 Found"), 1),
        (answer(HOME) + b"more than was announced", 2),
    ],
)
def test_what_lets_a_connection_be_used_again(data, expected):
    used, found = connections(data)
    assert used == expected
    assert [type(one) for one in found[:1]] == [type(one) for one in found[1:]]


def test_few_connections_are_kept_and_the_newest_of_them():
    names = [f"shop{number}.example" for number in range(MAX_CONNECTIONS + 1)]
    with (
        serving(always(answer(HOME))) as server,
        fetcher(f"127.0.0.1:{server.port} {' '.join(names)}") as one,
        one.session() as session,
    ):
        for name in [*names, names[1], names[0]]:
            session.get(f"http://{name}/")
    assert server.connections == len(names) + 1


def test_unchanged_pages_keep_the_connection_although_they_announce_a_body():
    unchanged = b"HTTP/1.1 304 Not Modified\r\nContent-Length: 999\r\nContent-Encoding: gzip\r\n\r\n"
    with serving(always(unchanged)) as server, fetcher(hosts(server)) as one, one.session() as session:
        for _ in range(2):
            assert session.get(URL, headers={"If-None-Match": "x"}).body == b""
    assert server.connections == 1


def test_a_redirects_chunked_body_is_read_and_its_connection_used():
    moved = CHUNKED.replace(b"200 OK\r\n", b"302 Found\r\nLocation: /next\r\n") + chunks(b"moved" * 100)
    found, server = outcomes(always(moved, answer(HOME)))
    assert found[0].body == HOME
    assert server.connections == 1


@pytest.mark.parametrize(
    ("fields", "body"),
    [
        (b"Transfer-Encoding: chunked", b"zz\r\n"),
        (b"Transfer-Encoding: chunked", b"5\r\nmov"),
        (b"Content-Length: 10", b"moved"),
        (b"Content-Length: 9000000", bytes(100_000)),
        (b"Content-Length: 9\r\nContent-Encoding: gzip", b"no gzip"),
    ],
)
def test_the_body_of_a_redirect_may_be_broken(fields, body):
    moved = b"HTTP/1.1 302 Found\r\nLocation: /next\r\n" + fields + b"\r\n\r\n" + body

    def speak(talk):
        talk.send(moved if "GET / " in talk.hear() else answer(HOME))

    found, _ = outcomes(speak)
    assert found[0].body == HOME


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_what_nobody_asked_for_is_not_taken_for_an_answer(scheme):
    """Some servers announce the end of an idle connection with a 408."""

    def speak(talk):
        while talk.hear():
            talk.send(answer(HOME))
            time.sleep(0.05)
            talk.send(answer(b"", "408 Request Timeout"))
            said.append(True)

    said = []
    tls = authority().context("shop.example") if scheme == "https" else None
    with serving(speak, tls) as server, fetcher(hosts(server)) as one, one.session() as session:
        for number in range(1, 3):
            assert session.get(f"{scheme}://shop.example/").status == 200
            while len(said) < number:
                time.sleep(0.01)
    assert server.connections == 2


def squeezed(body, wbits):
    packer = zlib.compressobj(9, zlib.DEFLATED, wbits)
    return packer.compress(body) + packer.flush()


PACKED = gzip.compress(HOME)


@pytest.mark.parametrize(
    ("encoding", "body", "result"),
    [
        ("gzip", PACKED, HOME),
        ("X-GZip", PACKED, HOME),
        ("gzip", b"".join(gzip.compress(HOME[start : start + 9]) for start in range(0, len(HOME), 9)), HOME),
        ("gzip", PACKED + b"what is no gzip", HOME),
        ("gzip", PACKED + bytes(5000), HOME),
        ("gzip", PACKED[:-6], HOME),
        ("gzip", b"", b""),
        ("gzip", PACKED[:-6] + b"xxxxxx", ErrorKind.BAD_CONTENT),
        ("deflate", squeezed(HOME, 15), HOME),
        ("deflate", squeezed(HOME, -15), HOME),
        ("deflate", squeezed(HOME, 9), HOME),
        ("deflate", squeezed(bytes(65_539), -15), bytes(65_539)),
        ("br", brotli.compress(HOME), HOME),
        ("zstd", zstd.compress(HOME), HOME),
        ("gzip, br", brotli.compress(PACKED), HOME),
        ("deflate", squeezed(HOME, 15) + b"more", HOME),
        ("deflate", squeezed(HOME, 15)[:-3] + b"xxx", ErrorKind.BAD_CONTENT),
        ("gzip, deflate", squeezed(PACKED, 15), HOME),
        ("deflate , gzip", gzip.compress(squeezed(HOME, -15)), HOME),
        ("identity, gzip", PACKED, HOME),
        ("gzip, identity", PACKED, HOME),
        ("identity", HOME, HOME),
        ("utf-8", HOME, HOME),
        ("compress, gzip", PACKED, HOME),
        ("gzip, compress", PACKED, PACKED),
        ("gzip, gzip, gzip", PACKED, ErrorKind.BAD_CONTENT),
        ("zstd", zstd.compress(b"".join(b"<p>%d" % n for n in range(99)))[:-5], ErrorKind.BAD_CONTENT),
        ("gzip", gzip.compress(b""), b""),
        ("gzip, br, zstd", PACKED, ErrorKind.BAD_CONTENT),
    ],
)
def test_compression_of_all_kinds(encoding, body, result):
    found = page(answer(body, "200 OK", f"Content-Encoding: {encoding}"))
    assert (found.kind if isinstance(found, FetchError) else found.body) == result


def test_a_large_page_survives_compression_in_many_steps():
    body = b"".join(b"%d " % number for number in range(200_000)) + bytes(700_000)
    for encoding, packed in (("gzip", gzip.compress(body)), ("deflate", squeezed(body, -15))):
        assert page(answer(packed, "200 OK", f"Content-Encoding: {encoding}")).body == body
        chunked = CHUNKED[:-2] + f"Content-Encoding: {encoding}\r\n\r\n".encode()
        pieces = chunks(*(packed[start : start + 999] for start in range(0, len(packed), 999)))
        assert page(chunked + pieces).body == body


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("/a/b.html?c=d&e=(f)", "/a/b.html?c=d&e=(f)"),
        ("/a/../b/./c?d=/../e", "/b/c?d=/../e"),
        ("/a/%2e%2E/b", "/b"),
        ("\\\\shop.example\\a", "//shop.example/a"),
        ("/.well-known/x", "/.well-known/x"),
        ("/a b?c d", "/a%20b?c%20d"),
        ("/%7Euser/%C3%BC", "/%7Euser/%C3%BC"),
        ("/100%", "/100%"),
        ("/ü?ü", "/%C3%BC?%C3%BC"),
        ("?q", "/?q"),
        ("/a[b]|c", "/a[b]|c"),
        ("//double", "//double"),
    ],
)
def test_paths_are_asked_for_in_their_proper_form(path, asked):
    found, server = outcomes(always(answer(HOME)), f"http://shop.example{path}")
    assert found[0].url == f"http://shop.example{asked}"
    assert server.paths == [asked]


def test_no_cookie_is_for_a_public_suffix():
    """Whoever could set one for all of co.uk would be known to all of its sites."""
    setting = answer(
        HOME,
        "200 OK",
        "Set-Cookie: a=1; Domain=co.uk",
        "Set-Cookie: b=2; Domain=github.io",
        "Set-Cookie: c=3",
    )
    names = ("one.co.uk", "two.co.uk", "one.github.io", "two.github.io")
    with (
        serving(always(setting)) as server,
        fetcher(f"127.0.0.1:{server.port} {' '.join(names)}") as one,
        one.session() as session,
    ):
        for name in (*names, names[0]):
            session.get(f"http://{name}/")
    cookies = [[line for line in head.splitlines() if line.startswith("Cookie")] for head in server.heads]
    assert cookies == [[], [], [], [], ["Cookie: c=3"]]


def test_a_cookie_for_the_whole_domain_goes_to_its_hosts():
    setting = answer(HOME, "200 OK", "Set-Cookie: a=1; Domain=shop.example")
    with (
        serving(always(setting)) as server,
        fetcher(f"{hosts(server)} www.shop.example") as one,
        one.session() as session,
    ):
        session.get("http://www.shop.example/")
        session.get(URL)
    assert "Cookie: a=1" in server.heads[1]


def test_sessions_share_neither_connections_nor_cookies():
    setting = answer(HOME, "200 OK", "Set-Cookie: a=1")
    with serving(always(setting)) as server, fetcher(hosts(server)) as one:
        with one.session() as first, one.session() as second:
            for session in (first, second, first, second):
                session.get(URL)
        with one.session() as third:
            third.get(URL)
    assert server.connections == 3
    assert ["Cookie: a=1" in head for head in server.heads] == [False, False, True, True, False]


def test_cookies_go_to_the_hosts_that_they_are_for():
    setting = answer(HOME, "200 OK", "Set-Cookie: a=1", "Set-Cookie: b=2; Secure", "Set-Cookie: c=3; Path=/c")
    with serving(always(setting)) as server:
        names = f"{hosts(server)} other.example"
        with fetcher(names) as one, one.session() as session:
            for url in (URL, URL, f"{URL}c/d", "http://other.example/"):
                session.get(url)
    cookies = [[line for line in head.splitlines() if line.startswith("Cookie")] for head in server.heads]
    assert cookies == [[], ["Cookie: a=1"], ["Cookie: c=3; a=1"], []]
