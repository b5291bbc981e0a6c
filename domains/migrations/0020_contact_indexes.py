import django.contrib.postgres.indexes
from django.db import migrations

from scrapersky.database.online_migrations import AddIndexOnline


class Migration(migrations.Migration):
    """For look-ups by e-mail address and phone number."""

    atomic = False
    dependencies = [("domains", "0019_batch_names")]

    operations = [
        AddIndexOnline(
            model_name="domain",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=[column], name=name, opclasses=["jsonb_path_ops"]
            ),
        )
        for column, name in (("email_addresses", "domains_emails"), ("phone_numbers", "domains_phones"))
    ]
