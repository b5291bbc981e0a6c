"""Bodies that are sent in chunks (``Transfer-Encoding: chunked``), without a Content-Length.

Django reads as many bytes as Content-Length says: none, if this header is missing. The web server knows where
such a body ends. So the body is read here, up to one byte more than the limit, and its length is set. A body
above the limit is then refused by the code that checks lengths.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from typing import Any

Environ = dict[str, Any]
Application = Callable[[Environ, Any], Iterable[bytes]]
LENGTH_REQUIRED = b'{"code": "length_required", "message": "send a Content-Length"}'


def with_chunked_bodies(application: Application, largest: int) -> Application:
    """The WSGI application, which then gets ordinary bodies, of at most ``largest`` + 1 bytes."""

    def answer(environ: Environ, start_response: Any) -> Iterable[bytes]:
        if not environ.get("HTTP_TRANSFER_ENCODING"):
            return application(environ, start_response)
        if not environ.get("wsgi.input_terminated"):  # a web server that does not decode chunks
            headers = [("Content-Type", "application/json"), ("Content-Length", str(len(LENGTH_REQUIRED)))]
            start_response("411 Length Required", [*headers, ("Connection", "close")])
            return [LENGTH_REQUIRED]
        del environ["HTTP_TRANSFER_ENCODING"]
        body = environ["wsgi.input"].read(largest + 1)
        environ |= {"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))}
        return application(environ, start_response)

    return answer
