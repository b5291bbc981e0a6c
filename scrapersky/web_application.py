"""The WSGI application without the watcher, which ``scrapersky.wsgi`` starts beside it."""

from __future__ import annotations

import os
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from scrapersky import gc_tuning
from scrapersky.chunked_bodies import with_chunked_bodies
from scrapersky.malformed_requests import with_malformed_heads


def web_application() -> Any:
    """Django, with two additions: chunked bodies, and responses to request headers that it cannot read."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scrapersky.settings")
    django = get_wsgi_application()
    from django.conf import settings  # they are readable from here on

    return with_chunked_bodies(with_malformed_heads(django), settings.API_MAX_BODY_BYTES)


def prepare_for_requests() -> None:
    """Load what otherwise the first request would load, and exempt all of it from garbage collection.

    A full collection of all objects interrupted some requests for 0.1 s.
    """
    _ = get_resolver().url_patterns  # imports the admin and the API
    gc_tuning.settle()
