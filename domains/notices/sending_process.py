"""The process that sends notices with apprise: without Django, database, settings and secrets of its own.

It answers requests on a pipe, one at a time, each a JSON object:

* ``{"url"}`` -> ``{"error", "label", "longest_title", "longest_body"}``: whether apprise accepts the URL.
  Nothing is connected to.
* ``{"url", "title", "body"}`` -> ``{"error"}``: send a message; the error is empty if it was accepted.

It ends with the pipe.
"""

from __future__ import annotations

import json
import logging
import resource
from contextlib import suppress
from ipaddress import ip_network
from multiprocessing.connection import Connection
from typing import Any

import apprise
from apprise import Apprise, AppriseAsset, NotifyFormat
from apprise.common import OverflowMode, PersistentStoreMode
from apprise.plugins.base import NotifyBase
from apprise.plugins.email.base import NotifyEmail

from domains.notices import services
from domains.notices.guard import Guard, trusted_authorities
from domains.scan.fetch.address_policy import AddressPolicy
from domains.scan.process_limits import limit

MEMORY = 1024**3  # bytes of address space
CONNECT_SECONDS, READ_SECONDS = 5.0, 10.0


def serve(pipe: int, options: str) -> None:
    """``options``: JSON with ``allowed`` (networks), ``ca_bundle`` and ``app_url``."""
    given: dict[str, Any] = json.loads(options)
    bundle = trusted_authorities(given["ca_bundle"])
    with suppress(ValueError, OSError):  # macOS
        limit(resource.RLIMIT_AS, MEMORY)
    sender = Sending(given["app_url"])
    sender.check("json://192.0.2.1/")  # loads all that is needed, before files are guarded
    guard = Guard(AddressPolicy(tuple(map(ip_network, given["allowed"]))), [bundle])
    guard.install()
    with Connection(pipe) as connection, suppress(EOFError, BrokenPipeError):
        while True:
            request = json.loads(connection.recv_bytes())
            answer = sender.send(**request) if "body" in request else sender.check(**request)
            if guard.refusals and answer["error"]:
                answer["error"] = guard.refusals[-1]
            guard.refusals.clear()
            connection.send_bytes(json.dumps(answer).encode())


class Sending:
    def __init__(self, app_url: str) -> None:
        self._log = _Log()
        logger = logging.getLogger("apprise")
        logger.handlers, logger.propagate = [self._log], False
        logger.setLevel(logging.WARNING)
        self._asset = AppriseAsset(
            app_id="ScraperSky",
            app_desc="ScraperSky",
            app_url=app_url,
            image_url_mask=None,
            image_url_logo=None,
            image_path_mask=None,
            async_mode=False,
            secure_logging=True,
            storage_mode=PersistentStoreMode.MEMORY,
            plugin_paths=[],
        )

    def check(self, url: str) -> dict[str, Any]:
        try:
            plugin = self._plugin(url)
        except ValueError as error:
            return {"error": str(error)}
        scheme = _schemes(plugin).pop() if url.lower().startswith("https:") else url.partition(":")[0].lower()
        addresses = [one[1] for one in plugin.targets] if isinstance(plugin, NotifyEmail) else []
        return {
            "error": "",
            "label": services.label(scheme, str(plugin.service_name), plugin.host or "", addresses),
            "longest_title": plugin.title_maxlen,
            "longest_body": plugin.body_maxlen,
        }

    def send(self, url: str, title: str, body: str) -> dict[str, Any]:
        try:
            service = Apprise(asset=self._asset)
            service.add(self._plugin(url))
            reached = bool(service.notify(title=title, body=body, body_format=NotifyFormat.TEXT))
        except ValueError as error:
            return {"error": str(error)}
        told = "; ".join(self._log.lines) or "the service did not accept the message"
        return {"error": "" if reached else services.without_secrets(told, url)}

    def _plugin(self, url: str) -> NotifyBase:
        """Raises ``ValueError`` with the reason if the URL is not accepted."""
        if reason := services.refusal(url):
            raise ValueError(reason)
        self._log.lines.clear()
        try:
            plugin = Apprise.instantiate(url, asset=self._asset, suppress_exceptions=False)
        except (TypeError, apprise.exception.AppriseException) as error:
            raise ValueError(services.without_secrets(str(error), url)) from None
        if plugin is None or not _schemes(plugin) & services.ALLOWED:
            told = services.without_secrets("; ".join(self._log.lines), url)
            raise ValueError(told or "apprise does not know this kind of URL")
        plugin.socket_connect_timeout, plugin.socket_read_timeout = CONNECT_SECONDS, READ_SECONDS
        plugin.retry = 0  # repeated later, by the outbox
        plugin.overflow_mode = OverflowMode.TRUNCATE  # never several messages
        return plugin


def _schemes(plugin: NotifyBase) -> set[str]:
    found: set[str] = set()
    for names in (plugin.secure_protocol, plugin.protocol):
        found |= {names} if isinstance(names, str) else set(names or ())
    return found


class _Log(logging.Handler):
    """Keeps what apprise says about the present request; it is written nowhere."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if len(self.lines) < 5:
            self.lines.append(record.getMessage()[:1000].rstrip("."))
