import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scrapersky.settings")
application = get_asgi_application()

from metrics import watcher  # noqa: E402 - needs the applications
from scrapersky.web_application import prepare_for_requests  # noqa: E402

prepare_for_requests()
watcher.start()
