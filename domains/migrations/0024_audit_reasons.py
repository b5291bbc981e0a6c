from django.db import migrations, models

from scrapersky.database.online_migrations import AddIndexOnline


class Migration(migrations.Migration):
    """To find values in the words of people, among millions of entries that contain none."""

    atomic = False
    dependencies = [("domains", "0023_needs_javascript")]

    operations = [
        AddIndexOnline(
            model_name="auditentry",
            index=models.Index(
                fields=["id"],
                condition=models.Q(message__contains="Reason: "),
                name="audit_entries_with_reason",
            ),
        )
    ]
