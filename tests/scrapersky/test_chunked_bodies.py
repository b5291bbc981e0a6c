"""Bodies in chunks, as a server hands them to the application."""

import io

from scrapersky.chunked_bodies import with_chunked_bodies

CHUNKED = {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}


def seen(environ, largest=10):
    """The body as the application sees it, and the length that it is told; and the status."""
    found = []

    def application(environ, start_response):
        length = environ.get("CONTENT_LENGTH", "")
        found.extend([environ["wsgi.input"].read(int(length or 0)), length])
        return []

    with_chunked_bodies(application, largest)(environ, lambda status, _headers: found.append(status))
    return found


def test_a_body_in_chunks_gets_its_length():
    assert seen({**CHUNKED, "wsgi.input": io.BytesIO(b"12345")}) == [b"12345", "5"]


def test_a_body_beyond_the_limit_has_a_length_beyond_it():
    assert seen({**CHUNKED, "wsgi.input": io.BytesIO(b"x" * 100)}) == [b"x" * 11, "11"]


def test_other_bodies_are_left_alone():
    assert seen({"wsgi.input": io.BytesIO(b"12345"), "CONTENT_LENGTH": "3"}) == [b"123", "3"]


def test_a_server_that_does_not_undo_chunks_is_asked_for_a_length():
    del (environ := {**CHUNKED, "wsgi.input": io.BytesIO(b"5\r\n12345")})["wsgi.input_terminated"]
    assert seen(environ) == ["411 Length Required"]
