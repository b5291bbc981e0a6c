"""test_db_insert: checks storing and leaves no rows."""

import uuid

import pytest
from django.core.management import CommandError, call_command

from domains.lifecycle import Event
from domains.models import Domain, Page, Scan
from domains.queue import claims, scan_rows

pytestmark = pytest.mark.django_db


def snapshot():
    return [list(model.objects.order_by("pk").values()) for model in (Domain, Scan, Page)]


def test_it_writes_reads_back_and_leaves_nothing(capsys):
    call_command("test_db_insert")
    out = capsys.readouterr().out
    assert out.splitlines()[-1] == "PASSED"
    for field in Domain._meta.concrete_fields:
        assert field.attname in [line.split()[0] for line in out.splitlines()]
    assert "Bäckerei Müller" in out
    assert snapshot() == [[], [], []]


def test_keep_keeps(capsys):
    call_command("test_db_insert", "--keep")
    row = Domain.objects.get()
    assert (row.status, row.phone_numbers) == ("completed", ["+4930901820"])
    assert Scan.objects.get().pk == row.scan_id
    assert Page.objects.count() == 2


@pytest.mark.parametrize("event", [None, Event.PAUSE, Event.CANCEL, "completed", "suspect"])
def test_a_given_domain_is_tried_in_every_state_and_keeps_its_data(queue, claim, report, capsys, event):
    (row,) = queue("example.com")
    if event == "completed":
        (held,) = claim()
        claims.record(held, report("example.com", title="The real one"), None)
    elif event == "suspect":
        Domain.objects.update(lost_claims=1)
    elif event == Event.CANCEL:
        claims.cancel(Domain.objects.all())
    elif event:
        row.happen(event)
    before = snapshot()
    call_command("test_db_insert", str(row.pk))
    assert "PASSED" in capsys.readouterr().out
    assert snapshot() == before


def test_a_running_domain_is_left_alone(queue, claim):
    (row,) = queue("example.com")
    claim()
    with pytest.raises(CommandError, match="being scanned right now"):
        call_command("test_db_insert", str(row.pk))


@pytest.mark.parametrize("text", ["nonsense", "9b2e3f9e-0000-4000-8000-000000000000"])
def test_an_unknown_id_is_a_clear_error(text):
    with pytest.raises(CommandError, match=text):
        call_command("test_db_insert", text)


def test_a_field_that_comes_back_changed_fails(monkeypatch, capsys):
    columns = scan_rows.domain_columns
    monkeypatch.setattr(
        scan_rows, "domain_columns", lambda *args: columns(*args) | {"title": f"title {uuid.uuid4()}"}
    )
    with pytest.raises(SystemExit) as exit_status:
        call_command("test_db_insert")
    assert exit_status.value.code == 1
    assert capsys.readouterr().out.splitlines()[-1] == "FAILED: title"
