"""A fetch ends: within its time whatever the server does, within its bytes, and with nothing left open."""

import gc
import gzip
import threading
import time
import tracemalloc
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from domains.scan.report import ErrorKind, FetchError
from tests.domains.scan.servers import always, answer, authority, fetcher, redirect, serving

HOME = b"<title>Home</title>"
URL = "http://shop.example/"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
MEGABYTE = 1_000_000
GUARD = 8.0  # seconds; what hangs takes the 10 of the fetcher or more


def outcome(server, url=URL, limits=None, **options):
    """What a fetch from the server gives: a response, or its error."""
    with fetcher(f"127.0.0.1:{server.port} shop.example", **(limits or {})) as one, one.session() as session:
        try:
            return session.get(url, **options)
        except FetchError as error:
            return error


def answered(data, **options):
    """The same from a server that sends these bytes to each request."""
    with serving(always(data)) as server:
        return outcome(server, **options)


def after_the_head(talk, data):
    talk.hear()
    talk.send(data)


SLOW = {
    "header": lambda talk: talk.hear() and talk.trickle(b"HTTP/1.1 200 OK\r\nX-Slow: " + b"a" * 60_000),
    "interim answers": lambda talk: talk.hear() and talk.trickle(b"HTTP/1.1 100 Continue\r\n\r\n"),
    "body": lambda talk: (after_the_head(talk, HEAD + b"\r\n"), talk.trickle(b" ")),
    "chunks": lambda talk: (
        after_the_head(talk, HEAD + b"Transfer-Encoding: chunked\r\n\r\n"),
        talk.trickle(b"1\r\n \r\n"),
    ),
    "compressed body": lambda talk: (
        after_the_head(talk, HEAD + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"")),
        talk.trickle(gzip.compress(b"")),
    ),
    "redirect's body": lambda talk: (
        after_the_head(talk, b"HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 9999\r\n\r\n"),
        talk.trickle(b" "),
    ),
    "silence": lambda talk: talk.hear() and talk.server.over.wait(),
}


@pytest.mark.parametrize("what", SLOW)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_byte_now_and_then_does_not_buy_time(what, scheme):
    tls = authority().context("shop.example") if scheme == "https" else None
    timeout = 0.8 if tls else 0.4  # leaves time for a handshake on a busy machine
    started = time.monotonic()
    with (
        serving(SLOW[what], tls) as server,
        fetcher(f"127.0.0.1:{server.port}:{server.port} shop.example", timeout=timeout) as one,
        one.session() as session,
        pytest.raises(FetchError) as caught,
    ):
        session.get(f"{scheme}://shop.example/")
    assert caught.value.kind is ErrorKind.TIMEOUT
    assert not caught.value.unsent
    assert time.monotonic() - started < GUARD


def test_all_redirects_share_one_time():
    def dawdle(talk):
        while talk.hear():
            talk.server.over.wait(0.15)
            talk.send(redirect("/"))

    with serving(dawdle) as server:
        result = outcome(server, limits={"timeout": 0.4, "max_redirects": 100})
    assert result.kind is ErrorKind.TIMEOUT
    assert len(server.heads) < 6


def test_a_redirect_of_unknown_length_is_not_read_to_its_end():
    def speak(talk):
        if "GET /next" in talk.hear():
            talk.send(answer(HOME))
        else:
            talk.send(b"HTTP/1.1 302 Found\r\nLocation: /next\r\n\r\n")
            talk.server.over.wait()

    with serving(speak) as server:
        assert outcome(server).body == HOME


UNFINISHED = {  # bodies that never come, or never end
    "length": b"Content-Length: 500\r\n\r\n",
    "beginning": b"Content-Length: 500\r\n\r\n<p>moved",
    "chunks": b"Transfer-Encoding: chunked\r\n\r\n5\r\nmoved\r\n",
    "close": b"\r\n<p>moved",
}


@pytest.mark.parametrize("what", UNFINISHED)
@pytest.mark.parametrize("status", [b"302 Found", b"404 Not Found", b"503 Busy"])
def test_a_body_that_nobody_needs_is_not_waited_for(what, status):
    def speak(talk):
        if "GET /next" in talk.hear():
            talk.send(answer(HOME))
        else:
            talk.send(b"HTTP/1.1 " + status + b"\r\nLocation: /next\r\n" + UNFINISHED[what])
            talk.server.over.wait()

    started = time.monotonic()
    with serving(speak) as server:
        result = outcome(server)
    assert time.monotonic() - started < 3  # a second until it is noticed
    if status == b"302 Found":
        assert result.body == HOME
    else:
        assert result.status == int(status[:3])


def test_a_caller_may_give_less_time():
    with serving(SLOW["silence"]) as server:
        assert outcome(server, deadline=time.monotonic() + 0.2).kind is ErrorKind.TIMEOUT
        assert outcome(server, deadline=time.monotonic() - 1).kind is ErrorKind.TIMEOUT


@pytest.mark.parametrize(
    "headers",
    [(), ("Transfer-Encoding: chunked",), ("Connection: close",)],
    ids=["length", "chunked", "close"],
)
def test_the_limit_on_a_body(headers):
    limits = {"max_bytes": 1000}

    def framed(body):
        if not headers:
            return answer(body)
        if "chunked" in headers[0]:
            body = b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
        return HEAD + headers[0].encode() + b"\r\n\r\n" + body

    def speak(body):
        return lambda talk: after_the_head(talk, framed(body))

    with serving(speak(b"a" * 1000)) as server:
        assert len(outcome(server, limits=limits).body) == 1000
    with serving(speak(b"a" * 1001)) as server:
        assert outcome(server, limits=limits).kind is ErrorKind.TOO_LARGE
        assert outcome(server, limits=limits, truncate=True).body == b"a" * 1000
        assert len(outcome(server, limits=limits, max_bytes=2000).body) == 1001


def test_an_endless_body_is_cut_off():
    def speak(talk):
        after_the_head(talk, HEAD + b"\r\n")
        talk.flood(b"<p>more</p>" * 6000)

    with serving(speak) as server:
        assert outcome(server, limits={"max_bytes": MEGABYTE}).kind is ErrorKind.TOO_LARGE
        assert len(outcome(server, limits={"max_bytes": MEGABYTE}, truncate=True).body) == MEGABYTE


def bomb(wbits):
    """About 1 GB of zeros in 1 MB."""
    packer = zlib.compressobj(9, zlib.DEFLATED, wbits)
    first = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    return first + again * 1000


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", bomb(31)),
        ("deflate", bomb(15)),
        ("deflate", bomb(-15)),
        ("gzip", gzip.compress(bytes(200 * MEGABYTE), 9)),
        ("gzip, gzip", gzip.compress(bomb(31), 9)),
    ],
    ids=["gzip", "deflate", "raw deflate", "one stream", "twice"],
)
def test_a_bomb_is_defused_in_little_memory(encoding, body):
    with serving(always(answer(body, "200 OK", f"Content-Encoding: {encoding}"))) as server:
        tracemalloc.start()
        try:
            result = outcome(server, limits={"max_bytes": MEGABYTE})
            _, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert result.kind is ErrorKind.TOO_LARGE
    assert most < 10 * MEGABYTE


def test_very_many_tiny_chunks_count_as_what_they_take():
    def speak(talk):
        after_the_head(talk, HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
        talk.flood(b"1\r\n \r\n" * 10_000)

    with serving(speak) as server:
        result = outcome(server, limits={"max_bytes": MEGABYTE, "timeout": 60.0})
    assert result.kind is ErrorKind.TOO_LARGE


NOTHING = {  # streams that decompress to nothing, for ever
    "deflate": (b"\x78\x9c", b"\x00\x00\x00\xff\xff" * 10_000),
    "gzip": (gzip.compress(b""), gzip.compress(b"") * 1000),
}


@pytest.mark.parametrize("encoding", NOTHING)
def test_much_that_decompresses_to_nothing_is_cut_off(encoding):
    first, more = NOTHING[encoding]

    def speak(talk):
        after_the_head(talk, HEAD + f"Content-Encoding: {encoding}\r\n\r\n".encode() + first)
        talk.flood(more)

    with serving(speak) as server:
        result = outcome(server, limits={"max_bytes": 1000, "timeout": 60.0})
    assert result.kind is ErrorKind.TOO_LARGE


def test_headers_are_bounded():
    fields = [f"X-{number}: {'a' * 9000}" for number in range(90)]
    assert answered(answer(HOME, "200 OK", *fields)).kind is ErrorKind.BAD_CONTENT
    assert answered(answer(HOME, "200 OK", "X-Big: " + "a" * 2_000_000)).kind is ErrorKind.BAD_CONTENT
    assert answered(answer(HOME, "200 OK", *["X: a"] * 5000)).kind is ErrorKind.BAD_CONTENT


BROKEN = {
    "nothing": (b"", ErrorKind.CONNECT),
    "not HTTP": (b"SSH-2.0-OpenSSH_9.2\r\n" + bytes(range(256)), ErrorKind.BAD_CONTENT),
    "half a body": (HEAD + b"Content-Length: 1000\r\n\r\n<html>", ErrorKind.CONNECT),
    "half a chunk": (HEAD + b"Transfer-Encoding: chunked\r\n\r\nff\r\nhello", ErrorKind.CONNECT),
    "no chunk": (HEAD + b"Transfer-Encoding: chunked\r\n\r\nZZZ\r\nhello\r\n", ErrorKind.CONNECT),
    "no gzip": (answer(b"this is not gzip", "200 OK", "Content-Encoding: gzip"), ErrorKind.BAD_CONTENT),
    "no deflate": (answer(b"this is none", "200 OK", "Content-Encoding: deflate"), ErrorKind.BAD_CONTENT),
    "seven layers": (
        answer(b"x", "200 OK", "Content-Encoding: " + ", ".join(["gzip"] * 7)),
        ErrorKind.BAD_CONTENT,
    ),
}


@pytest.mark.parametrize("what", BROKEN)
def test_broken_answers_have_a_kind(what):
    data, kind = BROKEN[what]
    with serving(lambda talk: after_the_head(talk, data)) as server:
        result = outcome(server)
    assert result.kind is kind, str(result)


def test_after_all_these_errors_nothing_is_left_open():
    def open_files():
        return sum(1 for _ in Path("/proc/self/fd").iterdir())

    speeches = [
        SLOW["body"],
        SLOW["silence"],
        *(lambda t, d=d: after_the_head(t, d) for d, _ in BROKEN.values()),
    ]
    gc.collect()  # of earlier tests
    threads = threading.active_count()
    before = open_files()
    for speak in speeches:
        with serving(speak) as server:
            outcome(server, limits={"timeout": 0.3})
    assert open_files() <= before
    assert threading.active_count() == threads


@pytest.mark.parametrize("layers", [1, 2, 3, 4])
def test_layers_of_empty_blocks_cost_little(layers):
    """A few kilobytes that unpack to many megabytes, which in turn unpack to nothing."""
    body = gzip.compress(b"")[:10] + b"\x00\x00\x00\xff\xff" * 4_000_000
    for _ in range(1, layers):
        body = gzip.compress(body, 9)
    packed = answer(body[: 2 * MEGABYTE], "200 OK", "Content-Encoding: " + ", ".join(["gzip"] * layers))
    with serving(always(packed)) as server:
        started = time.process_time()
        result = outcome(server, limits={"max_bytes": MEGABYTE})
        assert time.process_time() - started < 1
    assert isinstance(result, FetchError)


def test_very_many_empty_members_inside_another_packing_cost_little():
    """14 KB of which a decoder that was given all at once would copy gigabytes."""
    body = gzip.compress(gzip.compress(b"") * 300_000, 9)
    with serving(always(answer(body, "200 OK", "Content-Encoding: gzip, gzip"))) as server:
        started = time.process_time()
        outcome(server, limits={"max_bytes": MEGABYTE, "timeout": 5.0})
        assert time.process_time() - started < 3


def test_unpacking_ends_in_time():
    """Very many empty gzip members, which no limit on what comes out would stop."""
    data = answer(gzip.compress(b"") * 400_000, "200 OK", "Content-Encoding: gzip")
    with serving(always(data)) as server:
        result = outcome(server, limits={"timeout": 0.1})
    assert result.kind is ErrorKind.TIMEOUT


@pytest.mark.parametrize("stage", ["handshake", "answer"])
def test_abort_wakes_whatever_waits(stage):
    """The listener keeps silent, before the handshake or after it."""
    tls = authority().context("shop.example") if stage == "answer" else None
    waits = threading.Event()

    def speak(talk):
        if stage == "answer":
            talk.hear()
        waits.set()
        talk.server.over.wait()

    with (
        serving(speak, tls) as server,
        fetcher(f"127.0.0.1:1:{server.port} shop.example", timeout=60.0, connect_timeout=60.0) as one,
        ThreadPoolExecutor(1) as pool,
    ):
        session = one.session()
        fetched = pool.submit(session.get, "https://shop.example/")
        assert waits.wait(GUARD)
        started = time.monotonic()
        one.abort()
        assert isinstance(fetched.exception(GUARD), FetchError)
        assert time.monotonic() - started < 1.5
        with session, pytest.raises(FetchError):
            session.get("https://shop.example/")
        with one.session() as another, pytest.raises(FetchError):
            another.get("https://shop.example/")


def test_sixty_four_threads_share_one_fetcher():
    names = [f"shop{number}.example" for number in range(64)]
    with serving(always(answer(HOME)), authority().context("*.example", *names)) as server:

        def scan(name):
            with one.session() as session:
                return [session.get(f"https://{name}/{number}").body for number in range(3)]

        with (
            fetcher(f"127.0.0.1:1:{server.port} {' '.join(names)}", timeout=60.0) as one,
            ThreadPoolExecutor(64) as pool,
        ):
            assert list(pool.map(scan, names)) == [[HOME] * 3] * 64
    assert server.connections == 64
