"""The WSGI application without the watcher, which ``scrapersky.wsgi`` starts beside it."""

from __future__ import annotations

import os
from typing import Any

from django.core.wsgi import get_wsgi_application

from scrapersky.chunked_bodies import with_chunked_bodies
from scrapersky.malformed_requests import with_malformed_heads


def web_application() -> Any:
    """Django, with two additions: chunked bodies, and responses to request headers that it cannot read."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scrapersky.settings")
    django = get_wsgi_application()
    from django.conf import settings  # they are readable from here on

    return with_chunked_bodies(with_malformed_heads(django), settings.API_MAX_BODY_BYTES)
