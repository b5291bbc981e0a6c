"""What a process of the web server does before its first request."""

import gc

from django.urls import clear_url_caches, get_resolver

from scrapersky.web_application import prepare_for_requests


def test_what_stays_until_the_end_is_loaded_and_no_longer_searched_for_garbage():
    clear_url_caches()
    try:
        prepare_for_requests()
        assert "url_patterns" in vars(get_resolver()), "the pages are loaded"
        assert gc.get_freeze_count() > 10 * len(gc.get_objects())
    finally:
        gc.unfreeze()
