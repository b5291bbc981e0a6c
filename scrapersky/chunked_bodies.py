"""Bodies that are sent in chunks (``Transfer-Encoding: chunked``), without a Content-Length.

Django reads as many bytes as Content-Length announces: none, if there is none. The server knows where such a
body ends, so it is read here and its length is then known. It is read up to a limit; a body beyond it has a
length above the limit and is refused by whoever looks at that.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from typing import Any

Environ = dict[str, Any]
Application = Callable[[Environ, Any], Iterable[bytes]]
LENGTH_REQUIRED = b'{"code": "length_required", "message": "send a Content-Length"}'


def with_chunked_bodies(application: Application, largest: int) -> Application:
    """The WSGI application, which then sees ordinary bodies of at most ``largest`` bytes and one more."""

    def answer(environ: Environ, start_response: Any) -> Iterable[bytes]:
        if not environ.get("HTTP_TRANSFER_ENCODING"):
            return application(environ, start_response)
        if not environ.get("wsgi.input_terminated"):  # a server that does not undo the chunks
            headers = [("Content-Type", "application/json"), ("Content-Length", str(len(LENGTH_REQUIRED)))]
            start_response("411 Length Required", [*headers, ("Connection", "close")])
            return [LENGTH_REQUIRED]
        del environ["HTTP_TRANSFER_ENCODING"]
        body = environ["wsgi.input"].read(largest + 1)
        environ |= {"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))}
        return application(environ, start_response)

    return answer
