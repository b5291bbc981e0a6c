from scrapersky.web_application import prepare_for_requests, web_application

application = web_application()
prepare_for_requests()

from metrics import watcher  # noqa: E402 - needs the applications

watcher.start()
