"""The HTTP API as its users see it."""

from __future__ import annotations

from typing import Any

import requests

TOKEN = "scraper_sky_2024"
TIMEOUT = 30  # seconds; the first answer waits for the web server to start


class Api:
    """A context manager. Every error status is an exception that holds the answer's words."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._session = requests.Session()
        self._session.trust_env = False  # a proxy of the environment has no business on loopback
        self._session.headers["Authorization"] = f"Bearer {TOKEN}"

    def __enter__(self) -> Api:
        return self

    def __exit__(self, *_: object) -> None:
        self._session.close()

    def submit(self, domain: str) -> str:
        """Submit a domain; the path of its status."""
        body = {"base_url": domain, "max_pages": 5}
        accepted = self._call("POST", "/api/v3/modernized_page_scraper/scan", json=body)
        return str(accepted["status_url"])

    def status(self, path: str) -> dict[str, Any]:
        """What became of a submission."""
        return dict(self._call("GET", path))

    def domains(self) -> dict[str, dict[str, Any]]:
        """What is known of each domain, by name."""
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
