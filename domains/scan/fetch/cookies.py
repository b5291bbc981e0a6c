"""The cookies of one session. Most sites set none, so a jar is made only when the first comes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from email.message import Message
from typing import Any

from requests import PreparedRequest
from requests.cookies import MockRequest, MockResponse, RequestsCookieJar

MOST_COOKIES = 100


class Cookies:
    def __init__(self) -> None:
        self._jar: RequestsCookieJar | None = None

    def fields(self, url: str) -> Mapping[str, str]:
        """The header fields of a request that carry cookies: one, or none."""
        if self._jar is None:
            return {}
        asked = _asked(url)
        self._jar.add_cookie_header(asked)
        fields: dict[str, str] = asked.get_new_headers()
        return fields

    def take(self, url: str, set_cookies: Iterable[str]) -> None:
        """Keep what an answer set. A site that sets very many loses them all."""
        if self._jar is None:
            self._jar = RequestsCookieJar()
        header = Message()
        for value in set_cookies:
            header["Set-Cookie"] = value
        answer: Any = MockResponse(header)
        self._jar.extract_cookies(answer, _asked(url))
        if len(self._jar) > MOST_COOKIES:
            self._jar.clear()


def _asked(url: str) -> Any:
    """As much of a request as the jar looks at; requests declares no type for it that fits."""
    request = PreparedRequest()
    request.prepare_method("GET")
    request.url = url
    request.prepare_headers({})
    return MockRequest(request)
