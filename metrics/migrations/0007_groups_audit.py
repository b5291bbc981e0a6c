"""Every group may look at what was done to domains."""

from importlib import import_module

from django.db import migrations


def grant(apps, schema_editor):
    permission = import_module("metrics.migrations.0002_groups").permission
    for name in ("viewer", "operator", "admin"):
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        group.permissions.add(permission(apps, "domains", "auditentry", "view"))


class Migration(migrations.Migration):
    dependencies = [("metrics", "0006_slot"), ("domains", "0012_audit_entry")]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
