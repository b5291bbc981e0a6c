"""An index for what happened to one domain: an action on thousands of domains leaves as many log entries."""

from django.db import migrations


def create_index(apps, schema_editor):
    online = "CONCURRENTLY" if schema_editor.connection.vendor == "postgresql" else ""
    schema_editor.execute(
        f"CREATE INDEX {online} admin_log_of_object ON django_admin_log (object_id, content_type_id)"
    )


def drop_index(apps, schema_editor):
    schema_editor.execute("DROP INDEX admin_log_of_object")


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("metrics", "0003_clusters_and_alerts"),
        ("admin", "0003_logentry_add_action_flag_choices"),
    ]

    operations = [migrations.RunPython(create_index, drop_index)]
