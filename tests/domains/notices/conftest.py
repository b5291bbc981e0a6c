"""A user with a notice, changes to tell, and a receiver on loopback."""

import json
import threading
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.contrib.auth.models import Group, User
from django.db.models.functions import Now

from domains.models import Change, Domain, Notice, NoticeReceiver, Scan
from domains.notices.change_words import KINDS

CONTACTS = {"contacts": {"added": [{"kind": "email", "value": "new@example.com"}], "removed": []}}
TITLE = {"title": {"before": "Old", "after": "New"}}


class Inbox(ThreadingHTTPServer):
    """Accepts messages of json://. ``answer`` is its status; ``got`` what it was sent."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.got, self.paths, self.answer, self.headers = [], [], 200, {}
        self.thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05})
        self.thread.start()

    def url(self, rest="/"):
        return f"json://127.0.0.1:{self.server_port}{rest}"

    def close(self):
        self.shutdown()
        self.thread.join()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append(json.loads(body))
        self.server.paths.append(self.path)
        self.send_response(self.server.answer)
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def inbox():
    made = Inbox()
    yield made
    made.close()


@pytest.fixture
def viewer(db):
    user = User.objects.create_user("viewer", is_staff=True)
    user.groups.add(Group.objects.get(name="viewer"))
    return user


@pytest.fixture
def follow(viewer):
    """A notice with one receiver that is due."""

    def make(url="json://192.0.2.1/", **fields):
        kept = {"user": viewer, "name": "Mine", "kinds": list(KINDS), **fields}
        notice = Notice.objects.create(**kept)
        return NoticeReceiver.objects.create(
            notice=notice, url=url, label="JSON", longest_title=250, longest_body=32768
        )

    return make


@pytest.fixture
def change(db):
    """Store a finished scan of this domain with these changes, at the end of the feed."""

    def make(name="alpha.com", changes=TITLE, **fields):
        row, _ = Domain.objects.get_or_create(domain=name, defaults={"next_attempt_at": Now(), **fields})
        scan = Scan.objects.create(
            id=uuid.uuid4(),
            domain=row,
            tenant_id=row.tenant_id,
            status="completed",
            queued_at=Now(),
            changes=changes,
        )
        Change.objects.record([scan])
        return row

    return make
