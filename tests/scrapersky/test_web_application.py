"""What a process of the web server does before its first request."""

import gc

import pytest
from django.urls import clear_url_caches, get_resolver

from scrapersky.web_application import prepare_for_requests


@pytest.fixture
def usual_collection():
    thresholds = gc.get_threshold()
    yield
    gc.set_threshold(*thresholds)
    gc.unfreeze()


def test_what_stays_until_the_end_is_loaded_and_not_searched_for_garbage(usual_collection):
    clear_url_caches()
    prepare_for_requests()
    assert "url_patterns" in vars(get_resolver()), "the pages are loaded"
    assert gc.get_freeze_count() > 10 * len(gc.get_objects())
