"""Answers of DNS are kept for a day, for all processes; without a database scans go on."""

import threading
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, connections
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext

from domains import scan_setup
from domains.dns_answers import StoredAnswers
from domains.models import DnsAnswer, Domain
from domains.models.audit_entry import Actor
from domains.privacy import erasure
from domains.scan.redaction import Subject
from domains.scan.site.dns_stage import DnsLookups
from metrics import retention
from tests.domains.scan.site.name_server import name_server

pytestmark = pytest.mark.django_db
OPERATOR = Actor("operator")
ANSWERS = {
    ("acme.com", "MX"): ["10 mx.acme.com."],
    ("_dmarc.acme.com", "TXT"): ["v=DMARC1; rua=mailto:jane@mail.net"],
    ("acme.org", "MX"): [],
}


def age(**delta):
    DnsAnswer.objects.update(asked_at=Now() - timedelta(**delta))


def test_answers_are_known_for_a_day_and_replaced():
    DnsAnswer.objects.keep(ANSWERS)
    asked = [*ANSWERS, ("acme.com", "TXT")]
    assert DnsAnswer.objects.known(asked) == ANSWERS
    age(hours=23)
    assert DnsAnswer.objects.known(asked) == ANSWERS
    age(hours=25)
    assert DnsAnswer.objects.known(asked) == {}
    DnsAnswer.objects.keep({("acme.com", "MX"): ["5 new.acme.com."]})
    assert DnsAnswer.objects.known(asked) == {("acme.com", "MX"): ["5 new.acme.com."]}
    assert DnsAnswer.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_another_process_does_not_ask_again_and_no_connection_is_left(monkeypatch):
    """Each thread with lookups of its own stands for a process."""
    found, statements, closed = [], [], []
    wrapper = type(connections["default"])
    close = wrapper.close
    monkeypatch.setattr(wrapper, "close", lambda self: (closed.append(self), close(self)))
    with name_server() as (server, asked):

        def scan():
            with CaptureQueriesContext(connection) as queries:
                found.append(DnsLookups([server], 5, StoredAnswers()).look_up("acme.test", ["a@other.test"]))
            statements.append(sum("dns_answers" in query["sql"] for query in queries))

        for _ in range(2):
            thread = threading.Thread(target=scan)
            thread.start()
            thread.join()
    assert found[0] == found[1]
    assert found[0].mail_provider == "Google Workspace"
    assert len(asked) == len(set(asked)) == 5
    assert statements == [2, 1], "the second reads only"
    assert len(closed) == 3, "one for each"


def test_without_a_database_dns_is_asked(monkeypatch, caplog):
    def lost(*_):
        raise OperationalError("the connection is lost")

    monkeypatch.setattr(connection, "close", lambda: None)
    for name in ("known", "keep"):
        monkeypatch.setattr(DnsAnswer.objects, name, lost)
    with name_server() as (server, asked):
        found = DnsLookups([server], 5, StoredAnswers()).look_up("acme.test", [])
    assert (found.mail_provider, found.error, len(asked)) == ("Google Workspace", "", 4)
    assert [record.event for record in caplog.records] == ["dns_answers_unavailable"] * 2


def test_with_the_stage_off_there_is_nothing_to_look_up():
    assert scan_setup.dns_lookups is None
    assert scan_setup._site_request("acme.com").dns is None


def test_old_answers_are_pruned():
    DnsAnswer.objects.keep(ANSWERS)
    assert retention.prune()["dns_answers"] == 0
    age(hours=25)
    assert retention.prune()["dns_answers"] == 3


def test_erasing_a_domain_deletes_the_answers_about_it():
    DnsAnswer.objects.keep(ANSWERS)
    Domain.objects.create(domain="acme.com")
    done = erasure.erase(Subject("domain", "acme.com"), None, OPERATOR)
    assert list(DnsAnswer.objects.values_list("name", flat=True)) == ["acme.org"]
    assert done.counts["dns_answers"] == 2


def test_erasing_an_address_deletes_the_records_that_name_it():
    DnsAnswer.objects.keep(ANSWERS)
    erasure.erase(Subject("email", "jane@mail.net"), None, OPERATOR)
    assert set(DnsAnswer.objects.values_list("name", flat=True)) == {"acme.com", "acme.org"}
