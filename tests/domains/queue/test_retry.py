import re

import pytest

from domains.lifecycle import Event
from domains.queue.retry import CHALLENGE_WAIT, LONGEST_WAIT, RETRIED, SKIPPED, RetryPolicy
from domains.scan.report import ErrorKind
from tests.conftest import ROOT

POLICY = RetryPolicy(max_attempts=3, backoff=60)


def wait(attempts, chance=0.0, retry_after=None, kind=ErrorKind.TIMEOUT):
    decision = POLICY.decide(kind, attempts, retry_after, chance=lambda: chance)
    assert decision.event is Event.RETRY
    return decision.wait


def test_waits_double_and_jitter_only_lengthens_them():
    assert [wait(1), wait(2)] == [60, 120]
    assert wait(1, chance=1.0) == 75


def test_the_last_attempt_fails():
    assert POLICY.decide(ErrorKind.TIMEOUT, 3).event is Event.FAIL


def test_a_check_for_robots_is_met_again_much_later_and_is_no_failure_in_the_end():
    assert [wait(1, kind=ErrorKind.CHALLENGE), wait(2, kind=ErrorKind.CHALLENGE)] == [
        CHALLENGE_WAIT,
        2 * CHALLENGE_WAIT,
    ]
    assert POLICY.decide(ErrorKind.CHALLENGE, 3).event is Event.SKIP


def test_a_sites_wish_is_never_undercut_and_never_exceeds_a_day():
    assert wait(1, retry_after=120, kind=ErrorKind.RATE_LIMITED) == 120
    assert wait(2, retry_after=10) == 120
    assert wait(1, retry_after=10**9) == LONGEST_WAIT


def test_a_large_number_of_attempts_does_not_overflow():
    assert RetryPolicy(10**6, 60).decide(ErrorKind.DNS, 10**5).wait == LONGEST_WAIT


@pytest.mark.parametrize("kind", ErrorKind)
def test_every_kind_is_decided_on_the_first_attempt(kind):
    event = POLICY.decide(kind, 1).event
    assert event is (Event.SKIP if kind in SKIPPED else Event.RETRY if kind in RETRIED else Event.FAIL)


def test_the_document_tells_the_fate_of_every_kind():
    text = (ROOT / "docs" / "lifecycle.md").read_text()
    told = dict(re.findall(r"^\| `(\w+)` \|[^|]*\| `?(retried|failed|skipped)", text, re.MULTILINE))
    words = {Event.RETRY: "retried", Event.FAIL: "failed", Event.SKIP: "skipped"}
    assert told == {str(kind): words[POLICY.decide(kind, 1).event] for kind in ErrorKind}
