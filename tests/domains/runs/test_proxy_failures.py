"""Where a proxy fails, no site's attempt is spent."""

import pytest

from domains.models import Domain
from domains.scan.fetch import parse_proxies
from tests.domains.conftest import statuses
from tests.domains.scan.fetch.test_proxies import HttpProxy
from tests.domains.scan.servers import serving

pytestmark = pytest.mark.django_db(transaction=True)


def attempts():
    return set(Domain.objects.values_list("attempts", flat=True))


def test_a_proxy_that_is_gone_spends_no_attempt(queue, run, settings):
    settings.FETCH_PROXY = parse_proxies("http://127.0.0.1:1")
    queue("one.test", "two.test")
    run()
    assert statuses() == {"one.test": "pending", "two.test": "pending"}
    assert attempts() == {0}


def test_a_run_ends_itself_where_the_proxy_is_gone_for_all(queue, run, settings):
    settings.FETCH_PROXY = parse_proxies("http://127.0.0.1:1")
    names = [f"site{number}.test" for number in range(8)]
    queue(*names)
    record = run(concurrency=1)
    assert statuses() == dict.fromkeys(names, "pending")
    assert attempts() == {0}
    assert "the proxy http://127.0.0.1:1 failed" in record.error


class Choosy(HttpProxy):
    """Refuses the first site once."""

    def __call__(self, talk):
        self.refuse_with = "403 Forbidden" if not self.targets else ""
        super().__call__(talk)


def test_what_a_proxy_refuses_is_postponed_while_others_are_scanned(queue, run, settings, monkeypatch):
    monkeypatch.setattr("domains.runs.run.BUSY_SECONDS", 0.1)
    queue("refused.test", "good.test")
    with serving(Choosy()) as server:
        settings.FETCH_PROXY = parse_proxies(f"http://127.0.0.1:{server.port}")
        record = run(concurrency=1, limit=2)
    assert set(statuses().values()) == {"completed"}  # the one refused at first was tried again
    assert (attempts(), record.domains_retried) == ({1}, 0)
