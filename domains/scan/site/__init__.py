"""How one site is scanned: its robots.txt, home page, the most telling further pages, and its sitemaps.

``scan_site`` is the door: a session of ``domains.scan.fetch`` and a ``ScanRequest`` go in, a ``SiteReport``
comes out. ``frontier`` chooses the pages, ``site_client`` asks for them within the scan's budgets, ``robots``
says what may be asked for, ``sitemaps`` sums up what the site lists itself.
"""

from domains.scan.site.site_client import KnownPage, ScanRequest, ScanStopped
from domains.scan.site.site_scan import scan_site

__all__ = ["KnownPage", "ScanRequest", "ScanStopped", "scan_site"]
