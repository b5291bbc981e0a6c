"""API_THROTTLE: per token, counted for all processes together."""

import threading

import pytest
from django.db import connection

from domains.api import authentication
from domains.api.rate_limits import Rate
from domains.models import RateWindow

METRICS = "/api/v3/metrics/"


def test_requests_beyond_the_rate_wait(api, settings):
    settings.API_THROTTLE = (3, 86_400)
    remaining = []
    for _ in range(3):
        answer = api.get(METRICS)
        assert answer.status_code == 200
        assert answer["RateLimit-Limit"] == "3"
        remaining.append(answer["RateLimit-Remaining"])
    assert remaining == ["2", "1", "0"]
    refused = api.get(METRICS)
    assert refused.status_code == 429
    assert refused.json()["code"] == "throttled"
    assert refused["RateLimit-Remaining"] == "0"
    assert 0 < int(refused["Retry-After"]) <= 86_400


def test_tokens_do_not_share_a_rate(make_caller, settings):
    settings.API_THROTTLE = (1, 86_400)
    first, second = make_caller(), make_caller()
    assert [first.get(METRICS).status_code, first.get(METRICS).status_code] == [200, 429]
    assert second.get(METRICS).status_code == 200


def test_the_tokens_of_a_tenant_share_a_larger_rate(make_caller, stranger, settings):
    settings.API_THROTTLE, settings.API_TENANT_THROTTLE = (2, 86_400), (3, 86_400)
    first, second = make_caller(), make_caller()
    assert [first.get(METRICS).status_code for _ in range(2)] == [200, 200]
    last = second.get(METRICS)
    assert (last.status_code, last["RateLimit-Limit"], last["RateLimit-Remaining"]) == (200, "3", "0")
    assert second.get(METRICS).status_code == 429
    assert stranger.get(METRICS).status_code == 200


def test_processes_share_a_rate(db):
    """Two counters as two processes have them: together they grant the limit and no more."""
    processes = [Rate(100, 86_400), Rate(100, 86_400)]
    granted = sum(processes[turn % 2].spend("token").granted for turn in range(300))
    assert granted == 100


def test_a_new_window_starts_afresh(db):
    assert RateWindow.objects.take("token", 60, 5, 5) == (5, 0)
    assert RateWindow.objects.take("token", 60, 1, 5) == (0, 0)
    assert RateWindow.objects.take("token", 120, 2, 5) == (2, 3)


def test_forgotten_callers_leave_no_rows(db):
    RateWindow.objects.take("old", 60, 1, 5)
    RateWindow.objects.take("new", 200_000, 1, 5)
    assert [row.key for row in RateWindow.objects.all()] == ["new"]


@pytest.mark.django_db(transaction=True)
def test_threads_of_one_process_never_exceed_the_rate():
    rate, granted = Rate(50, 86_400), []

    def spend():
        granted.extend(rate.spend("token").granted for _ in range(20))
        connection.close()

    threads = [threading.Thread(target=spend) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sum(granted) == 50


def test_an_address_with_many_wrong_tokens_waits(api, nobody, monkeypatch):
    rate = Rate(authentication.WRONG_TOKENS_A_MINUTE, 86_400)  # no minute ends during the test
    monkeypatch.setattr(authentication, "_wrong_tokens", lambda: rate)
    codes = [
        nobody.get(METRICS, headers={"Authorization": f"Bearer guess-{number}"}).status_code
        for number in range(rate.limit + 5)
    ]
    assert codes == [401] * rate.limit + [429] * 5
    assert api.get(METRICS).status_code == 200
