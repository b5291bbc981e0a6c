"""manage.py scheduler: status, pause and resume of scheduled work."""

import pytest
from django.core.management import call_command

from domains.queue import schedule

pytestmark = pytest.mark.django_db


@pytest.fixture
def scheduler(capsys):
    def call(*arguments):
        call_command("scheduler", *arguments)
        return capsys.readouterr().out

    return call


def test_pause_status_and_resume(scheduler):
    assert "scheduled work is on" in scheduler("status")
    assert "maintenance" in scheduler("pause", "--reason", "maintenance")
    assert schedule.paused().reason == "maintenance"
    assert "paused since" in scheduler("status")
    assert "scheduled work is on" in scheduler("resume")
    assert "was not paused" in scheduler("resume")
