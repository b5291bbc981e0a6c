"""explain_domain: status, reason, and what happens next."""

import uuid
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db.models.functions import Now

from domains.lifecycle import DomainStatus
from domains.models import Domain
from domains.models.audit_entry import Actor
from domains.queue import actions, claims, schedule
from domains.queue.claim_types import Failure
from domains.scan.report import ErrorKind
from metrics.models import Cluster, SchedulerMetric
from tests.domains.conftest import POLICY

pytestmark = pytest.mark.django_db


@pytest.fixture
def diagnose(capsys):
    def run(domain="example.com"):
        call_command("explain_domain", domain)
        return capsys.readouterr().out

    return run


def test_a_domain_that_waits_is_told_its_place_and_who_will_come(diagnose, queue):
    queue("first.com", "example.com")
    out = diagnose("https://www.Example.com/path")
    assert "status  pending" in out
    assert "not tried yet" in out
    assert "number 2 in the queue" in out
    assert "No cluster is alive: start one with manage.py qcluster" in out
    Cluster.objects.create(host="here", pid=1, workers=2)
    assert "No schedule is stored" in diagnose()
    schedule.synchronise()
    assert "The next run is planned for" in diagnose()


def test_a_failed_attempt_tells_its_error_and_when_the_next_one_is(diagnose, queue, claim):
    queue("example.com")
    (held,) = claim()
    claims.record(held, Failure(ErrorKind.TIMEOUT, "no answer within 20 s"), POLICY)
    out = diagnose()
    assert "attempt 1 of 3 failed with timeout (no answer within 20 s)" in out
    assert "it is due at" in out


def test_a_claimed_domain_names_its_run_and_its_lease(diagnose, queue):
    queue("example.com")
    run = SchedulerMetric.objects.start(
        slots=1, lease=timedelta(minutes=5), trigger="schedule", host="worker-7"
    )
    claims.claim(1, run_id=run.job_id, lease=timedelta(minutes=5))
    out = diagnose()
    assert f"the schedule run {run.job_id} on worker-7 claimed it" in out
    assert "should the run die" in out
    Domain.objects.update(lease_expires_at=Now() - timedelta(minutes=1))
    assert "the next run reclaims it" in diagnose()


def test_a_domain_with_which_a_process_died_is_told(diagnose, queue, claim):
    queue("example.com")
    claim(lease=timedelta(seconds=-1))
    claims.reclaim_expired()
    assert "its claim was lost, 1 of at most 10 times in a row" in diagnose()


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (
            ErrorKind.HTTP_4XX,
            "status  failed|final and not retried|http_4xx (gone)|until it is submitted again",
        ),
        (ErrorKind.ROBOTS, "status  skipped|nothing to scan: robots (gone)|until it is submitted again"),
        (ErrorKind.PARKED, "status  skipped|nothing to scan: parked (gone)|until it is submitted again"),
    ],
)
def test_an_end_without_result_tells_why_and_whether_more_would_help(diagnose, queue, claim, kind, words):
    queue("example.com")
    (held,) = claim()
    claims.record(held, Failure(kind, "gone"), POLICY)
    out = diagnose()
    assert [word for word in (*words.split("|"), "until it is submitted again") if word not in out] == []


def perform(action, row):
    actions.perform_one(action, row, Actor("somebody"))


def test_every_other_state_has_its_words(diagnose, queue, claim, report):
    (row,) = queue("example.com")
    perform(actions.PAUSE, row)
    assert "until it is resumed or cancelled" in diagnose()
    perform(actions.CANCEL, row)
    assert "somebody cancelled it" in diagnose()
    perform(actions.RESCAN, row)
    (held,) = claim()
    claims.record(held, report("example.com"), POLICY)
    assert "e-mail addresses: 1, phone numbers: 1" in diagnose()


def test_each_tenant_has_its_own_answer(diagnose, queue):
    (row,) = queue("example.com")
    other = Domain.objects.create(domain="example.com", tenant_id=uuid.UUID(int=7))
    perform(actions.PAUSE, other)
    out = diagnose()
    assert f"tenant {row.tenant_id}" in out
    assert f"tenant {other.tenant_id}" in out
    assert (out.count("status  pending"), out.count("status  paused")) == (1, 1)


@pytest.mark.parametrize(
    ("text", "reason"),
    [("10.0.0.1", "is not a domain: an IP address"), ("unknown.com", "was never submitted")],
)
def test_what_cannot_be_explained_is_refused_with_its_reason(text, reason):
    with pytest.raises(CommandError, match=reason):
        call_command("explain_domain", text)


def test_no_state_is_without_words():
    from domains.diagnostics import diagnosis

    assert set(diagnosis._WHY) == set(diagnosis._NEXT) == set(DomainStatus)
