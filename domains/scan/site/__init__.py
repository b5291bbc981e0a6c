"""Scans one site: its robots.txt, home page, the most relevant further pages, and its sitemaps.

``scan_site`` is the entry point. It takes a session of ``domains.scan.fetch`` and a ``ScanRequest``, and
returns a ``SiteReport``. ``frontier`` chooses the pages. ``site_client`` requests them within the limits of
the scan. ``robots`` decides what may be requested. ``sitemaps`` reads and summarises the site's sitemaps.
"""

from domains.scan.site.site_client import KnownPage, ScanRequest, ScanStopped
from domains.scan.site.site_scan import scan_site

__all__ = ["KnownPage", "ScanRequest", "ScanStopped", "scan_site"]
