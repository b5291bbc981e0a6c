"""Audit entries, and their migration from Django's log."""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.db import connection

from domains.models import ApiToken, AuditEntry, Domain
from domains.models.audit_entry import LONGEST_ACTOR, Actor

pytestmark = pytest.mark.django_db


def test_a_long_name_is_cut_and_nothing_is_written_for_no_domain():
    AuditEntry.objects.record([], Actor("a"), "Paused.")
    assert not AuditEntry.objects.exists()
    row = Domain.objects.create(domain="one.com")
    AuditEntry.objects.record([row.pk], Actor("a" * 300), "Paused.")
    entry = AuditEntry.objects.get()
    assert (len(entry.actor), entry.user, entry.created_at is None) == (LONGEST_ACTOR, None, False)


def test_the_migration_takes_over_what_was_done_to_domains():
    user = User.objects.create_user("alice")
    rows = [Domain.objects.create(domain=name) for name in ("one.com", "two.com")]
    LogEntry.objects.log_actions(user.pk, rows, CHANGE, "Paused. Reason: on holiday")
    LogEntry.objects.log_actions(user.pk, rows[:1], CHANGE, [{"changed": {"fields": ["Notes"]}}])
    token, _ = ApiToken.objects.create_token("crm")
    LogEntry.objects.log_actions(user.pk, [token], CHANGE, "Revoked.")
    migration = import_module("domains.migrations.0012_audit_entry")
    migration.copy_log_entries(apps, connection.SchemaEditorClass(connection))
    entries = AuditEntry.objects.order_by("pk")
    assert [(entry.domain, entry.actor, entry.user, entry.message) for entry in entries] == [
        (row, "alice", user, "Paused. Reason: on holiday") for row in rows
    ]
    assert entries[0].created_at == LogEntry.objects.order_by("pk")[0].action_time
