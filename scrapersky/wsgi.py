import os

from django.core.wsgi import get_wsgi_application

from scrapersky.chunked_bodies import with_chunked_bodies
from scrapersky.malformed_requests import with_malformed_heads

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scrapersky.settings")
_django = get_wsgi_application()

from django.conf import settings  # noqa: E402  they are readable from here on

from metrics import watcher  # noqa: E402 - needs the applications

application = with_chunked_bodies(with_malformed_heads(_django), settings.API_MAX_BODY_BYTES)
watcher.start()
