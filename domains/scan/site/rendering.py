"""What a scan uses the browser for: pages that need JavaScript, and the picture of the home page.

The browser never decides how a scan ends: a failure becomes a note, and the page as it was
fetched without a browser is used.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from domains.scan.render import Rendered, RenderError, SiteBrowser
from domains.scan.report import FetchError, PageReport, Picture, Response
from domains.scan.site.site_client import SiteClient


class Rendering:
    """The browser of one scan; without one it does nothing.

    Notes: ``rendered`` (URLs), ``clicked`` ({URL: texts of the controls}), ``render_refused`` (what the proxy
    refused), ``render_failed`` ({URL: reason}), ``screenshot_failed`` (reason).
    """

    def __init__(
        self,
        browser: SiteBrowser | None,
        client: SiteClient,
        notes: dict[str, Any],
    ) -> None:
        self.picture: Picture | None = None
        self._browser = browser
        self._client = client
        self._notes = notes

    def report(self, response: Response, read: Callable[[Response], PageReport], *, home: bool) -> PageReport:
        """What ``read`` extracts from the page after its scripts have run; from the plain page where none
        are needed.
        """
        plain = read(response)
        if not self._browser or not plain.needs_javascript or plain.placeholder:
            return plain
        wanted = home and self._client.request.screenshot
        try:
            rendered = self._browser.render(response, picture=wanted, **self._limits())
            found = read(rendered.response)
        except (RenderError, FetchError) as error:
            self._notes.setdefault("render_failed", {})[response.url] = str(error)
            return plain
        self._note(rendered)
        self._notes.setdefault("rendered", []).append(response.url)
        if rendered.clicked:
            self._notes.setdefault("clicked", {})[response.url] = list(rendered.clicked)
        return _marked(found, plain)

    def photograph(self, home: Response) -> None:
        """Take the picture of the home page, unless that was done when it was rendered."""
        missing = not self.picture and not self._notes.keys() & {"render_failed", "screenshot_failed"}
        if not self._browser or not self._client.request.screenshot or not missing:
            return
        try:
            self._note(self._browser.photograph(home, **self._limits()))
        except RenderError as error:
            self._notes["screenshot_failed"] = str(error)

    def _limits(self) -> dict[str, Any]:
        return {"end": self._client.end, "stopping": self._client.stopping}

    def _note(self, rendered: Rendered) -> None:
        """What came of a visit of the browser besides the page, and what it took."""
        self._client.session.bytes += rendered.bytes
        self._client.session.requests += rendered.requests
        self.picture = rendered.picture or self.picture
        if rendered.no_picture:
            self._notes["screenshot_failed"] = rendered.no_picture
        if rendered.refused:
            self._notes.setdefault("render_refused", []).extend(rendered.refused)


def _marked(rendered: PageReport, plain: PageReport) -> PageReport:
    """The report of a rendered page, with the contacts marked that the plain page did not show."""
    known = {(contact.kind, contact.value) for contact in (*plain.emails, *plain.phones)}
    emails, phones = (
        tuple(replace(one, rendered=(one.kind, one.value) not in known) for one in contacts)
        for contacts in (rendered.emails, rendered.phones)
    )
    return replace(rendered, emails=emails, phones=phones, needs_javascript=plain.needs_javascript)
