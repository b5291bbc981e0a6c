"""Rendering: a page that is empty without JavaScript -> its HTML after its scripts have run.

``Browser(RenderPolicy(...)).site(check)`` gives each scan a ``SiteBrowser``, whose ``render`` returns the
page or raises ``RenderError``. ``page`` is one tab, ``cdp`` the protocol, ``guard`` the proxy that all
traffic of the browser goes through. The package ``websocket`` is imported only when a page is rendered.
"""

from domains.scan.render.browser import Browser, Rendered, RenderPolicy, SiteBrowser
from domains.scan.render.cdp import BrowserAddress, RenderError, parse_browser

__all__ = [
    "Browser",
    "BrowserAddress",
    "RenderError",
    "RenderPolicy",
    "Rendered",
    "SiteBrowser",
    "parse_browser",
]
