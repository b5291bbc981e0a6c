"""An index for what happened to one domain: an action on thousands of domains leaves as many log entries."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("metrics", "0003_clusters_and_alerts"),
        ("admin", "0003_logentry_add_action_flag_choices"),
    ]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX admin_log_of_object ON django_admin_log (object_id, content_type_id)",
            "DROP INDEX admin_log_of_object",
        )
    ]
