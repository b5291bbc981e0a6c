"""Reads and validates environment variables. An invalid value is an error that names its variable.

Every variable read here is stored in ``Environment.declared``, so that a test can compare README's table and
``.env.example`` with the code.
"""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured


class Environment:
    """The environment of the process, which overrides an optional ``.env`` file."""

    def __init__(self, dotenv: Path) -> None:
        self.declared: dict[str, Any] = {}  # name -> default
        if dotenv.is_file():
            environ.Env.read_env(dotenv, overwrite=False)

    def text(self, name: str, default: str = "") -> str:
        self.declared[name] = default
        return os.environ.get(name, "").strip() or default

    def choice(self, name: str, default: str, choices: Sequence[str]) -> str:
        value = self.text(name, default)
        if value not in choices:
            raise self.refusal(name, value, "one of " + ", ".join(repr(c) for c in choices))
        return value

    def choices(self, name: str, default: str, choices: Sequence[str]) -> tuple[str, ...]:
        values = self.words(name, default)
        if not values or set(values) - set(choices):
            raise self.refusal(name, ",".join(values), "a comma-separated choice of " + ", ".join(choices))
        return values

    def words(self, name: str, default: str = "") -> tuple[str, ...]:
        """A comma-separated list, without empty items."""
        return tuple(word for part in self.text(name, default).split(",") if (word := part.strip()))

    def secrets(self, name: str, shortest: int = 32) -> tuple[str, ...]:
        """Comma-separated secrets, which an error message does not show."""
        values = self.words(name)
        if any(len(value) < shortest for value in values):
            raise self.refusal(name, "...", f"comma-separated secrets of at least {shortest} characters")
        return values

    def path(self, name: str, default: str = "") -> str:
        """The path of an existing file or folder, or an empty value."""
        value = self.text(name, default)
        if value and not Path(value).exists():
            raise self.refusal(name, value, "a file or folder that exists")
        return value

    def flag(self, name: str, default: bool) -> bool:
        value = self.text(name, str(default).lower()).lower()
        if value in {"true", "1", "yes", "on"}:
            return True
        if value in {"false", "0", "no", "off"}:
            return False
        raise self.refusal(name, value, "true or false")

    def servers(self, name: str) -> tuple[tuple[str, int], ...]:
        """Name servers as (IP address, port): ADDRESS, ADDRESS:PORT or [ADDRESS]:PORT, comma-separated."""
        return tuple(self._server(name, word) for word in self.words(name))

    def _server(self, name: str, word: str) -> tuple[str, int]:
        match = re.fullmatch(r"\[([^\]]+)\](?::(\d{1,5}))?|([^:]+):(\d{1,5})|(.+)", word)
        host, port = (match[1] or match[3] or match[5], match[2] or match[4] or "53") if match else ("", "0")
        try:
            ipaddress.ip_address(host)
        except ValueError:
            port = "0"
        if not 0 < int(port) < 65536:
            raise self.refusal(name, word, "an IP address, with or without a port, such as 127.0.0.1:53")
        return host, int(port)

    def whole(self, name: str, default: int, low: int, high: int) -> int:
        value = self.text(name, str(default))
        try:
            number = int(value)
        except ValueError:
            number = low - 1
        if not low <= number <= high:
            raise self.refusal(name, value, f"a whole number from {low} to {high}")
        return number

    def number(self, name: str, default: float, low: float, high: float) -> float:
        value = self.text(name, str(default))
        try:
            number = float(value)
        except ValueError:
            number = low - 1
        if not low <= number <= high:
            raise self.refusal(name, value, f"a number from {low:g} to {high:g}")
        return number

    def networks(self, name: str) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
        try:
            return tuple(ipaddress.ip_network(word) for word in self.words(name))
        except ValueError as error:
            raise self.refusal(
                name, self.text(name), f"comma-separated networks in CIDR form ({error})"
            ) from None

    def database(self, name: str, default: str) -> dict[str, Any]:
        url = self.text(name, default)
        config: dict[str, Any] = environ.Env.db_url_config(url)
        if not config.get("ENGINE", "").endswith(("sqlite3", "postgresql")):
            scheme = url.partition(":")[0]
            raise self.refusal(name, scheme + ":...", "a postgres:// or sqlite:// URL")
        return config

    def dsn(self, name: str) -> str:
        """The DSN of Sentry, or an empty value. It contains a key, so the error message does not show it."""
        value = self.text(name)
        parts = urlsplit(value)
        complete = parts.username and parts.hostname and parts.path.strip("/")
        if value and not (parts.scheme in {"http", "https"} and complete):
            raise self.refusal(
                name, value.partition(":")[0] + ":...", "https://KEY@HOST/PROJECT, as shown by Sentry"
            )
        return value

    def web_url(self, name: str) -> str:
        """An http or https URL, or an empty value. The path may be secret, so the error does not show it."""
        value = self.text(name)
        parts = urlsplit(value)
        if value and not (parts.scheme in {"http", "https"} and parts.hostname):
            raise self.refusal(name, value.partition(":")[0] + ":...", "an http or https URL")
        return value

    def refusal(self, name: str, value: str, expected: str) -> ImproperlyConfigured:
        return ImproperlyConfigured(f"{name}: {value!r} is not valid; expected {expected}")
