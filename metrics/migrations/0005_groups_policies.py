"""What the groups may do with the block list and the re-scan policies."""

from importlib import import_module

from django.db import migrations

MODELS = ("blockeddomain", "rescanpolicy")
LEVELS = {"viewer": ["view"], "operator": ["view", "add", "change", "delete"]}
LEVELS["admin"] = LEVELS["operator"]


def grant(apps, schema_editor):
    permission = import_module("metrics.migrations.0002_groups").permission
    for name, verbs in LEVELS.items():
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        for model in MODELS:
            group.permissions.add(*(permission(apps, "domains", model, verb) for verb in verbs))


class Migration(migrations.Migration):
    dependencies = [
        ("metrics", "0004_audit_log_index"),
        ("domains", "0006_rescans_changes_and_block_list"),
    ]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
