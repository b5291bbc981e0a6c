import re
from pathlib import Path

import pytest

from domains.lifecycle import (
    FINAL,
    LEGACY,
    TRANSITIONS,
    DomainStatus,
    Event,
    TransitionRefused,
    allowed,
    diagram,
    translate,
)
from domains.queue.retry import RetryPolicy
from domains.scan.report import ErrorKind

DOCUMENT = (Path(__file__).parents[2] / "docs" / "lifecycle.md").read_text()


def test_the_documented_drawing_is_the_code():
    assert f"```mermaid\n{diagram()}\n```" in DOCUMENT


def test_every_error_kind_is_documented():
    assert [kind for kind in ErrorKind if f"| `{kind}` |" not in DOCUMENT] == []


def test_every_state_can_be_reached_and_left():
    reached = {after for _, after in TRANSITIONS.values()}
    left = set().union(*(before for before, _ in TRANSITIONS.values()))
    assert reached == set(DomainStatus) == left


def test_a_finished_domain_can_only_be_submitted_again():
    assert {status: allowed(status) for status in FINAL} == {status: {Event.SUBMIT} for status in FINAL}


@pytest.mark.parametrize(("word", "status"), LEGACY.items())
def test_the_originals_words_are_translated(word, status):
    assert translate(f" {word.upper()} ") is status


def test_our_own_words_stand_for_themselves():
    assert [translate(status) for status in DomainStatus] == list(DomainStatus)


def test_an_unknown_word_is_refused_with_the_known_ones():
    with pytest.raises(ValueError, match=r"unknown status 'done'; known are pending, .*scanned"):
        translate("done")


def test_a_refusal_says_what_would_be_right():
    refusal = TransitionRefused(Event.RESUME, "completed")
    assert str(refusal) == "cannot resume a domain that is completed; it must be paused"


def test_the_table_of_errors_tells_what_the_policy_decides():
    told = dict(re.findall(r"^\| `(\w+)` \| .+ \| (`failed`|`skipped`|retried)", DOCUMENT, re.MULTILINE))
    words = {Event.RETRY: "retried", Event.FAIL: "`failed`", Event.SKIP: "`skipped`"}
    policy = RetryPolicy(max_attempts=3, backoff=60)
    assert told == {kind.value: words[policy.decide(kind, 1).event] for kind in ErrorKind}
