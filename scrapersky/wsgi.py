from scrapersky.web_application import web_application

application = web_application()

from metrics import watcher  # noqa: E402 - needs the applications

watcher.start()
