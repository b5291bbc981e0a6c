"""manage.py erase, find_personal_data and suppressions."""

import io
import json
import uuid

import pytest
from django.core.management import CommandError, call_command

from domains.models import Domain, Erasure, Suppression
from domains.queue import claims
from domains.scan.redaction import Subject
from tests.domains.conftest import POLICY

pytestmark = pytest.mark.django_db

OTHER_TENANT = uuid.UUID("11111111-2222-3333-4444-555555555555")


@pytest.fixture
def manage(capsys):
    def call(*arguments):
        call_command(*arguments)
        return capsys.readouterr().out

    return call


@pytest.fixture
def scanned(queue, claim, report):
    (row,) = queue("example.com")
    claims.record(claim()[0], report(), POLICY)
    return row


@pytest.fixture
def answer(monkeypatch):
    def make(text):
        monkeypatch.setattr("builtins.input", lambda _prompt: text)

    return make


def test_says_what_would_go_and_asks(manage, scanned, answer, capsys):
    answer("no")
    with pytest.raises(CommandError, match="not erased"):
        manage("erase", "info@example.com")
    assert "pages" in capsys.readouterr().out
    assert not Suppression.objects.exists()
    answer("yes")
    assert "erased" in manage("erase", "info@example.com", "--reason", "by letter")
    assert Domain.objects.get().email_addresses == []
    assert Erasure.objects.get().reason == "by letter"


def test_without_a_terminal_it_says_how_to_confirm(manage, scanned, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO())
    with pytest.raises(CommandError, match="use --yes"):
        manage("erase", "info@example.com")
    assert not Erasure.objects.exists()


def test_with_yes_it_does_not_ask(manage, scanned):
    manage("erase", "https://example.com/", "--yes")
    assert not Domain.objects.exists()


def test_a_number_in_national_form_is_of_the_default_region(manage, scanned, settings):
    settings.DEFAULT_PHONE_REGION = "US"
    manage("erase", "(202) 555-0143", "--yes")
    assert Domain.objects.get().phone_numbers == []


def test_one_tenant_alone(manage, scanned):
    manage("erase", "info@example.com", "--yes", "--tenant", str(OTHER_TENANT))
    assert Domain.objects.get().email_addresses == ["info@example.com"]
    assert Suppression.objects.get().tenant_id == OTHER_TENANT


@pytest.mark.parametrize("command", ["erase", "find_personal_data"])
def test_nonsense_is_refused(manage, command):
    with pytest.raises(CommandError, match="VALUE"):
        manage(command, "not a thing")


def test_finds_everything_as_one_document(manage, scanned):
    found = json.loads(manage("find_personal_data", "+1 202 555 0143"))
    (domain,) = found["domains"]
    assert (found["kind"], found["suppressed"], domain["domain"]) == ("phone", False, "example.com")
    assert set(domain["stored"]) == {"domains", "scans", "pages"}
    assert domain["stored"]["pages"][0]["contacts"][0]["how"] == "text"
    assert "info@example.com" not in json.dumps(found)


def test_hashes_are_carried_to_another_installation(manage, tmp_path, queue, capsys):
    manage("erase", "info@example.com", "--yes")
    file = tmp_path / "list"
    manage("suppressions", "export", str(file))
    assert "info" not in file.read_text()
    Suppression.objects.all().delete()
    file.write_text(file.read_text() + "\nlata@example.org\nnonsense with spaces\n")
    assert "2 imported, 1 refused" in manage("suppressions", "import", str(file))
    assert "line 4" in capsys.readouterr().err or Suppression.objects.count() == 2
    assert "2 suppressions" in manage("suppressions", "status")
    manage("suppressions", "import", str(file))
    assert Suppression.objects.count() == 2


def test_hashes_of_an_unknown_key_are_refused_and_reported(manage, tmp_path, settings):
    settings.SUPPRESSION_KEYS = ("the key of the first installation",)
    manage("erase", "info@example.com", "--yes")
    file = tmp_path / "list"
    manage("suppressions", "export", str(file))
    settings.SUPPRESSION_KEYS = ("another one",)
    assert "1 of them have no effect" in manage("suppressions", "status")
    Suppression.objects.all().delete()
    assert "0 imported, 1 refused" in manage("suppressions", "import", str(file))


def test_what_a_restored_backup_brought_back_is_erased_again(manage, scanned, tmp_path):
    Suppression.objects.remember(Subject("email", "info@example.com"), None)
    Suppression.objects.remember(Subject("phone", "+12025550143"), OTHER_TENANT)
    assert "1 values erased again" in manage("suppressions", "apply")
    row = Domain.objects.get()
    assert (row.email_addresses, row.phone_numbers) == ([], ["+12025550143"])
    assert "0 values erased again" in manage("suppressions", "apply")
    Suppression.objects.remember(Subject("domain", "example.com"), None)
    manage("suppressions", "apply")
    assert not Domain.objects.exists()
