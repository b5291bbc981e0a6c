import django.db.models.deletion
from django.db import migrations, models

import domains.models.domain


class Migration(migrations.Migration):
    """The feed of changes. It starts empty: scans of before are in the list of scans."""

    dependencies = [("domains", "0016_erasure_indexes")]

    operations = [
        migrations.CreateModel(
            name="ChangeCounter",
            fields=[
                (
                    "tenant_id",
                    models.UUIDField(
                        default=domains.models.domain.default_tenant, primary_key=True, serialize=False
                    ),
                ),
                ("last", models.BigIntegerField(default=0)),
                ("pruned", models.BigIntegerField(default=0)),
            ],
            options={"db_table": "change_counters"},
        ),
        migrations.CreateModel(
            name="Change",
            fields=[
                (
                    "scan",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="change",
                        serialize=False,
                        to="domains.scan",
                    ),
                ),
                ("tenant_id", models.UUIDField(default=domains.models.domain.default_tenant)),
                ("number", models.BigIntegerField()),
            ],
            options={
                "db_table": "changes",
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "number"), name="changes_in_order")
                ],
            },
        ),
    ]
