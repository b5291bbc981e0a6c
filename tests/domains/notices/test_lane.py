"""The threads that send notices, with real processes and a receiver on loopback."""

import ipaddress
import time

import pytest
from django.db import connection

from domains.models import NoticeReceiver
from domains.notices.lane import NoticeLane


@pytest.mark.django_db(transaction=True)
def test_from_the_change_to_the_message(follow, change, inbox, settings):
    settings.FETCH_ALLOWED_NETWORKS = (ipaddress.ip_network("127.0.0.0/8"),)
    settings.PUBLIC_URL = "https://sky.example.com"
    row = follow(inbox.url())
    change("alpha.com")
    lane = NoticeLane()
    lane.poll_seconds = 0.05
    lane.start()
    try:
        until(lambda: NoticeReceiver.objects.filter(told_to=1).exists())
    finally:
        lane.stop()
    (message,) = inbox.got
    assert message["title"] == "1 change of 1 domain: Mine"
    assert (
        f"/admin/domains/change/?tenant={row.notice.tenant_id}&notice={row.notice.pk}.0.1"
        in message["message"]
    )
    row.refresh_from_db()
    assert (row.failures, row.last_error, row.claimed_to) == (0, "", 0)


def until(condition, seconds=30):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    connection.close()
