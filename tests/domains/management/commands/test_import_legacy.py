"""import_legacy: imports the original's table in its real format."""

import json
import sqlite3
import uuid
from datetime import UTC, datetime
from urllib.parse import quote

import psycopg
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from domains.legacy import importer
from domains.models import Domain, DomainContact, Scan, Suppression
from domains.models.domain import default_tenant
from domains.scan.redaction import Subject
from metrics import health

pytestmark = pytest.mark.django_db

# The columns that SQLAlchemy created for the original, with its enumerated types where PostgreSQL has them.
COLUMNS = {
    "id": ("uuid PRIMARY KEY", "TEXT PRIMARY KEY"),
    "domain": ("varchar NOT NULL", "TEXT"),
    "tenant_id": ("uuid", "TEXT"),
    "created_by": ("uuid", "TEXT"),
    "status": ("varchar", "TEXT"),
    "meta_json": ("jsonb", "JSON"),
    "notes": ("text", "TEXT"),
    "title": ("varchar", "TEXT"),
    "language": ("varchar", "TEXT"),
    "is_wordpress": ("boolean", "BOOLEAN"),
    "wordpress_version": ("varchar", "TEXT"),
    "has_elementor": ("boolean", "BOOLEAN"),
    "tech_stack": ("jsonb", "JSON"),
    "email_addresses": ("varchar[]", "JSON"),
    "phone_numbers": ("varchar[]", "JSON"),
    "facebook_url": ("varchar", "TEXT"),
    "sitemap_urls": ("integer", "INTEGER"),
    "total_sitemaps": ("integer", "INTEGER"),
    "content_scrape_status": ("task_status", "TEXT"),
    "page_scrape_status": ("task_status", "TEXT"),
    "last_scan": ("timestamp", "DATETIME"),
    "created_at": ("timestamptz", "DATETIME"),
    "hubspot_sync_status": ("varchar", "TEXT"),
}
TASK_STATUS = (
    "'Queued','InProgress','Completed','Error','ManualReview','Cancelled','Paused','Processing','Complete'"
)


class SqliteOriginal:
    def __init__(self, folder):
        self.file = folder / "original.sqlite3"
        self.url = f"sqlite:///{self.file}"
        self.run(f"CREATE TABLE domains ({', '.join(f'{name} {kind[1]}' for name, kind in COLUMNS.items())})")

    def run(self, sql, *values):
        with sqlite3.connect(self.file) as database:
            database.execute(sql, values)
        database.close()

    def add(self, **row):
        values = [json.dumps(v) if isinstance(v, (list, dict)) else v for v in row.values()]
        marks = ", ".join("?" * len(row))
        self.run(f"INSERT INTO domains ({', '.join(row)}) VALUES ({marks})", *map(_plain, values))


class PostgresOriginal:
    def __init__(self, name):
        ours = settings.DATABASES["default"]
        self.at = {
            "host": ours["HOST"],
            "port": ours["PORT"],
            "user": ours["USER"],
            "password": ours["PASSWORD"],
        }
        self.name = name
        self.run(f"CREATE DATABASE {name}", at="postgres")
        account = f"{ours['USER']}:{quote(ours['PASSWORD'])}"
        # As the original's own settings spelled it.
        self.url = f"postgresql+asyncpg://{account}@{ours['HOST']}:{ours['PORT']}/{name}"
        self.run(f"CREATE TYPE task_status AS ENUM ({TASK_STATUS})")
        self.run(f"CREATE TABLE domains ({', '.join(f'{name} {kind[0]}' for name, kind in COLUMNS.items())})")

    def run(self, sql, *values, at=None):
        with psycopg.connect(**self.at, dbname=at or self.name, autocommit=True) as database:
            database.execute(sql, values)

    def drop(self):
        self.run(f"DROP DATABASE {self.name} WITH (FORCE)", at="postgres")

    def add(self, **row):
        values = [psycopg.types.json.Jsonb(v) if COLUMNS[k][0] == "jsonb" else v for k, v in row.items()]
        self.run(f"INSERT INTO domains ({', '.join(row)}) VALUES ({', '.join(['%s'] * len(row))})", *values)


def _plain(value):
    return str(value) if isinstance(value, (uuid.UUID, datetime)) else value


@pytest.fixture(params=["sqlite", "postgresql"])
def original(request, tmp_path):
    if request.param == "sqlite":
        yield SqliteOriginal(tmp_path)
        return
    if connection.vendor != "postgresql":
        pytest.skip("the original on PostgreSQL is tested where ours is")
    made = PostgresOriginal(f"original_{uuid.uuid4().hex[:12]}")
    yield made
    made.drop()


@pytest.fixture
def take(original, capsys):
    def run():
        call_command("import_legacy", "--database-url", original.url)
        said = capsys.readouterr()
        return said.out, said.err

    return run


SCANNED = {
    "id": uuid.UUID(int=1),
    "domain": "www.Bakery.com",
    "tenant_id": uuid.UUID(int=99),
    "created_by": uuid.UUID(int=5),
    "status": "scanned",
    "meta_json": {"performance_metrics": {"page_size": 10}},
    "notes": "call them",
    "title": "Bäckerei 🥐",
    "language": "de",
    "is_wordpress": True,
    "wordpress_version": "6.8.1",
    "has_elementor": False,
    "tech_stack": {"jquery": True, "react": False, "bootstrap": True},
    "email_addresses": ["info@bakery.com"],
    "phone_numbers": ["+4930901820"],
    "facebook_url": "https://facebook.com/bakery",
    "sitemap_urls": 12,
    "total_sitemaps": 1,
    "content_scrape_status": "Completed",
    "page_scrape_status": "Queued",
    "last_scan": "2025-05-01 12:30:00",
    "created_at": datetime(2025, 4, 1, tzinfo=UTC),
    "hubspot_sync_status": "New",
}


def test_a_scanned_domain_keeps_all_that_is_known_of_it(original, take):
    original.add(**SCANNED)
    out, err = take()
    assert "1 taken over, 0 taken over before, 0 refused" in out
    assert "columns that are not imported: created_by, hubspot_sync_status" in out
    assert err == ""
    row = Domain.objects.get()
    same = "id tenant_id notes title language is_wordpress wordpress_version has_elementor email_addresses"
    same += " phone_numbers facebook_url sitemap_urls total_sitemaps created_at"
    assert {name: getattr(row, name) for name in same.split()} == {
        name: SCANNED[name] for name in same.split()
    }
    assert (row.domain, row.status, row.tech_stack) == ("bakery.com", "completed", ["bootstrap", "jquery"])
    assert row.last_scan == datetime(2025, 5, 1, 12, 30, tzinfo=UTC)
    assert (row.content_scrape_status, row.page_scrape_status) == ("complete", None)
    scan = Scan.objects.get()
    assert (scan.pk, scan.domain_id, scan.status) == (row.scan_id, row.pk, "completed")
    assert (scan.finished_at, scan.tenant_id) == (row.last_scan, row.tenant_id)
    assert scan.result["original"] == SCANNED["meta_json"]
    assert [contact["value"] for contact in scan.result["contacts"]] == ["info@bakery.com", "+4930901820"]


@pytest.mark.parametrize(
    ("word", "status"),
    [
        *[
            (word, "pending")
            for word in ("active", "queued", "submitted", "running", "Processing", "pending")
        ],
        *[("complete", "completed"), ("scanned", "completed"), ("error", "failed"), ("failed", "failed")],
    ],
)
def test_every_word_of_the_original_is_translated(original, take, word, status):
    meta = {"error": "SSL handshake"}
    original.add(id=uuid.uuid4(), domain="x.com", status=word, meta_json=meta, last_scan="2025-05-01")
    take()
    row = Domain.objects.get()
    ended = status != "pending"
    assert (row.status, row.tenant_id) == (status, default_tenant())
    assert row.last_error == ("SSL handshake" if status == "failed" else "")
    assert (row.last_scan is not None, Scan.objects.count()) == (ended, ended)
    assert row.content_scrape_status == (None if ended else "queued")
    assert Domain.objects.due().count() == (not ended)
    health.books()


def test_again_it_takes_only_what_is_new_and_leaves_what_changed_here(original, take):
    original.add(**SCANNED)
    take()
    Domain.objects.update(title="changed here")
    original.add(id=uuid.uuid4(), domain="new.com", status="active")
    out, err = take()
    assert "1 taken over, 1 taken over before, 0 refused" in out
    assert err == ""
    assert Domain.objects.get(pk=SCANNED["id"]).title == "changed here"
    assert Scan.objects.count() == 1


REFUSED = {
    "unknown status": ({"domain": "a.com", "status": "done"}, "unknown status 'done'; known are pending"),
    "no domain": ({"domain": "10.0.0.1"}, "an IP address is not a domain"),
    "same domain": ({"domain": "www.taken.com"}, "taken.com is here already, with the id"),
    "negative": ({"domain": "n.com", "sitemap_urls": -1}, "sitemap_urls: -1 is not a count"),
    "no list": ({"domain": "l.com", "tech_stack": "jquery"}, "tech_stack: "),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_row_that_is_refused_is_named_with_its_reason_and_stops_no_other(original, take, case):
    row, reason = REFUSED[case]
    original.add(id=uuid.UUID(int=1), domain="taken.com", status="active")
    original.add(id=uuid.UUID(int=2), **{"status": "active", **row})
    original.add(id=uuid.UUID(int=3), domain="last.com", status="active")
    for taken, before in ((2, 0), (0, 2)):
        out, err = take()
        assert f"{taken} taken over, {before} taken over before, 1 refused" in out
        assert err.startswith(f"row {uuid.UUID(int=2)}: {row['domain']!r}: ")
        assert reason in err
    assert sorted(Domain.objects.values_list("domain", flat=True)) == ["last.com", "taken.com"]


def test_what_was_erased_does_not_come_back(original, take):
    for subject in (Subject("domain", "gone.com"), Subject("email", "info@bakery.com")):
        Suppression.objects.remember(subject, None)
    Suppression.objects.remember(Subject("phone", "+4930901820"), default_tenant())  # not of the row's tenant
    original.add(**{**SCANNED, "notes": "call them, info@bakery.com"})
    original.add(id=uuid.UUID(int=2), domain="gone.com", status="active")
    out, err = take()
    assert "1 taken over, 0 taken over before, 1 refused" in out
    assert "erased on request" in err
    row = Domain.objects.get()
    assert (row.email_addresses, row.phone_numbers) == ([], ["+4930901820"])
    assert row.notes == "call them, [erased]"
    assert "info@bakery.com" not in str(Scan.objects.get().result)
    assert DomainContact.objects.of(Subject("phone", "+4930901820")).get().domain == row


def test_a_domain_that_was_submitted_here_keeps_its_state(original, take, queue):
    (mine,) = queue("bakery.com", tenant_id=SCANNED["tenant_id"])
    original.add(**SCANNED)
    out, err = take()
    assert "0 taken over, 0 taken over before, 1 refused" in out
    assert f"bakery.com is here already, with the id {mine.pk}" in err
    assert Domain.objects.get().status == "pending"


def test_many_rows_are_read_a_few_at_a_time(original, take, monkeypatch, django_assert_max_num_queries):
    for number in range(25):
        original.add(id=uuid.UUID(int=number), domain=f"site-{number}.com", status="scanned")
    monkeypatch.setattr(importer, "CHUNK", 10)
    with importer.open_original(original.url) as source:
        assert [len(chunk) for chunk in source.chunks()] == [10, 10, 5]
    out, _ = take()
    assert "25 taken over" in out
    assert Scan.objects.count() == 25


def test_the_original_is_only_read(original, take):
    original.add(**SCANNED)
    with importer.open_original(original.url) as source:
        next(source.chunks())
        with pytest.raises(Exception, match=r"readonly|read-only"), source._connection.cursor() as cursor:
            cursor.execute("DELETE FROM domains")


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("mysql://u@h/db", "expected a postgresql:// or sqlite:/// URL"),
        ("nonsense", "expected a postgresql:// or sqlite:/// URL"),
        ("sqlite:///{}/absent.sqlite3", "unable to open database file"),
        ("sqlite:///{}/empty.sqlite3", "there is no table 'domains'; there are other"),
        ("sqlite:///{}/foreign.sqlite3", "its table 'domains' has no column status"),
    ],
)
def test_what_is_not_the_original_is_refused(tmp_path, url, reason):
    for name, table in (("empty", "other (id)"), ("foreign", "domains (id, domain)")):
        database = sqlite3.connect(tmp_path / f"{name}.sqlite3")
        database.execute(f"CREATE TABLE {table}")
        database.close()
    with pytest.raises(CommandError, match=reason):
        call_command("import_legacy", "--database-url", url.format(tmp_path))
    assert not (tmp_path / "absent.sqlite3").exists()
