"""Who may erase: administrators. Operators and viewers may not even see what was erased."""

from importlib import import_module

from django.db import migrations

ADMINISTER = {
    "domain": ["delete"],
    "suppression": ["view", "add"],
    "erasure": ["view"],
    "privacypolicy": ["view", "add", "change", "delete"],
}


def grant(apps, schema_editor):
    permission = import_module("metrics.migrations.0002_groups").permission
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name="admin")
    for model, verbs in ADMINISTER.items():
        group.permissions.add(*(permission(apps, "domains", model, verb) for verb in verbs))


class Migration(migrations.Migration):
    dependencies = [("metrics", "0007_groups_audit"), ("domains", "0015_erasure")]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
