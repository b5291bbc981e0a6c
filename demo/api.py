"""A client of the HTTP API."""

from __future__ import annotations

from typing import Any

import requests

TOKEN = "scraper_sky_2024"
TIMEOUT = 30  # seconds; the first answer waits for the web server to start


class Api:
    """A context manager. An error status raises an exception with the text of the response."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._session = requests.Session()
        self._session.trust_env = False  # do not use a proxy for loopback
        self._session.headers["Authorization"] = f"Bearer {TOKEN}"

    def __enter__(self) -> Api:
        return self

    def __exit__(self, *_: object) -> None:
        self._session.close()

    def submit(self, domain: str) -> str:
        """Submit a domain. Returns the path of its status."""
        body = {"base_url": domain, "max_pages": 5}
        accepted = self._call("POST", "/api/v3/modernized_page_scraper/scan", json=body)
        return str(accepted["status_url"])

    def status(self, path: str) -> dict[str, Any]:
        """The state of a submitted job."""
        return dict(self._call("GET", path))

    def domains(self) -> dict[str, dict[str, Any]]:
        """All domains, by name."""
        listed = self._call("GET", "/api/v3/domains/?page_size=100")
        return {row["domain"]: row for row in listed["results"]}

    def runs(self) -> list[dict[str, Any]]:
        """The records of the runs, oldest first."""
        return list(self._call("GET", "/api/v3/metrics/?ordering=timestamp")["results"])

    def _call(self, method: str, path: str, **options: Any) -> Any:
        response = self._session.request(method, self.address + path, timeout=TIMEOUT, **options)
        if not response.ok:
            raise requests.HTTPError(f"{method} {path}: {response.status_code} {response.text[:500]}")
        return response.json()
