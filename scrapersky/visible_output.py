"""Commands and pages that show text of web sites, with ``visible_text`` applied."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, OutputWrapper
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from scrapersky.command_errors import database_errors_in_words
from scrapersky.visible_text import HARMFUL, visible


class _VisibleOutput(OutputWrapper):
    def write(self, msg: str = "", style_func: Any = None, ending: str | None = None) -> None:  # type: ignore[override]
        super().write(visible(str(msg)), style_func, ending)


class TerminalCommand(BaseCommand):
    """A command whose output is safe to show, whatever a site wrote. Errors of the database are one line.

    All our commands use this class.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("stdout", "stderr"):
            plain: Any = getattr(self, name)
            setattr(self, name, output := _VisibleOutput(plain._out))
            output.style_func = plain.style_func

    def execute(self, *args: Any, **options: Any) -> str | None:
        for name in ("stdout", "stderr"):
            if stream := options.pop(name, None):  # given by ``call_command``
                setattr(self, name, _VisibleOutput(stream))
        with database_errors_in_words():
            return super().execute(*args, **options)


class VisiblePages:
    """Applies ``visible`` to the pages of the admin."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if isinstance(response, HttpResponse) and "text/html" in response.headers.get("Content-Type", ""):
            text = response.content.decode(response.charset or "utf-8", "replace")
            if HARMFUL.search(text):
                response.content = visible(text).encode(response.charset or "utf-8")
        return response
